"""The context menus of the connection list: for a connection, the local server, and a capture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from inspector.session.events import State
from inspector.ui import icons
from inspector.ui.workbench import Workbench

if TYPE_CHECKING:
    from inspector.ui.main_window import MainWindow


class ConnectionMenus(QObject):
    """Opens a menu for the row that the list names."""

    def __init__(self, window: MainWindow, workbench: Workbench) -> None:
        super().__init__(window)
        self._window = window
        self._workbench = workbench
        rows = window.connections
        rows.connectionMenuRequested.connect(self._open_for_connection)
        rows.serverMenuRequested.connect(self._open_for_server)
        rows.captureMenuRequested.connect(self._open_for_capture)

    def _open_for_connection(self, connection_id: int | None, place: QPoint) -> None:
        choose = self._window.connections.choose
        menu = self._menu()
        if connection_id is None:
            self._add(menu, self.tr("Show the frames of all connections"), lambda: choose(None))
        else:
            self._add(menu, self.tr("Show its frames only"), lambda: choose(connection_id))
            self._add_for_one(menu, connection_id)
        menu.popup(place)

    def _add_for_one(self, menu: QMenu, connection_id: int) -> None:
        record = self._workbench.capture.connection(connection_id)
        if record is None:
            return
        self._add(menu, self.tr("Copy its URL"), lambda: _copy(record.url), "copy")
        menu.addSeparator()
        again = self._window.shown.options_of(connection_id) is not None
        self._add(menu, self.tr("Connect again"), lambda: self._again(connection_id), "play", enabled=again)
        is_open = self._workbench.states().get(connection_id) is State.OPEN
        self._add(menu, self.tr("Disconnect"), lambda: self._close(connection_id), "stop", enabled=is_open)

    def _again(self, connection_id: int) -> None:
        """Connect with the options of that time, however they have been changed since."""
        options = self._window.shown.options_of(connection_id)
        if options is not None:
            self._workbench.leave_current()
            self._window.bar.set_url(options.url)
            self._window.connect_with(options)

    def _close(self, connection_id: int) -> None:
        self._workbench.make_current(connection_id)
        self._workbench.disconnect_current()

    def _open_for_server(self, place: QPoint) -> None:
        menus = self._window.menus
        menu = self._menu()
        menu.addActions([menus.server_action, menus.tls_action])
        menu.addSeparator()
        menu.addActions([menus.page_action, menus.copy_url_action, menus.ca_action])
        menu.popup(place)

    def _open_for_capture(self, path: str, place: QPoint) -> None:
        captures = self._window.captures
        is_shown = Path(path) == self._workbench.capture.path
        menu = self._menu()
        opened = self.tr("Open in a window of its own")
        self._add(menu, opened, lambda: captures.open_in_new_window(path), "folder", enabled=not is_shown)
        self._add(menu, self.tr("Copy its path"), lambda: _copy(path), "copy")
        menu.addSeparator()
        menu.addAction(captures.manage_action)
        menu.popup(place)

    def _menu(self) -> QMenu:
        menu = QMenu(self._window.connections)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    @staticmethod
    def _add(
        menu: QMenu, text: str, slot: Callable[[], object], icon: str = "", *, enabled: bool = True
    ) -> None:
        action = menu.addAction(text)
        if icon:
            action.setIcon(icons.icon(icon))
        action.setEnabled(enabled)
        action.triggered.connect(lambda _checked: slot())


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
