"""The pane that sends a file: its path, its size, and a place to drop it on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from inspector.ui.intentions import Intention, SendFile
from inspector.ui.labels import WrappedLabel
from inspector.ui.layouts import column
from inspector.ui.options.check import file_problem
from inspector.ui.sizes import exact_bytes, short_bytes
from inspector.ui.value_editors import FileEdit


class FilePane(QWidget):
    """Names a file; its bytes are read when it is sent."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.as_text: bool = False
        self.file = FileEdit(self.tr("File to send"), self.tr("All files (*)"))
        self.file.line.setPlaceholderText(self.tr("Drop a file here, or choose one"))
        note = self.tr("Sent as one message; the file is read at the moment of sending.")
        self.setLayout(column(self.file, WrappedLabel(note, "hint"), None, gap=1))
        self.setFocusProxy(self.file)
        self.inputs = (self.file.line,)
        self.file.changed.connect(self.changed)

    def draft(self) -> str:
        """Give the path."""
        return self.file.path()

    def set_draft(self, draft: str) -> None:
        """Name another file."""
        self.file.set_path(draft)

    def set_as_text(self, as_text: bool) -> None:
        """Send as a text or as a binary message."""
        self.as_text = as_text
        self.changed.emit()

    def settle(self) -> None:
        """Look at the file again: it may have gone since."""
        self.changed.emit()

    @property
    def problem(self) -> str:
        """Why this file cannot be sent; empty when it can."""
        if not self.draft():
            return self.tr("Choose a file.")
        return file_problem(self.draft()) or ("" if self._size() is not None else self.tr("Not readable."))

    @property
    def summary(self) -> str:
        """The file's size."""
        size = self._size() or 0
        exact = exact_bytes(size)
        return exact if short_bytes(size) == exact else f"{short_bytes(size)} ({exact})"

    def _size(self) -> int | None:
        try:
            with Path(self.draft()).open("rb") as file:
                return file.seek(0, 2)
        except (OSError, ValueError):
            return None

    def intention(self) -> Intention:
        """Say what sending means."""
        return SendFile(self.draft(), self.as_text)
