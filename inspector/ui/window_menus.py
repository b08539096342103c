"""The window's menus: every action by name, with its shortcut."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QUrl
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QMessageBox

from inspector import __version__
from inspector.session.events import State
from inspector.ui import icons
from inspector.ui.command_palette import COMMAND, CommandPalette
from inspector.ui.detail_tabs import Tab
from inspector.ui.intentions import SendPing
from inspector.ui.theme import ThemeMode, current_theme
from inspector.ui.window_layout import place_details_below
from inspector.ui.workbench import Workbench

if TYPE_CHECKING:
    from inspector.ui.main_window import MainWindow


class WindowMenus:
    """Builds the menu bar of a window and keeps its actions usable or not."""

    def __init__(self, window: MainWindow, workbench: Workbench, settings: QSettings) -> None:
        self._window = window
        self._workbench = workbench
        self._settings = settings
        self.palette = CommandPalette(window)
        self._file()
        self._connection()
        self._server()
        self._frames()
        self._view()
        self._help()
        self._name_commands()

    @property
    def server_tls(self) -> bool:
        """The local server is to use TLS."""
        return self.tls_action.isChecked()

    def set_state(self, state: State) -> None:
        """Offer what the connection's state allows."""
        self.new_action.setEnabled(state is not State.CLOSED)
        self.ping_action.setEnabled(state is State.OPEN)
        self.abort_action.setEnabled(state is not State.CLOSED)

    def set_server(self, running: bool) -> None:
        """Offer what the local server's state allows."""
        self.server_action.setText(
            self._tr("Stop the local server") if running else self._tr("Start the local server")
        )
        self.tls_action.setEnabled(not running)
        for action in (self.page_action, self.copy_url_action):
            action.setEnabled(running)
        server = self._workbench.server
        self.ca_action.setEnabled(running and server is not None and server.ca_pem is not None)

    def _file(self) -> None:
        menu = self._menu(self._tr("&File"))
        window = self._window
        self.new_action = self._add(
            menu, self._tr("New connection"), "Ctrl+N", self._new_connection, icon="plus"
        )
        menu.addSeparator()
        captures = window.captures
        menu.addAction(captures.open_action)
        menu.addMenu(captures.recent.menu)
        menu.addActions([captures.save_as_action, captures.copy_action, captures.manage_action])
        menu.addSeparator()
        menu.addActions(window.taking.actions_of_files)
        menu.addSeparator()
        self._add(menu, self._tr("Quit"), "Ctrl+Q", window.close)

    def _connection(self) -> None:
        menu = self._menu(self._tr("&Connection"))
        bar, bench = self._window.bar, self._workbench
        menu.addActions([bar.connect_action, bar.focus_action, bar.options_action])
        self.abort_action = self._add(
            menu, self._tr("Abort the connection"), "Ctrl+Shift+X", bench.cancel_current, icon="stop"
        )
        self.ping_action = self._add(
            menu, self._tr("Send a ping"), "Ctrl+P", lambda: bench.carry_out(SendPing(b"")), icon="ping"
        )
        menu.addSeparator()
        self._add(menu, self._tr("Copy as curl command"), "", self._window.shown.copy_curl, icon="copy")
        self._add(
            menu, self._tr("Copy as websocat command"), "", self._window.shown.copy_websocat, icon="copy"
        )
        menu.addSeparator()
        menu.addAction(bar.clear_action)

    def _server(self) -> None:
        menu = self._menu(self._tr("Local &server"))
        self.server_action = self._add(
            menu, self._tr("Start the local server"), "Ctrl+Shift+L", self._toggle_server, icon="server"
        )
        self.tls_action = self._add(menu, self._tr("Use TLS (wss://)"), "", lambda: None)
        self.tls_action.setCheckable(True)
        self._add(
            menu,
            self._tr("Connect to the local echo server"),
            "Ctrl+Shift+K",
            self._window.try_echo,
            icon="play",
        )
        socketio = self._tr("Connect to the local Socket.IO server")
        self._add(menu, socketio, "Ctrl+Alt+K", lambda: self._window.steps.try_socketio(), icon="play")
        self._add(menu, self._tr("Show its log"), "Ctrl+Shift+9", lambda: self._window.server.show_log())
        menu.addSeparator()
        self.page_action = self._add(menu, self._tr("Open its page in a browser"), "", self._open_page)
        self.copy_url_action = self._add(menu, self._tr("Copy its URL"), "", self._copy_url, icon="copy")
        self.ca_action = self._add(menu, self._tr("Save its CA certificate…"), "", self._save_ca, icon="lock")

    def _frames(self) -> None:
        menu = self._menu(self._tr("F&rames"))
        log = self._window.log
        menu.addActions([*log.finder.actions_of_find, log.go_to.action])
        menu.addSeparator()
        menu.addActions(log.bar.actions_of_bar)
        menu.addSeparator()
        menu.addAction(log.fields.action)
        menu.addSeparator()
        tools = self._window.tools
        menu.addActions(tools.bookmarks.actions_of_bookmarks)
        menu.addSeparator()
        partner = self._window.partner
        menu.addActions([partner.partner.action, partner.attachments.action, tools.partners.path_action])
        menu.addSeparator()
        menu.addActions([tools.comparing.action, tools.clearing.clear_action, tools.clearing.undo_action])

    def _view(self) -> None:
        menu = self._menu(self._tr("&View"))
        window = self._window
        rows = window.table.actions_of_rows
        menu.addAction(rows.follow)
        times = menu.addMenu(self._tr("Time column"))
        times.addActions(list(rows.time.values()))
        menu.addSeparator()
        for panel, text, shortcut in (
            (window.connections, self._tr("Connections"), "Ctrl+Shift+1"),
            (window.composer, self._tr("Composer"), "Ctrl+Shift+2"),
            (window.detail_panel, self._tr("Details"), "Ctrl+Shift+3"),
        ):
            action = self._add(menu, text, shortcut, lambda: None)
            action.setCheckable(True)
            action.setChecked(True)
            action.toggled.connect(panel.setVisible)
        menu.addActions(
            [window.log.pinned.action, window.tools.timeline_action, window.tools.statistics_action]
        )
        below = self._tr("Details below the frames")
        self.below_action = self._add(menu, below, "Ctrl+Shift+4", lambda: None)
        self.below_action.setCheckable(True)
        self.below_action.toggled.connect(self._place_details)
        menu.addSeparator()
        details = window.details
        for tab, key in (
            (Tab.PAYLOAD, "F5"),
            (Tab.FRAME, "F6"),
            (Tab.HANDSHAKE, "F7"),
            (Tab.LAYERS, "F9"),
        ):
            text = self._tr("Show {0}").format(details.tabText(tab))
            self._add(menu, text, key, partial(details.setCurrentIndex, tab))
        menu.addSeparator()
        self._themes(menu.addMenu(self._tr("Theme")))

    def _themes(self, menu: QMenu) -> None:
        group = QActionGroup(self._window)
        for mode, text in (
            (ThemeMode.SYSTEM, self._tr("Follow the system")),
            (ThemeMode.LIGHT, self._tr("Light")),
            (ThemeMode.DARK, self._tr("Dark")),
        ):
            action = self._add(menu, text, "", partial(self._choose_theme, mode))
            action.setCheckable(True)
            action.setChecked(current_theme().mode is mode)
            group.addAction(action)
        self._theme_actions = group.actions()

    def _help(self) -> None:
        menu = self._menu(self._tr("&Help"))
        menu.addAction(self.palette.action)
        self._add(menu, self._tr("About WebSocket Inspector"), "F1", self._about, icon="info")

    def _name_commands(self) -> None:
        """Say in full, among all commands, what a word on a button says in its place."""
        window = self._window
        connect, rows = window.bar.kind.actions_of_choices, window.log.bar.units.actions_of_choices
        modes = window.details.payload.commands.modes.values()
        groups = (
            (self._tr("Kind of connection: {0}"), connect),
            (self._tr("Rows: {0}"), rows),
            (self._tr("Payload: {0}"), modes),
            (self._tr("Theme: {0}"), self._theme_actions),
            (self._tr("Time column: {0}"), window.table.actions_of_rows.time.values()),
            (self._tr("Column: {0}"), window.table.columns.column_actions.values()),
            (
                self._tr("Local server: {0}"),
                (self.tls_action, self.page_action, self.copy_url_action, self.ca_action),
            ),
        )
        for name, actions in groups:
            for action in actions:
                action.setProperty(COMMAND, name.format(action.text()))

    def _new_connection(self) -> None:
        self._workbench.leave_current()
        self._window.banner.clear()
        self._window.bar.focus_url()

    def _toggle_server(self) -> None:
        server = self._workbench.server
        self._window.connections.serverToggled.emit(server is None or not server.running)

    def _open_page(self) -> None:
        server = self._workbench.server
        if server is not None:
            QDesktopServices.openUrl(QUrl(server.http_url))

    def _copy_url(self) -> None:
        server = self._workbench.server
        if server is not None:
            QGuiApplication.clipboard().setText(server.url)

    def _save_ca(self) -> None:
        server = self._workbench.server
        if server is not None and server.ca_pem is not None:
            self._window.captures.ask_to_save_certificate(server.ca_pem)

    def _place_details(self, below: bool) -> None:
        place_details_below(self._window, below)
        self._settings.setValue("window/below", below)

    def _choose_theme(self, mode: ThemeMode) -> None:
        self._settings.setValue("theme", mode.value)
        current_theme().set_mode(mode)

    def _about(self) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle(self._tr("About WebSocket Inspector"))
        box.setIconPixmap(icons.app_icon().pixmap(64))
        box.setText(f"WebSocket Inspector {__version__}")
        box.setInformativeText(
            self._tr(
                "The truth of the wire: every frame, live.\n\nMIT licence. Qt and PySide6 under the LGPL."
            )
        )
        box.setModal(False)
        box.show()

    def _menu(self, title: str) -> QMenu:
        return self._window.menuBar().addMenu(title)

    def _add(
        self, menu: QMenu, text: str, shortcut: str, slot: Callable[[], object], icon: str = ""
    ) -> QAction:
        action = QAction(text, self._window)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
            action.setToolTip(f"{text} ({shortcut})")
        if icon:
            action.setIcon(icons.icon(icon))
        action.triggered.connect(lambda: slot())
        menu.addAction(action)
        return action

    def _tr(self, text: str) -> str:
        return self._window.tr(text)
