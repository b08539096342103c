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
        self._asked_for = False
        self._followed: int | None = None
        workbench.stateChanged.connect(self.show_state)
        workbench.currentChanged.connect(self._current_changed)
        workbench.opened.connect(self._opened)
        workbench.closed.connect(self._closed)
        workbench.failed.connect(self._failed)
        workbench.roundTrip.connect(window.status.set_round_trip)
        workbench.reconnecting.connect(window.bar.show_countdown)
        workbench.repeatingChanged.connect(window.composer.set_repeating)
        window.figures.refreshed.connect(self._follow)
        window.figures.refreshed.connect(self._tell_apart)
        window.connections.connectionChosen.connect(self._tell_apart)

    def expect_opening(self) -> None:
        """Know that the person asked for a connection: it is shown, and the cursor goes to the composer."""
        self._take_cursor = self._asked_for = True

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
        self._show_its_frames()
        window.shown.show_connection()

    def _show_its_frames(self) -> None:
        """Choose the connection that the person asked for, and the one that comes in its place.

        Of a connection to the local server the other end is in the capture as well: all connections show each
        message four times. Whoever has gone back to all of them stays there.
        """
        session = self._workbench.current
        if session is None or session.connection_id in (None, self._followed):
            return
        self._window.figures.refresh()  # so that it is in the list
        connections = self._window.connections
        asked, self._asked_for = self._asked_for, False
        followed, self._followed = self._followed, session.connection_id
        if speaks_socketio(session):
            if asked:  # polling and WebSocket are connections of their own
                connections.choose(None)
        elif asked and connections.chosen is None:
            if followed is None and self._workbench.serves(session.options.url):
                connections.choose(session.connection_id)
        elif connections.chosen is not None and (asked or connections.chosen == followed):
            connections.choose(session.connection_id)

    def _tell_apart(self) -> None:
        """Let each row say which connection it is of, where that is not plain."""
        all_of_several = self._window.connections.chosen is None and self._window.figures.connection_count > 1
        self._window.table.columns.tell_connections_apart(all_of_several)

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
