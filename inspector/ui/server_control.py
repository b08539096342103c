"""Starts and stops the embedded local server, and shows how it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from inspector.ui.connection_items import ServerItem
from inspector.ui.notices import Notice
from inspector.ui.server_log import ServerLog
from inspector.ui.workbench import DEFAULT_PORT, Workbench

if TYPE_CHECKING:
    from inspector.ui.main_window import MainWindow


class ServerControl(QObject):
    """Between the local server, its place in the connection list, and the menu."""

    def __init__(self, window: MainWindow, workbench: Workbench) -> None:
        super().__init__(window)
        self._window = window
        self._workbench = workbench
        self._then: Callable[[], None] | None = None
        self.port = DEFAULT_PORT
        """The port to listen on; 0 takes a free one."""
        window.connections.serverToggled.connect(self.toggle)
        workbench.serverChanged.connect(self.show)
        workbench.serverFailed.connect(self._failed)
        self.log = ServerLog(window)
        workbench.serverSaid.connect(self.log.add)

    def toggle(self, on: bool) -> None:
        """Start it, or stop it."""
        if on:
            self.start()
        else:
            self._workbench.stop_server()

    def start(self, then: Callable[[], None] | None = None) -> None:
        """Start it if need be; `then` is called when it listens."""
        self._then = then
        self._workbench.start_server(self.port, tls=self._window.menus.server_tls, then=then)

    def show_log(self) -> None:
        """Show what it says of its clients, in a window beside this one."""
        self.log.show()
        self.log.raise_()
        self.log.activateWindow()

    def show(self) -> None:
        """Show whether it runs, where, and with how many connections."""
        server = self._workbench.server
        running = server is not None and server.running
        url = server.url if server is not None and running else ""
        count = server.connection_count if server is not None else 0
        self._window.connections.set_server(ServerItem(running=running, url=url, connections=count))
        self._window.menus.set_server(running)

    def _failed(self, sentence: str, free_port: int) -> None:
        self.show()
        if not free_port:
            self._window.show_notice(Notice(sentence, "", self.tr("Local server")))
            return
        self.port = free_port
        if self._then is not None:
            self.start(self._then)  # who wants to be connected to it did not ask for a certain port
            return
        action = self.tr("Use port {0}").format(free_port)
        notice = Notice(sentence, "", self.tr("Local server"), action=action)
        self._window.show_notice(notice, self._start_again)

    def _start_again(self) -> None:
        self._window.banner.clear()
        self.start()
