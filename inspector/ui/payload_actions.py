"""Everything that can be done with a shown payload, as actions with shortcuts."""

from __future__ import annotations

import enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from inspector.ui import icons
from inspector.ui.copying import CopyAs


class PayloadMode(enum.StrEnum):
    """How a payload is shown."""

    PRETTY = "pretty"
    TEXT = "text"
    HEX = "hex"


class PayloadActions:
    """The payload pane's actions; its keys act while the focus is inside it, whatever they do elsewhere."""

    def __init__(self, owner: QWidget) -> None:
        self._owner = owner
        tr = owner.tr
        self.modes = {
            PayloadMode.PRETTY: self._make(tr("Pretty"), "Ctrl+1", tip=tr("Laid out by its format")),
            PayloadMode.TEXT: self._make(
                tr("Text"), "Ctrl+2", tip=tr("As text, with hidden characters shown")
            ),
            PayloadMode.HEX: self._make(tr("Hex"), "Ctrl+3", tip=tr("Every byte, with its ASCII character")),
        }
        group = QActionGroup(owner)
        for action in self.modes.values():
            action.setCheckable(True)
            group.addAction(action)
        self.find = self._make(tr("Find in the payload"), "Ctrl+F", "search")
        self.next = self._make(tr("Next place"), "F3")
        self.previous = self._make(tr("Previous place"), "Shift+F3")
        self.wrap = self._make(tr("Wrap long lines"), "Alt+Z", "wrap")
        self.wrap.setCheckable(True)
        self.save = self._make(tr("Save the payload…"), "Ctrl+S", "export")
        self.copies = {
            CopyAs.TEXT: self._make(tr("Copy the payload as text"), "Ctrl+Shift+A"),
            CopyAs.HEX: self._make(tr("Copy the payload as hex"), "Ctrl+Shift+C"),
            CopyAs.BASE64: self._make(tr("Copy the payload as base64"), "Ctrl+Alt+C"),
        }

    def all(self) -> list[QAction]:
        """Give every action."""
        others = [self.find, self.next, self.previous, self.wrap, self.save]
        return [*self.modes.values(), *others, *self.copies.values()]

    def of_key(self, pressed: QKeySequence) -> QAction | None:
        """Give the action that a key stands for, if it can be done now."""
        return next(
            (action for action in self.all() if action.isEnabled() and action.shortcut() == pressed), None
        )

    def set_enabled(self, enabled: bool) -> None:
        """Offer the actions, or not while there is no payload; the modes can always be chosen."""
        for action in (self.find, self.next, self.previous, self.save, *self.copies.values()):
            action.setEnabled(enabled)

    def _make(self, text: str, shortcut: str, icon: str = "", tip: str = "") -> QAction:
        action = QAction(text, self._owner)
        if icon:
            action.setIcon(icons.icon(icon))
        action.setShortcut(QKeySequence(shortcut))
        action.setShortcutVisibleInContextMenu(True)
        # The view hands out its keys itself: as window-wide shortcuts they would clash with the window's own.
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip or text} ({key})")
        return action
