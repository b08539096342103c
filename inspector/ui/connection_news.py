"""Shows what becomes of the current connection: its states, its end, why it failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from inspector.session.events import Closed, Failed, Opened, Phase, State
from inspector.ui.banner import notice_of, step_name
from inspector.ui.carrying_out import speaks_socketio
from inspector.ui.workbench import Workbench

if TYPE_CHECKING:
    from inspector.ui.main_window import MainWindow


class ConnectionNews(QObject):
    """Hears the workbench and tells the panels of a window."""

    def __init__(self, window: MainWindow, workbench: Workbench) -> None:
        super().__init__(window)
        self._window = window
        self._workbench = workbench
        self._was_open = False
        self._failed_step = ""
        self._take_cursor = False
        workbench.stateChanged.connect(self.show_state)
        workbench.currentChanged.connect(self._current_changed)
        workbench.opened.connect(self._opened)
        workbench.closed.connect(self._closed)
        workbench.failed.connect(self._failed)
        workbench.roundTrip.connect(window.status.set_round_trip)
        workbench.reconnecting.connect(window.bar.show_countdown)
        workbench.repeatingChanged.connect(window.composer.set_repeating)
        window.figures.refreshed.connect(self._follow)

    def expect_opening(self) -> None:
        """Know that the person asked for a connection: the cursor goes to the composer when it opens."""
        self._take_cursor = True

    def show_state(self, state: State) -> None:
        """Show the state of the current connection everywhere."""
        window = self._window
        for panel in (window.bar, window.composer, window.status, window.menus):
            panel.set_state(state)
        session = self._workbench.current
        if session is not None and session.connection_id is not None:
            window.shown.remember_options(session.connection_id, session.options)
        if state is not State.CLOSED:
            self._was_open = state is not State.CONNECTING
        if state is State.CONNECTING:
            self._failed_step = ""
            window.figures.refresh()
        window.shown.show_connection()

    def _follow(self) -> None:
        session = self._workbench.current
        if session is not None:
            if not speaks_socketio(session) and session.repeating:
                self._window.composer.set_repeating(True, session.repeated)
            self._window.composer.set_buffered_amount(session.buffered_amount)
        self._window.shown.refresh()

    def _current_changed(self) -> None:
        """Show what the opening handshake of the session that is current now agreed on."""
        session = self._workbench.current
        connection_id = session.connection_id if session is not None else None
        record = self._workbench.capture.connection(connection_id) if connection_id is not None else None
        status = self._window.status
        status.set_round_trip(None)
        if record is None:
            status.set_negotiated(None, None)
        else:
            status.set_negotiated(record.subprotocol, record.extensions)
            self._window.bar.set_url(record.url)

    def _opened(self, opened: Opened) -> None:
        self._window.banner.clear()
        self._window.status.set_negotiated(opened.subprotocol, opened.extensions)
        self._window.shown.show_connection()
        if self._take_cursor:
            # Only then: a connection that comes back takes the cursor from nobody.
            self._take_cursor = False
            self._window.composer.pane.setFocus()

    def _closed(self, closed: Closed) -> None:
        if self._was_open:
            self._window.status.set_closed(closed)
        else:
            self._window.status.set_not_opened(self._failed_step)
        self._window.shown.show_connection()

    def _failed(self, failed: Failed) -> None:
        action = self.tr("Options…") if failed.phase in (Phase.TLS, Phase.PROXY, Phase.UPGRADE) else ""
        page = {Phase.TLS: "tls", Phase.PROXY: "proxy"}.get(failed.phase, "")
        self._failed_step = step_name(failed.phase)
        self._window.show_notice(notice_of(failed, action), lambda: self._window.bar.open_options(page))
