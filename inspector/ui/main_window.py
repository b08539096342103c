"""The window: its panels, and who hears of what."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

from inspector.session.errors import SessionError
from inspector.session.options import ConnectOptions
from inspector.ui.banner import Banner
from inspector.ui.captures import Captures
from inspector.ui.carrying_out import speaks_socketio
from inspector.ui.composer import Composer
from inspector.ui.connect_bar import ConnectBar
from inspector.ui.connection_list import ConnectionList
from inspector.ui.connection_news import ConnectionNews
from inspector.ui.detail_tabs import DetailTabs
from inspector.ui.first_steps import FirstSteps
from inspector.ui.frame_log import FrameLog
from inspector.ui.history import SentHistory, UrlHistory
from inspector.ui.layouts import characters_wide, column
from inspector.ui.live_figures import LiveFigures
from inspector.ui.log_tools import LogTools
from inspector.ui.notices import Notice, Severity
from inspector.ui.options_store import OptionsStore
from inspector.ui.partner_bar import PartnerBar
from inspector.ui.server_control import ServerControl
from inspector.ui.shown_details import ShownDetails
from inspector.ui.socketio_news import SocketIoNews
from inspector.ui.status_bar import StatusBar
from inspector.ui.taking_away import TakingAway
from inspector.ui.window_memory import WindowMemory
from inspector.ui.window_menus import WindowMenus
from inspector.ui.workbench import Workbench

_WIDTH, _HEIGHT = 1440, 860
_LEAST_WIDTH, _LEAST_HEIGHT = 900, 600
_PANELS = (210, 860, 370)
"""First widths of connections, frames and details."""
_WHOLE = 256 * 1024
"""Payloads up to this size are read at once."""


class MainWindow(QMainWindow):
    """Shows the capture of a `Workbench`, and hands it what the person wants.

    `settings` keep what the window looks like. `closing` asks whoever runs the program to end it: the
    window itself only hides when `let_go` is called, after everything is closed in order.
    """

    closing = Signal()

    def __init__(self, workbench: Workbench, settings: QSettings) -> None:
        super().__init__()
        self._workbench = workbench
        self._settings = settings
        self._ending = False
        self._banner_action: Callable[[], None] = lambda: None
        self.setObjectName("mainWindow")
        self._make_widgets()
        self._lay_out()
        self.shown = ShownDetails(workbench, self.log, self.details, lambda: self.bar.draft.options, self)
        self.figures = LiveFigures(workbench, self.connections, self.status, self._refresh, self)
        self.tools = LogTools(self, workbench, settings)
        self.captures = Captures(self, workbench, self.connections, settings)
        self.captures.moved.connect(self._show_title)
        self.taking = TakingAway(self, workbench, settings)
        self.menus = WindowMenus(self, workbench, settings)
        self.server = ServerControl(self, workbench)
        self.news = ConnectionNews(self, workbench)
        self.socketio = SocketIoNews(self, workbench)
        self.steps = FirstSteps(self, workbench)
        self._connect_widgets()
        self.memory = WindowMemory(self, settings)
        self._show_title()
        self._say_capture_state()

    # Making it.

    def _make_widgets(self) -> None:
        self.bar = ConnectBar(UrlHistory(self._settings), OptionsStore(self._settings), _url_problem)
        self.banner = Banner()
        self.connections = ConnectionList()
        self.log = FrameLog(self._settings)
        self.model, self.table = self.log.model, self.log.table
        self.details = DetailTabs(self._settings)
        self.partner = PartnerBar()
        self.composer = Composer(SentHistory(self._settings))
        self.status = StatusBar()

    def _lay_out(self) -> None:
        self.detail_panel = QWidget()
        panel = column(self.partner, self.details, gap=0)
        panel.setStretch(1, 1)
        self.detail_panel.setLayout(panel)
        self.detail_panel.setMinimumWidth(characters_wide(self.details, 40))
        self.middle = QSplitter(Qt.Orientation.Vertical)
        self.middle.setObjectName("middle")
        self.panels = QSplitter(Qt.Orientation.Horizontal)
        self.panels.setObjectName("panels")
        for splitter, widgets, sizes in (
            (self.middle, (self.log, self.composer), (560, 160)),
            (self.panels, (self.connections, self.middle, self.detail_panel), _PANELS),
        ):
            for widget in widgets:
                splitter.addWidget(widget)
            splitter.setSizes(list(sizes))
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        self.middle.setStretchFactor(0, 1)
        self.panels.setStretchFactor(1, 3)
        self.panels.setStretchFactor(2, 2)
        whole = QWidget()
        layout = column(self.bar, self.banner, self.panels, gap=0)
        layout.setStretch(2, 1)
        whole.setLayout(layout)
        self.setCentralWidget(whole)
        self.setStatusBar(self.status)
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        room = self.screen().availableSize()
        self.resize(min(_WIDTH, room.width()), min(_HEIGHT, room.height()))

    def _connect_widgets(self) -> None:
        bench = self._workbench
        self.bar.connectRequested.connect(self._connect_with)
        self.bar.disconnectRequested.connect(bench.disconnect_current)
        self.bar.cancelRequested.connect(bench.cancel_current)
        self.composer.intended.connect(bench.carry_out)
        self.log.seeker.connectionHidesFrame.connect(lambda: self.connections.choose(None))
        self.table.noticed.connect(lambda sentence: self.say_problem(sentence, "", Severity.NOTICE))
        self.connections.connectionChosen.connect(self._choose_connection)
        self.banner.actionRequested.connect(lambda: self._banner_action())
        bench.problem.connect(self.say_problem)
        bench.captureProblem.connect(lambda sentence: self.say_problem(sentence, ""))
        self.log.set_capture(bench.capture)
        self.tools.set_capture(bench.capture)
        self.server.show()
        self.news.show_state(bench.state)

    # What others ask of the window.

    def connect_to(self, url: str, *, socketio: bool | None = None) -> None:
        """Connect to a URL as if it had been typed; a connection that is open lives on beside it.

        `socketio` says what is there; None leaves that to what is remembered of the URL.
        """
        if self._workbench.current is not None:
            self._workbench.leave_current()
        self.bar.set_url(url)
        if socketio is not None:
            self.bar.set_socketio(socketio)
        self.bar.press()

    def take_url(self, url: str) -> None:
        """Come to the front and connect to a URL that a later start was given."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()
        self.connect_to(url)

    def try_echo(self) -> None:
        """Start the local server if need be, and connect to its echo."""
        self.steps.try_echo()

    def say_problem(self, what: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        """Say in the banner what went wrong and what to try."""
        self.show_notice(Notice(what, hint, severity=severity))

    def show_notice(self, notice: Notice, act: Callable[[], None] = lambda: None) -> None:
        """Show a notice in the banner; `act` is what its button does."""
        self._banner_action = act
        self.banner.show_notice(notice)

    def place_details_below(self, below: bool) -> None:
        """Put the details below the frames, or to the right of them."""
        if below:
            self.middle.insertWidget(1, self.detail_panel)
            self.middle.setSizes([400, 320, 140])
        else:
            self.panels.addWidget(self.detail_panel)
            self.panels.setSizes(list(_PANELS))
        self._settings.setValue("window/below", below)

    def let_go(self) -> None:
        """Read no more from the capture, and hide: everything is closed."""
        self.figures.stop()
        self.captures.let_go()
        self.taking.let_go()
        self.tools.set_capture(None)
        self.log.set_capture(None)
        self.details.clear_all()
        self.hide()

    # What the person does.

    def _connect_with(self, options: ConnectOptions) -> None:
        self.banner.clear()
        self.news.expect_opening()
        self._workbench.connect_to(options)

    def _choose_connection(self, connection_id: int | None) -> None:
        self.log.choose_connection(connection_id)
        if connection_id is not None:
            self._workbench.make_current(connection_id)
        self.shown.choose_connection(connection_id)

    def _refresh(self) -> None:
        """Follow what changes without a signal of its own."""
        session = self._workbench.current
        if session is not None:
            if not speaks_socketio(session) and session.repeating:
                self.composer.set_repeating(True, session.repeated)
            self.composer.set_buffered_amount(session.buffered_amount)
        self.shown.refresh()

    # Keeping how it looks.

    def _show_title(self) -> None:
        path = self._workbench.capture.path
        self.setWindowTitle(self.tr("WebSocket Inspector") if path is None else path.stem)

    def _say_capture_state(self) -> None:
        capture = self._workbench.capture
        if not capture.closed_cleanly:
            self.say_problem(
                self.tr("This capture was not closed cleanly; all that had reached the file is here."),
                self.tr("Up to the last quarter of a second before the end may be missing."),
                Severity.WARNING,
            )

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask for the end; the window stays until connections and capture are closed in order."""
        self.memory.remember()
        event.ignore()
        if not self._ending:
            self._ending = True
            self.setEnabled(False)
            self.closing.emit()


def _url_problem(options: ConnectOptions) -> str:
    # Imported here: the tables of international host names are large, and no URL is typed yet.
    from inspector.session.socketio.address import address_of
    from inspector.session.urls import parse_url

    try:
        if options.socketio is None:
            parse_url(options.url)
        else:
            address_of(options)
    except SessionError as error:
        return str(error)
    return ""
