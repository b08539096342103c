"""What the local server says of its clients, such as “A user connected”."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QWidget

from inspector.ui import icons
from inspector.ui.empty_state import EmptyState
from inspector.ui.first_size import take_first_size
from inspector.ui.follow_tail import FollowTail
from inspector.ui.layouts import GRID, column, row
from inspector.ui.visible_text import visible

_MOST_LINES = 1_000
_WIDTH_STEPS, _HEIGHT_STEPS = 130, 70


class ServerLog(QDialog):
    """A window beside the main one; it keeps the last thousand lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setObjectName("serverLog")
        self.setWindowTitle(self.tr("Log of the local server"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setProperty("mono", True)
        self.text.setMaximumBlockCount(_MOST_LINES)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(self.tr("Log of the local server"))
        self.clear_button = QPushButton(icons.icon("clear"), self.tr("Clear"))
        self.clear_button.setAutoDefault(False)
        self.clear_button.clicked.connect(self.clear)
        self._empty = EmptyState("server", self.text.viewport())
        self._empty.set_texts(self.tr("Nothing yet: Socket.IO clients that come and go are told here."))
        self._follow = FollowTail(self.text)
        buttons = row(None, self.clear_button, margins=(2, 1, 2, 2))
        self.setLayout(column(self.text, buttons, gap=0))
        take_first_size(self, _WIDTH_STEPS * GRID, _HEIGHT_STEPS * GRID)
        self._show_empty()

    def add(self, line: str) -> None:
        """Add a line with the time of now."""
        self.text.appendPlainText(f"{time.strftime('%H:%M:%S')}  {visible(line)}")
        self._show_empty()

    def lines(self) -> Sequence[str]:
        """Give the lines that are shown."""
        text = self.text.toPlainText()
        return text.splitlines()

    def clear(self) -> None:
        """Forget the lines."""
        self.text.clear()
        self._show_empty()

    def _show_empty(self) -> None:
        self._empty.set_shown(not self.text.toPlainText())
