"""What the window acts on: the capture, the sessions and the local server, told of in Qt's signals."""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Signal

from inspector.capture.store import Capture
from inspector.server.address import ServerError
from inspector.session.errors import SessionError
from inspector.session.events import (
    Closed,
    Event,
    Failed,
    Opened,
    Reconnecting,
    RoundTrip,
    State,
    StateChanged,
)
from inspector.session.options import ConnectOptions, TlsOptions
from inspector.session.tasks import Tasks
from inspector.ui import intentions as wants
from inspector.ui.carrying_out import (
    carry_out,
    carry_out_socketio,
    needs_files,
    read_and_send,
    speaks_socketio,
)

if TYPE_CHECKING:
    from inspector.server.local_server import LocalServer
    from inspector.ui.carrying_out import AnySession

DEFAULT_PORT = 8765
_HTTPS = 443


def _make_session(options: ConnectOptions, capture: Capture, on_event: Callable[[Event], None]) -> AnySession:
    """Make a session of the kind that the options ask for."""
    # Imported here: the network libraries take a while, and the first window needs none of them.
    if options.socketio is None:
        from inspector.session.session import Session

        return Session(options, capture, on_event)
    from inspector.session.socketio.session import SocketIoSession

    return SocketIoSession(options, capture, on_event)


def _is_at(url: str, server_url: str) -> bool:
    """Tell whether a URL, in whatever form it was typed, is that of a server on this machine."""
    from inspector.server.guard import is_loopback
    from inspector.session.urls import parse_url

    try:
        asked, own = urlsplit(parse_url(url)), urlsplit(server_url)
    except SessionError:
        return False  # the session says what is wrong with it
    host = asked.hostname or ""
    same_host = host == own.hostname or is_loopback(host)
    return same_host and asked.scheme == own.scheme and (asked.port or _HTTPS) == (own.port or _HTTPS)


