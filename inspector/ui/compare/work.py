"""Compares two payloads beside the window: they may be large, and the person may not want to wait."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from inspector.capture.records import CaptureError
from inspector.payloads.difference import Difference, Form, compare
from inspector.ui.compare.rows import PreparedLines, prepared
from inspector.ui.long_work import Watch
from inspector.ui.payload_source import PayloadSource
from inspector.ui.sizes import short_bytes

MOST_COMPARED = 64 * 1024 * 1024


class Compared(NamedTuple):
    """What came of it."""

    difference: Difference
    lines: PreparedLines


def compare_sources(
    left: PayloadSource, right: PayloadSource, form: Form | None, watch: Watch, *, folded: bool
) -> Compared:
    """Read both payloads and compare them. Raises `CaptureError` where that cannot be."""
    payloads = [_read(source) for source in (left, right)]
    watch(0.0)
    difference = compare(payloads[0], payloads[1], form, folded=folded, watch=watch)
    return Compared(difference, prepared(difference.lines))


def _read(source: PayloadSource) -> bytes:
    if source.length > MOST_COMPARED:
        told = _tr("{0} are too much to be compared: {1} at most. Save both payloads and compare the files.")
        raise CaptureError(told.format(short_bytes(source.length), short_bytes(MOST_COMPARED)))
    payload, problem = source.part(0, source.length)
    if problem:
        raise CaptureError(problem)
    return payload


def _tr(text: str) -> str:
    return QCoreApplication.translate("Compare", text)
