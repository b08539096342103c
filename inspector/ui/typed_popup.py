"""A line to type in a popup, such as a number to go to."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from inspector.ui.labels import WrappedLabel
from inspector.ui.layouts import GRID, column

_WIDTH_STEPS = 90


class TypedPopup(QFrame):
    """One line to type above the table, with a place for what is wrong with it."""

    submitted = Signal(str)

    def __init__(self, placeholder: str, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("searchPopup")
        self.line = QLineEdit()
        self.line.setPlaceholderText(placeholder)
        self.line.setAccessibleName(name)
        self.problem = WrappedLabel(role="error")
        self.hint = WrappedLabel(name, role="hint")
        self._lines = column(self.line, self.hint, self.problem, gap=1, margins=(2, 2, 2, 2))
        self.setLayout(self._lines)
        self.line.textEdited.connect(lambda _text: self.say(""))

    def open_over(self, widget: QWidget) -> None:
        """Open over the top of a widget, with all that was typed before selected."""
        self.say("")
        width = min(_WIDTH_STEPS * GRID, widget.width() - 4 * GRID)
        self.setFixedWidth(width)
        self._fit()
        self.move(widget.mapToGlobal(QPoint((widget.width() - width) // 2, 8 * GRID)))
        self.show()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.line.selectAll()

    def say(self, problem: str) -> None:
        """Say what is wrong with what was typed; empty says nothing."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.hint.setVisible(not problem)
        self._fit()

    def _fit(self) -> None:
        """Be as high as the sentences in it need."""
        self._lines.activate()
        self.resize(self.width(), self._lines.totalHeightForWidth(self.width()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Submit with Enter; Esc closes as every popup does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit(self.line.text().strip())
        else:
            super().keyPressEvent(event)
