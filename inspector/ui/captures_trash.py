"""Captures that the person deletes: into the desktop's trash, from where they can be brought back."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QFile

from inspector.capture.records import CaptureError
from inspector.capture.retention import held, merge_log


class Trashed(NamedTuple):
    """A capture in the trash."""

    path: Path
    """Where it was."""
    now: Path
    """Where it is; the same when it could not be moved."""

    @property
    def moved(self) -> bool:
        """It is in the trash: elsewhere there is none, or it is full."""
        return self.now != self.path


def move_to_trash(path: Path) -> Trashed:
    """Move a capture to the trash, whole. Raises `CaptureError`, also when it is open somewhere."""
    merge_log(path)
    with held(path):
        file = QFile(str(path))
        return Trashed(path, Path(file.fileName()) if file.moveToTrash() and file.fileName() else path)


def bring_back(trashed: Trashed) -> None:
    """Move a capture back from the trash. Raises `CaptureError`."""
    if trashed.path.exists():
        told = _tr("There is another capture with the name {0} by now: rename it first.")
        raise CaptureError(told.format(trashed.path.name))
    try:
        shutil.move(trashed.now, trashed.path)
        # The freedesktop.org trash keeps where a file came from beside it.
        info = trashed.now.parent.parent / "info" / f"{trashed.now.name}.trashinfo"
        info.unlink(missing_ok=True)
    except OSError as error:
        told = _tr("{0} cannot be brought back ({1}): look for it in the trash.")
        raise CaptureError(told.format(trashed.path.name, error.strerror or error)) from error


def _tr(text: str) -> str:
    return QCoreApplication.translate("Captures", text)
