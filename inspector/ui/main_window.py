"""The window: shown at once, furnished then; what its panels ask of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow

from inspector.ui.first_size import take_first_size
from inspector.ui.notices import Notice, Severity
from inspector.ui.window_outline import WindowOutline

if TYPE_CHECKING:
    from PySide6.QtWidgets import QSplitter, QWidget

    from inspector.session.options import ConnectOptions
    from inspector.ui.banner import Banner
    from inspector.ui.captures import Captures
    from inspector.ui.composer import Composer
    from inspector.ui.connect_bar import ConnectBar
    from inspector.ui.connection_list import ConnectionList
    from inspector.ui.connection_news import ConnectionNews
    from inspector.ui.detail_tabs import DetailTabs
    from inspector.ui.first_steps import FirstSteps
    from inspector.ui.frame_log import FrameLog
    from inspector.ui.frame_model import FrameModel
    from inspector.ui.frame_table import FrameTable
    from inspector.ui.live_figures import LiveFigures
    from inspector.ui.log_tools import LogTools
    from inspector.ui.partner_bar import PartnerBar
    from inspector.ui.server_control import ServerControl
    from inspector.ui.shown_details import ShownDetails
    from inspector.ui.socketio_news import SocketIoNews
    from inspector.ui.status_bar import StatusBar
    from inspector.ui.taking_away import TakingAway
    from inspector.ui.window_memory import WindowMemory
    from inspector.ui.window_menus import WindowMenus
    from inspector.ui.workbench import Workbench

# A window is seen sooner when this module imports none of what is in it.

_WIDTH, _HEIGHT = 1440, 860
_LEAST_WIDTH, _LEAST_HEIGHT = 900, 600
_PLACE = "window/geometry"


class MainWindow(QMainWindow):
    """Shows the capture of a `Workbench`, and hands it what the person wants.

    A new window has its place and an outline only, so that it can be shown at once; `furnish` puts everything
    into it. `settings` keep what it looks like. `closing` asks whoever runs the program to end it: the
    window itself only hides when `let_go` is called, after everything is closed in order.
    """

    closing = Signal()

    bar: ConnectBar
    banner: Banner
    connections: ConnectionList
    log: FrameLog
    model: FrameModel
    table: FrameTable
    details: DetailTabs
    partner: PartnerBar
    detail_panel: QWidget
    composer: Composer
    status: StatusBar
    middle: QSplitter
    panels: QSplitter

    shown: ShownDetails
    figures: LiveFigures
    tools: LogTools
    captures: Captures
    taking: TakingAway
    menus: WindowMenus
    server: ServerControl
    news: ConnectionNews
    socketio: SocketIoNews
    steps: FirstSteps
    memory: WindowMemory

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self._settings = settings
        self._ending = False
        self._workbench: Workbench
        self.setObjectName("mainWindow")
        self.setWindowTitle(self.tr("WebSocket Inspector"))
        self._take_place()
        self.setCentralWidget(WindowOutline(settings))

    def _take_place(self) -> None:
        """Be where the window was the last time, and as large."""
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        take_first_size(self, _WIDTH, _HEIGHT)
        place = self._settings.value(_PLACE)
        if isinstance(place, QByteArray):
            self.restoreGeometry(place)

    def furnish(self, workbench: Workbench) -> None:
        """Put in all panels, menus and what moves them; done once."""
        from inspector.ui.furnishing import furnish

        self._workbench = workbench
        furnish(self, workbench, self._settings)
        self.bar.url.setFocus()  # a window that is active already gives the focus to nobody by itself
        self.show_title()
        self._say_capture_state()

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

    def show_notice(self, notice: Notice, act: Callable[[], None] | None = None) -> None:
        """Show a notice in the banner; `act` is what its button does."""
        self.banner.show_notice(notice, act)

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

    def connect_with(self, options: ConnectOptions) -> None:
        """Open a connection with these options."""
        self.banner.clear()
        self.news.expect_opening()
        self._workbench.connect_to(options)

    def choose_connection(self, connection_id: int | None) -> None:
        """Show the frames of one connection, or of all."""
        self.log.choose_connection(connection_id)
        if connection_id is not None:
            self._workbench.make_current(connection_id)
        self.shown.choose_connection(connection_id)

    # Keeping how it looks.

    def show_title(self) -> None:
        """Name the capture in the title."""
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
        event.ignore()
        self._settings.setValue(_PLACE, self.saveGeometry())
        if not self._ending:
            self._ending = True
            self.setEnabled(False)
            self.closing.emit()
