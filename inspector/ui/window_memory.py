"""How a window looks, remembered from one run to the next, and for each kind of connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

from inspector.ui.frame_columns import Column
from inspector.ui.window_outline import remember_outline

if TYPE_CHECKING:
    from inspector.ui.main_window import MainWindow

WEBSOCKET, SOCKETIO = "websocket", "socketio"


class WindowMemory:
    """Keeps the columns and splits of each kind of connection; its place the window keeps itself."""

    def __init__(self, window: MainWindow, settings: QSettings) -> None:
        self._window = window
        self._settings = settings
        self._kind = WEBSOCKET
        window.menus.below_action.setChecked(bool(settings.value("window/below", False, bool)))
        self._restore()

    def remember(self) -> None:
        """Keep how the window looks now."""
        window = self._window
        for name, state in (
            ("panels", window.panels.saveState()),
            ("middle", window.middle.saveState()),
            ("columns", window.table.save_columns()),
        ):
            self._settings.setValue(f"window/{self._kind}/{name}", state)
        remember_outline(window, self._settings)

    def show_kind(self, kind: str) -> None:
        """Let the window look as it did with this kind of connection."""
        if kind == self._kind:
            return
        self.remember()
        self._kind = kind
        self._restore()

    def _restore(self) -> None:
        window = self._window
        for name, restore in (("panels", window.panels.restoreState), ("middle", window.middle.restoreState)):
            state = self._settings.value(f"window/{self._kind}/{name}")
            if isinstance(state, QByteArray):
                restore(state)
        window.table.columns.want(*((Column.EVENT,) if self._kind == SOCKETIO else ()))
        columns = self._settings.value(f"window/{self._kind}/columns")
        if isinstance(columns, QByteArray):
            window.table.restore_columns(columns)
