"""The sentences of the dialog of captures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale

from inspector.capture.merging import Merged
from inspector.capture.retention import CaptureFile
from inspector.ui.captures_titles import title_of
from inspector.ui.counts import frames_text
from inspector.ui.sizes import short_bytes


def total_sentence(files: Sequence[CaptureFile]) -> str:
    """Say how many captures there are, and how much they take."""
    size = short_bytes(sum(file.size_bytes for file in files))
    if not files:
        return _tr("No captures yet")
    return (
        _tr("1 capture, {0}").format(size)
        if len(files) == 1
        else _tr("{0} captures, {1}").format(QLocale().toString(len(files)), size)
    )


def deleted_sentence(paths: Sequence[Path], *, for_good: bool) -> str:
    """Say what is in the trash now, or ask whether to delete it without one."""
    if len(paths) == 1:
        told = _tr("Delete “{0}” for good?") if for_good else _tr("“{0}” is in the trash.")
        return told.format(title_of(paths[0]))
    told = _tr("Delete {0} captures for good?") if for_good else _tr("{0} captures are in the trash.")
    return told.format(QLocale().toString(len(paths)))


def merged_sentence(path: Path, merged: Merged) -> str:
    """Say what a merged capture holds."""
    whose = _tr("1 connection") if merged.connections == 1 else _tr("{0} connections")
    connections = whose.format(QLocale().toString(merged.connections))
    return _tr("“{0}” holds {1} of {2}.").format(path.stem, frames_text(merged.frames), connections)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Captures", text)