class Workbench(QObject):
    """Carries out intentions, and says what came of them.

    One session is current: the connect bar and the composer act on it. The others live on in the
    capture until they close. Everything happens on the event loop that drives the window.
    """

    stateChanged = Signal(object)
    """`State` of the current session."""
    opened = Signal(object)
    closed = Signal(object)
    failed = Signal(object)
    roundTrip = Signal(float)
    reconnecting = Signal(int, float)
    told = Signal(object)
    """What else the current session says: a `SocketIoEvent`."""
    currentChanged = Signal()
    repeatingChanged = Signal(bool, int)
    serverChanged = Signal()
    serverSaid = Signal(str)
    """A line of the local server's log."""
    serverFailed = Signal(str, int)
    """One sentence, and a port that is free, or 0."""
    problem = Signal(str, str)
    """What went wrong and what to try."""
    captureProblem = Signal(str)
    unexpected = Signal(object)
    """An exception that nobody expected: a fault of the program."""

    def __init__(self, capture: Capture, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.capture = capture
        self.server: LocalServer | None = None
        self.current: AnySession | None = None
        self._sessions: list[AnySession] = []
        self._server_starts = asyncio.Lock()
        self._tasks = Tasks(self.unexpected.emit)
        capture.on_problem = self.captureProblem.emit  # a queued signal: it comes from the writer's thread

    # Connections.

    @property
    def state(self) -> State:
        """The state of the current session; CLOSED without one."""
        return self.current.state if self.current is not None else State.CLOSED

    def states(self) -> dict[int, State]:
        """Give the states of this window's own connections that still live, by connection id."""
        return {
            session.connection_id: session.state
            for session in self._sessions
            if session.connection_id is not None
        }

    def connect_to(self, options: ConnectOptions) -> None:
        """Open a connection and make it the current one."""
        options = self._trusting_own_server(options)
        listener: list[AnySession] = []
        session = _make_session(options, self.capture, lambda event: self._heard(listener[0], event))
        listener.append(session)
        self._sessions.append(session)
        self.current = session
        self.currentChanged.emit()
        self._tasks.start(session.open(), f"open {options.url}")

    def leave_current(self) -> None:
        """Let the current session live on, and make room for another one."""
        self.current = None
        self.currentChanged.emit()
        self.stateChanged.emit(State.CLOSED)

    def make_current(self, connection_id: int) -> None:
        """Make the session of a connection the current one, if it still lives."""
        for session in self._sessions:
            if session.connection_id == connection_id and session is not self.current:
                self.current = session
                self.currentChanged.emit()
                self.stateChanged.emit(session.state)
                self.repeatingChanged.emit(not speaks_socketio(session) and session.repeating, 0)

    def disconnect_current(self) -> None:
        """Begin the closing handshake of the current session."""
        self.carry_out(wants.SendClose(1000, ""))

    def cancel_current(self) -> None:
        """Stop connecting, waiting for the next attempt, or waiting for the other side to close."""
        if self.current is not None:
            self._tasks.start(self._cancel(self.current), "cancel")

    async def _cancel(self, session: AnySession) -> None:
        session.abort()
        await session.shut_down()

    def carry_out(self, intention: wants.Intention) -> None:
        """Do what the composer asks for on the current session."""
        session = self.current
        if session is None:
            return
        if needs_files(intention):
            self._tasks.start(self._read_and_send(session, intention), "send file")
            return
        try:
            if not speaks_socketio(session) or not carry_out_socketio(session, intention):
                carry_out(session, intention)
        except SessionError as error:
            self.problem.emit(str(error), "")
        else:
            self._tell_repeating(intention)

    def _tell_repeating(self, intention: wants.Intention) -> None:
        if isinstance(intention, wants.StartRepeat | wants.StopRepeat):
            self.repeatingChanged.emit(isinstance(intention, wants.StartRepeat), 0)

    async def _read_and_send(self, session: AnySession, intention: wants.Intention) -> None:
        try:
            await read_and_send(session, intention)
        except SessionError as error:
            self.problem.emit(str(error), "")

    def _heard(self, session: AnySession, event: Event) -> None:
        if isinstance(event, Closed) and session in self._sessions and not session.options.reconnect.enabled:
            self._sessions.remove(session)
        if session is not self.current:
            return
        match event:
            case StateChanged(state):
                self.stateChanged.emit(state)
            case Opened():
                self.opened.emit(event)
            case Closed():
                self.repeatingChanged.emit(False, 0)
                self.closed.emit(event)
            case Failed():
                self.failed.emit(event)
            case RoundTrip(seconds):
                self.roundTrip.emit(seconds)
            case Reconnecting(attempt, seconds):
                self.reconnecting.emit(attempt, seconds)
            case _:
                self.told.emit(event)

    def _trusting_own_server(self, options: ConnectOptions) -> ConnectOptions:
        """Trust the certificate that the local server of this very window made, and no other."""
        server = self.server
        if server is None or server.ca_pem is None or options.tls != TlsOptions():
            return options
        if not self.serves(options.url):
            return options
        path = self._own_ca_file(server.ca_pem)
        from dataclasses import replace

        return replace(options, tls=TlsOptions(ca_file=str(path)))

    def _own_ca_file(self, pem: bytes) -> Path:
        from PySide6.QtCore import QTemporaryDir

        if not hasattr(self, "_folder"):
            self._folder = QTemporaryDir()
            atexit.register(self._folder.remove)  # at the end of the process nothing else does
        path = Path(self._folder.path()) / "local-server-ca.pem"
        path.write_bytes(pem)
        return path

    # The local server.

    def serves(self, url: str) -> bool:
        """Tell whether this window's own server is at a URL, in whatever form it was typed."""
        return self.server is not None and _is_at(url, self.server.url)

    def start_server(
        self, port: int = DEFAULT_PORT, *, tls: bool = False, then: Callable[[], None] | None = None
    ) -> None:
        """Start the local server; `then` is called when it listens."""
        self._tasks.start(self._start_server(port, tls, then), "start server")

    async def _start_server(self, port: int, tls: bool, then: Callable[[], None] | None) -> None:
        async with self._server_starts:
            if self.server is None or not self.server.running:
                from inspector.server.local_server import LocalServer  # as late as the sessions

                server = LocalServer(self.capture, port=port, tls=tls)
                server.on_change = self.serverChanged.emit
                server.on_log = self.serverSaid.emit
                self.server = server
                try:
                    await server.start()
                except ServerError as error:
                    self.serverFailed.emit(str(error), error.free_port or 0)
                    return
        if then is not None:
            then()

    def stop_server(self) -> None:
        """Stop the local server; its connections close with 1001."""
        if self.server is not None:
            self._tasks.start(self.server.stop(), "stop server")

    # The end.

    async def shut_down(self) -> None:
        """Close everything in order; what was captured is in the file afterwards."""
        sessions = [session.shut_down() for session in self._sessions]
        await asyncio.gather(*sessions, return_exceptions=True)
        if self.server is not None:
            await self.server.stop()
        await self._tasks.cancel_all()
        await asyncio.to_thread(self.capture.flush)
