"""The row below the composer's editor: how to send, and Send itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QPushButton, QSizePolicy, QToolButton, QWidget

from inspector.ui import icons
from inspector.ui.composer_modes import TYPED, Mode
from inspector.ui.labels import set_role
from inspector.ui.layouts import measure_always, row


class ComposerActions:
    """Everything the composer does, as actions with shortcuts; they belong to the composer."""

    def __init__(self, owner: QWidget) -> None:
        self._owner = owner
        tr = owner.tr
        self.send = self._make(tr("Send"), "send", "Ctrl+Return")
        self.send.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        self.fragments = self._make(tr("Send in fragments"), "scissors", "Ctrl+Shift+G", checkable=True)
        self.repeat = self._make(tr("Repeat sending"), "repeat", "Ctrl+Shift+R", checkable=True)
        self.history = self._make(tr("Sent messages…"), "history", "Ctrl+Shift+H")
        self.older = self._make(tr("Previous sent message"), "", "Alt+Up")
        self.newer = self._make(tr("Next sent message"), "", "Alt+Down")
        self.format = self._make(tr("Format JSON"), "braces", "Ctrl+Shift+J")
        self.compact = self._make(tr("Compact JSON"), "", "Ctrl+Alt+J")
        self.cut = self._make(tr("Insert a fragment marker"), "", "Ctrl+M")
        self.go_to_error = self._make(tr("Go to the error in the draft"), "", "F8")
        # Alt+Down opens a combo box elsewhere in the composer: these two act in the editors only.
        for action in (self.older, self.newer):
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.modes = {
            mode: self._make(mode.value, "", f"Alt+{number}") for number, mode in enumerate(Mode, 1)
        }
        for action in self.modes.values():
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)

    def _make(self, text: str, icon: str, shortcut: str, checkable: bool = False) -> QAction:
        action = QAction(text, self._owner)
        if icon:
            action.setIcon(icons.icon(icon))
        action.setShortcut(QKeySequence(shortcut))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setCheckable(checkable)
        action.setToolTip(f"{text} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")
        self._owner.addAction(action)
        return action


class ComposerTools(QWidget):
    """Buttons for the actions; shows those that a mode has a use for."""

    def __init__(self, actions: ComposerActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.kind = QComboBox()
        self.kind.addItems([self.tr("as text"), self.tr("as binary")])
        self.kind.setAccessibleName(self.tr("Type of the message"))
        self.kind.setToolTip(self.tr("Opcode of the message: 1 text, 2 binary"))
        self.format = _tool(actions.format)
        self.fragments = _tool(actions.fragments)
        self.repeat = _tool(actions.repeat)
        self.history = _tool(actions.history)
        self.send = QPushButton()
        set_role(self.send, "primary")
        self.send.clicked.connect(actions.send.trigger)
        self._names = self._send_names()
        measure_always(self.send, self._fit_send)
        self.setLayout(
            row(self.kind, self.format, self.fragments, self.repeat, None, self.history, self.send, gap=1)
        )
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _send_names(self) -> dict[Mode, str]:
        names = dict.fromkeys(Mode, self.tr("Send"))
        names[Mode.PING] = self.tr("Send ping")
        names[Mode.PONG] = self.tr("Send pong")
        names[Mode.CLOSE] = self.tr("Send close")
        names[Mode.EMIT] = self.tr("Emit")
        return names

    def _fit_send(self) -> None:
        widths, shown = [], self.send.text()
        for name in self._names.values():
            self.send.setText(name)
            widths.append(self.send.sizeHint().width())
        self.send.setText(shown)
        self.send.setMinimumWidth(max(widths))

    def show_mode(self, mode: Mode, as_text: bool) -> None:
        """Show what a mode has a use for."""
        self.kind.setVisible(mode in TYPED or mode is Mode.FILE)
        self.kind.setCurrentIndex(0 if as_text else 1)
        self.format.setVisible(mode is Mode.JSON)
        self.fragments.setVisible(mode in TYPED)
        self.repeat.setVisible(mode in TYPED)
        self.send.setText(self._names[mode])
        self.send.setAccessibleName(self._names[mode])

    def show_sendable(self, reason: str) -> None:
        """Enable Send, or say why it cannot be pressed."""
        self.send.setEnabled(not reason)
        self._actions.send.setEnabled(not reason)
        self.send.setToolTip(reason or self._actions.send.toolTip())
        self.send.setAccessibleDescription(reason)


def _tool(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(action.text())
    return button
