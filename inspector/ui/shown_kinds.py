"""Quick toggles: which kinds of frames are shown, whatever else the filter says."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from inspector.capture.filtering import Filter, parse_filter


class ShownKinds(QObject):
    """Actions that show or hide a kind of frame; all are shown at first."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.actions_of_kinds = {
            expression: self._action(text, tip) for expression, (text, tip) in _kinds().items()
        }
        self.control = QAction(_tr("Control frames"), self)
        self.control.setCheckable(True)
        self.control.setChecked(True)
        self.control.setShortcut("Ctrl+Shift+Y")
        self.control.setToolTip(_tr("Show ping, pong and close frames (Ctrl+Shift+Y)"))
        self.control.triggered.connect(self._set_control)

    def _action(self, text: str, tip: str) -> QAction:
        action = QAction(text, self)
        action.setCheckable(True)
        action.setChecked(True)
        action.setToolTip(tip)
        action.triggered.connect(self._changed)
        return action

    @property
    def hidden(self) -> list[str]:
        """The expressions of those that are hidden."""
        return [expression for expression, action in self.actions_of_kinds.items() if not action.isChecked()]

    def filters(self) -> list[Filter]:
        """Give what a frame has to match."""
        return [parse_filter(f"-{expression}") for expression in self.hidden]

    def show_all(self) -> None:
        """Hide nothing any more."""
        if self.hidden:
            for action in self.actions_of_kinds.values():
                action.setChecked(True)
            self._changed()

    def fill_menu(self, menu: QMenu) -> None:
        """Put the actions into a menu."""
        menu.addAction(self.control)
        menu.addSeparator()
        menu.addActions(list(self.actions_of_kinds.values()))

    def _set_control(self, shown: bool) -> None:
        for expression in _CONTROL_KINDS:
            self.actions_of_kinds[expression].setChecked(shown)
        self._changed()

    def _changed(self) -> None:
        self.control.setChecked(all(self.actions_of_kinds[kind].isChecked() for kind in _CONTROL_KINDS))
        self.changed.emit()


_CONTROL_KINDS = ("type:ping", "type:pong", "type:close")


def _kinds() -> dict[str, tuple[str, str]]:
    return {
        "type:text": (_tr("Text"), _tr("Show text frames")),
        "type:binary": (_tr("Binary"), _tr("Show binary frames")),
        "type:continuation": (_tr("Continuation"), _tr("Show the fragments after the first of a message")),
        "type:ping": (_tr("Ping"), _tr("Show ping frames")),
        "type:pong": (_tr("Pong"), _tr("Show pong frames")),
        "type:close": (_tr("Close"), _tr("Show close frames")),
        "type:http": (_tr("HTTP"), _tr("Show requests and responses of long-polling")),
        "dir:sent": (_tr("Sent"), _tr("Show what was sent")),
        "dir:received": (_tr("Received"), _tr("Show what was received")),
    }


def _tr(text: str) -> str:
    return QCoreApplication.translate("ShownKinds", text)
