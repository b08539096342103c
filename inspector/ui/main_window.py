"""The window: its panels, and who hears of what."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

from inspector.capture.records import StoredFrame
from inspector.session.copying import curl_command, websocat_command
from inspector.session.errors import SessionError
from inspector.session.events import Closed, Failed, Opened, Phase, State
from inspector.session.options import ConnectOptions
from inspector.session.urls import parse_url
from inspector.ui.banner import Banner, Notice, Severity, notice_of, step_name
from inspector.ui.captures import Captures
from inspector.ui.composer import Composer
from inspector.ui.connect_bar import ConnectBar
from inspector.ui.connection_items import ServerItem
from inspector.ui.connection_list import ConnectionList
from inspector.ui.detail_tabs import DetailTabs, ShownFrame
from inspector.ui.frame_model import FrameModel
from inspector.ui.frame_table import FrameTable
from inspector.ui.history import SentHistory, UrlHistory
from inspector.ui.layouts import characters_wide, column
from inspector.ui.live_figures import LiveFigures
from inspector.ui.options_store import OptionsStore
from inspector.ui.status_bar import StatusBar
from inspector.ui.window_menus import WindowMenus
from inspector.ui.workbench import DEFAULT_PORT, Workbench
from inspector.wire.records import WireFrame

_WIDTH, _HEIGHT = 1440, 860
_LEAST_WIDTH, _LEAST_HEIGHT = 900, 600
_PANELS = (210, 860, 370)
"""First widths of connections, frames and details."""
_ECHO = "/echo"
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
        self._answer_port = DEFAULT_PORT
        self._banner_action = self._open_url_options
        self._options: dict[int, ConnectOptions] = {}
        self._was_open = False
        self._just_asked = False
        self._failed_step = ""
        self._then: Callable[[], None] | None = None
        self.setObjectName("mainWindow")
        self._make_widgets()
        self._lay_out()
        self.menus = WindowMenus(self, workbench, settings)
        self.captures = Captures(self, workbench, self.connections, settings)
        self._connect_widgets()
        self._connect_workbench()
        self._figures = LiveFigures(workbench, self.connections, self.status, self._refresh_details, self)
        self._restore()
        self._show_title()
        self._say_capture_state()

    # Making it.

    def _make_widgets(self) -> None:
        self.bar = ConnectBar(UrlHistory(self._settings), OptionsStore(self._settings), _url_problem)
        self.banner = Banner()
        self.connections = ConnectionList()
        self.model = FrameModel(self)
        self.table = FrameTable(self.model)
        self.details = DetailTabs(self._settings)
        self.composer = Composer(SentHistory(self._settings))
        self.status = StatusBar()

    def _lay_out(self) -> None:
        self.middle = QSplitter(Qt.Orientation.Vertical)
        self.middle.setObjectName("middle")
        self.panels = QSplitter(Qt.Orientation.Horizontal)
        self.panels.setObjectName("panels")
        for splitter, widgets, sizes in (
            (self.middle, (self.table, self.composer), (560, 160)),
            (self.panels, (self.connections, self.middle, self.details), _PANELS),
        ):
            for widget in widgets:
                splitter.addWidget(widget)
            splitter.setSizes(list(sizes))
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        self.middle.setStretchFactor(0, 1)
        self.panels.setStretchFactor(1, 3)
        self.panels.setStretchFactor(2, 2)
        self.details.setMinimumWidth(characters_wide(self.details, 40))
        whole = QWidget()
        layout = column(self.bar, self.banner, self.panels, gap=0)
        layout.setStretch(2, 1)
        whole.setLayout(layout)
        self.setCentralWidget(whole)
        self.setStatusBar(self.status)
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        room = self.screen().availableSize()
        self.resize(min(_WIDTH, room.width()), min(_HEIGHT, room.height()))
        self.table.set_empty_state(
            self.tr("No frames yet. Type a URL above, or try the echo server that is built in."),
            self.tr("Connect to the local echo server"),
        )

    def _connect_widgets(self) -> None:
        self.bar.connectRequested.connect(self._connect_with)
        self.bar.disconnectRequested.connect(self._workbench.disconnect_current)
        self.bar.cancelRequested.connect(self._workbench.cancel_current)
        self.composer.intended.connect(self._workbench.carry_out)
        self.table.emptyActionTriggered.connect(self.try_echo)
        self.table.frameSelected.connect(self._show_frame)
        self.table.noticed.connect(lambda sentence: self.say_problem(sentence, "", Severity.NOTICE))
        self.connections.connectionChosen.connect(self._choose_connection)
        self.connections.serverToggled.connect(self._toggle_server)
        self.details.frameRequested.connect(self.table.select_frame)
        self.details.copyCurlRequested.connect(self.copy_curl)
        self.details.copyWebsocatRequested.connect(self.copy_websocat)
        self.banner.actionRequested.connect(lambda: self._banner_action())

    def _connect_workbench(self) -> None:
        bench = self._workbench
        bench.stateChanged.connect(self._show_state)
        bench.currentChanged.connect(self._current_changed)
        bench.opened.connect(self._opened)
        bench.closed.connect(self._closed)
        bench.failed.connect(self._failed)
        bench.roundTrip.connect(self.status.set_round_trip)
        bench.reconnecting.connect(self.bar.show_countdown)
        bench.repeatingChanged.connect(self.composer.set_repeating)
        bench.serverChanged.connect(self._show_server)
        bench.serverFailed.connect(self._server_failed)
        bench.problem.connect(self.say_problem)
        bench.captureProblem.connect(lambda sentence: self.say_problem(sentence, ""))
        self.model.set_source(bench.capture)
        self._show_server()
        self._show_state(bench.state)

    # What others ask of the window.

    def connect_to(self, url: str) -> None:
        """Connect to a URL as if it had been typed; a connection that is open lives on beside it."""
        if self._workbench.current is not None:
            self._workbench.leave_current()
        self.bar.set_url(url)
        self.bar.press()

    def try_echo(self) -> None:
        """Start the local server if need be, and connect to its echo."""
        self._start_server(then=self._connect_to_echo)

    def say_problem(self, what: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        """Say in the banner what went wrong and what to try."""
        self.banner.show_notice(Notice(what, hint, severity=severity))

    def place_details_below(self, below: bool) -> None:
        """Put the details below the frames, or to the right of them."""
        if below:
            self.middle.insertWidget(1, self.details)
            self.middle.setSizes([400, 320, 140])
        else:
            self.panels.addWidget(self.details)
            self.panels.setSizes(list(_PANELS))
        self._settings.setValue("window/below", below)

    def copy_curl(self) -> None:
        """Copy a curl command that performs the handshake shown."""
        QGuiApplication.clipboard().setText(curl_command(self._shown_options()))

    def copy_websocat(self) -> None:
        """Copy a websocat command that opens the connection shown."""
        QGuiApplication.clipboard().setText(websocat_command(self._shown_options()))

    def let_go(self) -> None:
        """Read no more from the capture, and hide: everything is closed."""
        self._figures.stop()
        self.model.set_source(None)
        self.details.clear_all()
        self.hide()

    # What the person does.

    def _connect_with(self, options: ConnectOptions) -> None:
        self.banner.clear()
        self._just_asked = True
        self._workbench.connect_to(options)

    def _connect_to_echo(self) -> None:
        server = self._workbench.server
        if server is not None:
            self.connect_to(server.url + _ECHO)

    def _choose_connection(self, connection_id: int | None) -> None:
        if connection_id != self.model.connection_id:
            self.model.show_connection(connection_id)
        if connection_id is not None:
            self._workbench.make_current(connection_id)
        self._show_connection()

    def _toggle_server(self, on: bool) -> None:
        if on:
            self._start_server()
        else:
            self._workbench.stop_server()

    def _start_server(self, then: Callable[[], None] | None = None) -> None:
        self._then = then
        self._workbench.start_server(self._answer_port, tls=self.menus.server_tls, then=then)

    # What came of it.

    def _show_state(self, state: State) -> None:
        self.bar.set_state(state)
        self.composer.set_state(state)
        self.status.set_state(state)
        self.menus.set_state(state)
        session = self._workbench.current
        if session is not None and session.connection_id is not None:
            self._options[session.connection_id] = session.options
        if state is not State.CLOSED:
            self._was_open = state is not State.CONNECTING
        if state is State.CONNECTING:
            self._failed_step = ""
            self._figures.refresh()
        self._show_connection()

    def _current_changed(self) -> None:
        """Show what the opening handshake of the session that is current now agreed on."""
        session = self._workbench.current
        connection_id = session.connection_id if session is not None else None
        record = self._workbench.capture.connection(connection_id) if connection_id is not None else None
        self.status.set_round_trip(None)
        if record is None:
            self.status.set_negotiated(None, None)
        else:
            self.status.set_negotiated(record.subprotocol, record.extensions)
            self.bar.set_url(record.url)

    def _opened(self, opened: Opened) -> None:
        self.banner.clear()
        self.status.set_negotiated(opened.subprotocol, opened.extensions)
        self._show_connection()
        if self._just_asked:
            # Only then: a connection that comes back takes the cursor from nobody.
            self._just_asked = False
            self.composer.pane.setFocus()

    def _closed(self, closed: Closed) -> None:
        if self._was_open:
            self.status.set_closed(closed)
        else:
            self.status.set_not_opened(self._failed_step)
        self._show_connection()

    def _failed(self, failed: Failed) -> None:
        action = self.tr("Options…") if failed.phase in (Phase.TLS, Phase.PROXY, Phase.UPGRADE) else ""
        page = {Phase.TLS: "tls", Phase.PROXY: "proxy"}.get(failed.phase, "")
        self._failed_step = step_name(failed.phase)
        self._banner_action = lambda: self.bar.open_options(page)
        self.banner.show_notice(notice_of(failed, action))

    def _open_url_options(self) -> None:
        self.bar.open_options()

    def _show_server(self) -> None:
        server = self._workbench.server
        running = server is not None and server.running
        url = server.url if server is not None and running else ""
        count = server.connection_count if server is not None else 0
        self.connections.set_server(ServerItem(running=running, url=url, connections=count))
        self.menus.set_server(running)

    def _server_failed(self, sentence: str, free_port: int) -> None:
        self._show_server()
        if free_port:
            self._answer_port = free_port
            self._banner_action = self._start_on_free_port
            action = self.tr("Use port {0}").format(free_port)
            self.banner.show_notice(Notice(sentence, "", self.tr("Local server"), action=action))
        else:
            self.banner.show_notice(Notice(sentence, "", self.tr("Local server")))

    def _start_on_free_port(self) -> None:
        self.banner.clear()
        self._start_server(then=self._then)

    # Details of what is selected.

    def _show_frame(self, frame_id: int) -> None:
        shown = self._read_frame(frame_id) if frame_id else None
        if shown is None:
            self.details.clear_frame()
            return
        self.details.show_frame(shown)
        self._show_connection()

    def _read_frame(self, frame_id: int) -> ShownFrame | None:
        """Read a frame; a large payload stays in the capture and is read in parts, beside the window."""
        capture = self._workbench.capture
        summary = next(iter(capture.summaries_of([frame_id])), None)
        if summary is None:
            return None
        notes = capture.notes(frame_id=frame_id)
        stored = capture.frame(frame_id) if summary.length <= _WHOLE else None
        if stored is not None:
            return ShownFrame(stored, summary.length, notes)
        start = WireFrame(*summary[2:7], summary.preview)
        part = partial(capture.payload_part, frame_id)
        return ShownFrame(StoredFrame(frame_id, summary.connection_id, start), summary.length, notes, part)

    def _shown_connection_id(self) -> int | None:
        """Choose whose handshake is shown: the chosen connection's, the frame's, or the current one's."""
        if self.model.connection_id is not None:
            return self.model.connection_id
        frame_id = self.table.current_frame_id
        if frame_id:
            summaries = self._workbench.capture.summaries_of([frame_id])
            if summaries:
                return summaries[0].connection_id
        session = self._workbench.current
        return session.connection_id if session is not None else None

    def _show_connection(self) -> None:
        connection_id = self._shown_connection_id()
        record = self._workbench.capture.connection(connection_id) if connection_id is not None else None
        if record is None:
            self.details.clear_connection()
            return
        notes = self._workbench.capture.notes(connection_id=record.id)
        self.details.show_connection(record, notes)

    def _refresh_details(self) -> None:
        """Follow what changes about the connection shown, such as its close."""
        session = self._workbench.current
        if session is not None and session.repeating:
            self.composer.set_repeating(True, session.repeated)
        if session is not None:
            self.composer.set_buffered_amount(session.buffered_amount)
        connection_id = self._shown_connection_id()
        record = self._workbench.capture.connection(connection_id) if connection_id is not None else None
        if record is None:
            return
        # Notes reach the file after the change of state that came with them.
        seen = self.details.last_note_id if self.details.connection is not None else 0
        changed = record != self.details.connection
        if changed or self._workbench.capture.notes(connection_id=record.id, after_id=seen):
            self._show_connection()

    def _shown_options(self) -> ConnectOptions:
        connection_id = self._shown_connection_id()
        options = self._options.get(connection_id or 0)
        if options is not None:
            return options
        record = self._workbench.capture.connection(connection_id or 0)
        return ConnectOptions(record.url) if record is not None else self.bar.draft.options

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

    def _restore(self) -> None:
        self.menus.below_action.setChecked(bool(self._settings.value("window/below", False, bool)))
        for name, restore in (
            ("window/geometry", self.restoreGeometry),
            ("window/panels", self.panels.restoreState),
            ("window/middle", self.middle.restoreState),
            ("window/columns", self.table.restore_columns),
        ):
            state = self._settings.value(name)
            if isinstance(state, QByteArray):
                restore(state)

    def _remember(self) -> None:
        self._settings.setValue("window/geometry", self.saveGeometry())
        self._settings.setValue("window/panels", self.panels.saveState())
        self._settings.setValue("window/middle", self.middle.saveState())
        self._settings.setValue("window/columns", self.table.save_columns())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask for the end; the window stays until connections and capture are closed in order."""
        self._remember()
        event.ignore()
        if not self._ending:
            self._ending = True
            self.setEnabled(False)
            self.closing.emit()


def _url_problem(url: str) -> str:
    try:
        parse_url(url)
    except SessionError as error:
        return str(error)
    return ""
