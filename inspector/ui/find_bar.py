"""Finds text inside a payload."""

from __future__ import annotations

import re

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from inspector.ui import icons
from inspector.ui.labels import PlainLabel, WrappedLabel
from inspector.ui.layouts import column, row

MOST_MATCHES = 10_000


def find_all(text: str, wanted: str) -> list[tuple[int, int]]:
    """Give the places of a text, at most 10,000; letters match in either case."""
    if not wanted:
        return []
    places = []
    for match in re.finditer(re.escape(wanted), text, re.IGNORECASE):
        places.append(match.span())
        if len(places) == MOST_MATCHES:
            break
    return places


class FindBar(QWidget):
    """A search field with the number of places found."""

    changed = Signal(str)
    stepped = Signal(int)
    """1 for the next place, -1 for the previous one."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.field.setClearButtonEnabled(True)
        self.count = PlainLabel(role="hint")
        self.previous = self._button("chevron-up", self.tr("Previous (Shift+F3)"))
        self.next = self._button("chevron-down", self.tr("Next (F3)"))
        self.close_button = self._button("close", self.tr("Close (Esc)"))
        self.field.textChanged.connect(self.changed)
        self.previous.clicked.connect(lambda: self.stepped.emit(-1))
        self.next.clicked.connect(lambda: self.stepped.emit(1))
        self.close_button.clicked.connect(self.closed)
        buttons = (self.previous, self.next, self.close_button)
        line = row(self.field, self.count, *buttons, gap=1)
        line.setStretch(0, 1)
        self.problem = WrappedLabel(role="error")
        self.problem.hide()
        self.setLayout(column(line, self.problem, gap=1, margins=(2, 1, 2, 1)))
        self.set_purpose(self.tr("Find in the payload"))
        self.hide()

    def set_purpose(self, purpose: str) -> None:
        """Say in the empty field what it is for."""
        self.field.setPlaceholderText(purpose)
        self.field.setAccessibleName(purpose)

    def _button(self, icon: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icons.icon(icon))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def open(self, wanted: str) -> None:
        """Show the bar and type over what is in it."""
        if wanted:
            self.field.setText(wanted)
        self.show()
        self.field.setFocus()
        self.field.selectAll()

    def show_count(self, current: int, count: int, *, more: bool = False) -> None:
        """Say which of how many places is selected; `current` counts from 1, and there may be `more`."""
        number = QLocale().toString
        total = number(count) + ("+" if more else "")
        if not self.field.text():
            self.count.setText("")
        elif not count:
            self.count.setText(self.tr("searching…") if more else self.tr("not found"))
        else:
            self.count.setText(self.tr("{0} of {1}").format(number(current), total))
        self.previous.setEnabled(count > 0)
        self.next.setEnabled(count > 0)
        self._mark(bool(self.field.text()) and not count and not more)
        self.problem.hide()

    def show_problem(self, sentence: str) -> None:
        """Say in one sentence why nothing can be found."""
        self.show_count(0, 0)
        self.count.setText("")
        self._mark(True)
        self.problem.setText(sentence)
        self.problem.show()

    def _mark(self, invalid: bool) -> None:
        if self.field.property("invalid") != invalid:
            self.field.setProperty("invalid", invalid)
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with Enter, leave with Esc."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stepped.emit(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
