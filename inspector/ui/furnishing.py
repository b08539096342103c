"""Puts the panels into a window and connects them; imported when the window is there to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from inspector.session.errors import SessionError
from inspector.session.options import ConnectOptions
from inspector.ui.banner import Banner
from inspector.ui.captures import Captures
from inspector.ui.composer import Composer
from inspector.ui.connect_bar import ConnectBar
from inspector.ui.connection_list import ConnectionList
from inspector.ui.connection_menus import ConnectionMenus
from inspector.ui.connection_news import ConnectionNews
from inspector.ui.detail_tabs import DetailTabs
from inspector.ui.dropping import Dropping
from inspector.ui.first_steps import FirstSteps
from inspector.ui.frame_log import FrameLog
from inspector.ui.history import SentHistory, UrlHistory
from inspector.ui.live_figures import LiveFigures
from inspector.ui.log_tools import LogTools
from inspector.ui.notices import Severity
from inspector.ui.options.store import OptionsStore
from inspector.ui.partner_bar import PartnerBar
from inspector.ui.server_control import ServerControl
from inspector.ui.shown_details import ShownDetails
from inspector.ui.socketio_news import SocketIoNews
from inspector.ui.status_bar import StatusBar
from inspector.ui.taking_away import TakingAway
from inspector.ui.window_layout import lay_out
from inspector.ui.window_memory import WindowMemory
from inspector.ui.window_menus import WindowMenus
from inspector.ui.workbench import Workbench

if TYPE_CHECKING:
    from inspector.ui.main_window import MainWindow


def furnish(window: MainWindow, workbench: Workbench, settings: QSettings) -> None:
    """Make all that a window holds, and let each part hear of what concerns it."""
    _make_panels(window, settings)
    lay_out(window)
    _make_controllers(window, workbench, settings)
    _connect(window, workbench)
    window.memory = WindowMemory(window, settings)
    window.closing.connect(window.memory.remember)


def _make_panels(window: MainWindow, settings: QSettings) -> None:
    window.bar = ConnectBar(UrlHistory(settings), OptionsStore(settings), _url_problem)
    window.banner = Banner()
    window.connections = ConnectionList()
    window.log = FrameLog(settings)
    window.model, window.table = window.log.model, window.log.table
    window.details = DetailTabs(settings)
    window.partner = PartnerBar()
    window.composer = Composer(SentHistory(settings))
    window.status = StatusBar()


def _make_controllers(window: MainWindow, workbench: Workbench, settings: QSettings) -> None:
    window.shown = ShownDetails(
        workbench, window.log, window.details, lambda: window.bar.draft.options, window
    )
    window.figures = LiveFigures(workbench, window.connections, window.status, window)
    window.tools = LogTools(window, workbench, settings)
    window.captures = Captures(window, workbench, window.connections, settings)
    window.taking = TakingAway(window, workbench, settings)
    window.menus = WindowMenus(window, workbench, settings)
    window.server = ServerControl(window, workbench)
    window.news = ConnectionNews(window, workbench)
    window.socketio = SocketIoNews(window, workbench)
    window.steps = FirstSteps(window, workbench)
    Dropping(window, workbench)
    ConnectionMenus(window, workbench)


def _connect(window: MainWindow, workbench: Workbench) -> None:
    window.bar.connectRequested.connect(window.connect_with)
    window.bar.refused.connect(window.banner.clear)  # what it says is of an attempt before
    window.bar.disconnectRequested.connect(workbench.disconnect_current)
    window.bar.cancelRequested.connect(workbench.cancel_current)
    window.composer.intended.connect(workbench.carry_out)
    window.log.seeker.connectionHidesFrame.connect(lambda: window.connections.choose(None))
    window.table.noticed.connect(lambda sentence: window.say_problem(sentence, "", Severity.NOTICE))
    window.connections.connectionChosen.connect(window.choose_connection)
    window.captures.moved.connect(window.show_title)
    workbench.problem.connect(window.say_problem)
    workbench.captureProblem.connect(lambda sentence: window.say_problem(sentence, ""))
    window.log.set_capture(workbench.capture)
    window.tools.set_capture(workbench.capture)
    window.server.show()
    window.news.show_state(workbench.state)


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
