"""Ctrl+K: every action of the window by name, with its shortcut."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, QRect, QSize, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from inspector.ui.layouts import GRID
from inspector.ui.search_popup import PopupRow, SearchPopup

_WIDTH_STEPS = 140
_MOST_ROWS = 12

COMMAND = "command"
"""The property of an action whose text is clear only in its own place: its name among all of them."""


class CommandPalette(SearchPopup):
    """Lists the actions that a window offers; choosing one triggers it."""

    def __init__(self, window: QWidget, actions: Callable[[], Iterable[QAction]] | None = None) -> None:
        """Take the window's own actions, or those that `actions` gives at each opening."""
        super().__init__(self.tr("Type a command"), self.tr("There is no command here yet."), window)
        self.setObjectName("commandPalette")
        self.setAccessibleName(self.tr("Commands"))
        self._window = window
        self._actions = actions or (lambda: window.findChildren(QAction))
        self.action = QAction(self.tr("All commands…"), window)
        self.action.setShortcut(QKeySequence(self.tr("Ctrl+K")))
        self.action.triggered.connect(self.open)
        window.addAction(self.action)
        self.chosen.connect(self._trigger)

    def open(self) -> None:
        """Show all actions, those that can be used now first."""
        usable = [action for action in self._actions() if self._is_command(action)]
        usable.sort(key=lambda action: not action.isEnabled())
        self.set_rows([self._row(action) for action in usable])
        self.open_at(self._area())

    def _is_command(self, action: QAction) -> bool:
        listed = action is not self.action and action.isVisible() and bool(action.text())
        return listed and not action.isSeparator() and action.menu() is None

    @staticmethod
    def _row(action: QAction) -> PopupRow:
        shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        text = str(action.property(COMMAND) or action.text())
        name = text.replace("&&", "\0").replace("&", "").replace("\0", "&")
        if action.isCheckable() and action.isChecked():
            name = f"✓ {name}"
        icon = None if action.icon().isNull() else action.icon()
        return PopupRow(name, action, shortcut, action.isEnabled(), icon)

    def _area(self) -> QRect:
        width = min(_WIDTH_STEPS * GRID, self._window.width() - 8 * GRID)
        height = min(self.height_for_rows(_MOST_ROWS), self._window.height() - 24 * GRID)
        left = (self._window.width() - width) // 2
        return QRect(self._window.mapToGlobal(QPoint(left, 12 * GRID)), QSize(width, height))

    @staticmethod
    def _trigger(action: QAction) -> None:
        # The focus returns to the window first: actions such as "Focus the URL" depend on it.
        QTimer.singleShot(0, action, action.trigger)
