"""Frames as text for the clipboard."""

from __future__ import annotations

import base64
import enum
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from inspector.ui.frame_model import FrameModel
from inspector.ui.sizes import short_bytes

MOST_ROWS = 100_000
MOST_BYTES = 64 * 1024 * 1024


class CopyForm(enum.StrEnum):
    """How the selected frames are written."""

    TEXT = "text"
    HEX = "hex"
    BASE64 = "base64"
    ROW = "row"


def line_of(model: FrameModel, row: int, form: CopyForm, sections: Sequence[int]) -> str:
    """Write a row: its payload, or the cells of these columns with tabs between. Raises `CaptureError`."""
    if form is CopyForm.ROW:
        return "\t".join(model.look(row).text(section) for section in sections)
    return _payload_text(model, row, form)


def too_many(count: int) -> str:
    """Say why so many rows cannot be copied, and what to do."""
    sentence = _tr("{0} frames are too many for the clipboard: select {1} at most, or export them.")
    return sentence.format(QLocale().toString(count), QLocale().toString(MOST_ROWS))


def too_much(size: int) -> str:
    """Say why so many bytes cannot be copied, and what to do."""
    sentence = _tr("{0} are too much for the clipboard: select {1} at most, or export them.")
    return sentence.format(short_bytes(size), short_bytes(MOST_BYTES))


def _payload_text(model: FrameModel, row: int, form: CopyForm) -> str:
    payload = model.payload(row)
    if form is CopyForm.HEX:
        return payload.hex(" ")
    if form is CopyForm.BASE64:
        return base64.b64encode(payload).decode("ascii")
    return payload.decode("utf-8", "replace")


def _tr(text: str) -> str:
    return QCoreApplication.translate("FrameCopy", text)
