"""A line about another frame, with the way there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from inspector.ui import icons
from inspector.ui.facts_list import IconLabel
from inspector.ui.labels import ElidedLabel
from inspector.ui.layouts import row


class PartnerLink(QWidget):
    """Tells of a frame; hidden while there is none."""

    jumpRequested = Signal(int)
    """The id of that frame."""

    def __init__(self, icon: str, title: str, shortcut: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame_id = 0
        self._told = ""
        self._label = ElidedLabel()
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.action = QAction(icons.icon("chevron-right"), title, self)
        self.action.setShortcut(QKeySequence(shortcut))
        native = self.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.action.setToolTip(f"{title} ({native})")
        self.action.triggered.connect(self._jump)
        self.button = QToolButton()
        self.button.setDefaultAction(self.action)
        self.button.setAccessibleName(title)
        self.setLayout(row(IconLabel(icon), self._label, self.button))
        self.show_link("", 0)

    def show_link(self, told: str, frame_id: int, tip: str = "") -> None:
        """Tell of a frame; without one (0) there is nowhere to go, and without words it hides."""
        self._frame_id, self._told = frame_id, told
        self.action.setEnabled(bool(frame_id))
        self.button.setVisible(bool(frame_id))
        self._label.setText(told)
        self._label.setToolTip(f"{told}\n{tip}".strip())
        self.setAccessibleName(told)
        self.setVisible(bool(told))

    @property
    def text(self) -> str:
        """What it says; empty while hidden."""
        return self._told

    def _jump(self) -> None:
        if self._frame_id:
            self.jumpRequested.emit(self._frame_id)
