"""The context menu of a payload, the same over its text and its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from inspector.ui.payload_view import PayloadView


def payload_menu(view: PayloadView) -> QMenu:
    """Make the menu for what is shown now; it goes when it is closed."""
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    _add_selection(menu, view)
    actions = view.commands
    menu.addActions([*actions.copies.values(), actions.save])
    menu.addSeparator()
    menu.addActions([actions.find, actions.wrap])
    menu.addSeparator()
    menu.addActions(list(actions.modes.values()))
    return menu


def _add_selection(menu: QMenu, view: PayloadView) -> None:
    copy = menu.addAction(view.tr("Copy what is selected"))
    copy.setShortcut(QKeySequence.StandardKey.Copy)
    copy.setShortcutVisibleInContextMenu(True)
    if view.shows_hex:
        copy.triggered.connect(view.hex.copy)
    else:
        copy.setEnabled(view.text.textCursor().hasSelection())
        copy.triggered.connect(view.text.copy)
        everything = menu.addAction(view.tr("Select all"))
        everything.setShortcut(QKeySequence.StandardKey.SelectAll)
        everything.setShortcutVisibleInContextMenu(True)
        everything.triggered.connect(view.text.selectAll)
    menu.addSeparator()
