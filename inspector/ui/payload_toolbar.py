"""The row above a payload: how to show it, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from inspector.ui import icons
from inspector.ui.layouts import row
from inspector.ui.payload_actions import PayloadActions


class PayloadToolbar(QWidget):
    """Buttons for the actions."""

    def __init__(self, actions: PayloadActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.copy_button = QToolButton()
        self.copy_button.setIcon(icons.icon("copy"))
        self.copy_button.setToolTip(self.tr("Copy the payload"))
        self.copy_button.setAccessibleName(self.tr("Copy the payload"))
        self.copy_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.copy_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self.copy_button)
        self._menu.addActions(list(actions.copies.values()))
        self.copy_button.setMenu(self._menu)
        modes = [_button(action, words=True) for action in actions.modes.values()]
        tools = [_button(action) for action in (actions.wrap, actions.find)]
        self.setLayout(
            row(*modes, None, *tools, self.copy_button, _button(actions.save), gap=1, margins=(2, 1, 2, 1))
        )


def _button(action: QAction, *, words: bool = False) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(action.text())
    style = Qt.ToolButtonStyle.ToolButtonTextOnly if words else Qt.ToolButtonStyle.ToolButtonIconOnly
    button.setToolButtonStyle(style)
    return button
