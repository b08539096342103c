"""A few choices side by side, of which one holds."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from inspector.ui.layouts import row


class Segments(QWidget):
    """Shows the choices of an exclusive group of actions as one control."""

    chosen = Signal(int)
    """Which one the person took, counted from 0."""

    def __init__(self, choices: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        """Take the choices as pairs of text and tooltip; the first one holds at first."""
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QActionGroup(self)
        self.actions_of_choices: list[QAction] = []
        buttons = []
        for index, (text, tip) in enumerate(choices):
            action = QAction(text, self._group)
            action.setToolTip(tip)
            action.setCheckable(True)
            action.setChecked(index == 0)
            action.triggered.connect(lambda _checked, index=index: self.chosen.emit(index))
            button = QToolButton()
            button.setDefaultAction(action)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.setProperty("segment", _place(index, len(choices)))
            self.actions_of_choices.append(action)
            buttons.append(button)
        self.buttons: list[QToolButton] = buttons
        self.setLayout(row(*buttons, gap=0))

    @property
    def current(self) -> int:
        """Which choice holds."""
        return next(index for index, action in enumerate(self.actions_of_choices) if action.isChecked())

    def set_current(self, index: int) -> None:
        """Show another choice, without a signal."""
        self.actions_of_choices[index].setChecked(True)

    def minimumSizeHint(self) -> QSize:
        """Never cut a word."""
        return self.sizeHint()


def _place(index: int, count: int) -> str:
    return "first" if index == 0 else "last" if index == count - 1 else "middle"
