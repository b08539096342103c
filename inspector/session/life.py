"""The life of a session: attempts to connect, one connection after the other, and how each ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from websockets.exceptions import ConcurrencyError, InvalidState, ProtocolError

from inspector.capture.capture_writer import CaptureWriter
from inspector.session.backoff import Backoff
from inspector.session.checks import check_options
from inspector.session.connection import SessionConnection
from inspector.session.countdown import count_down
from inspector.session.dial import Listeners
from inspector.session.endings import explain_ending
from inspector.session.errors import SessionError
from inspector.session.events import (
    Closed,
    Event,
    Failed,
    MessageReceived,
    Opened,
    Phase,
    State,
    StateChanged,
)
from inspector.session.opening import OpeningError, open_connection
from inspector.session.options import ConnectOptions
from inspector.session.round_trips import RoundTrips
from inspector.session.states import StateMachine, not_open
from inspector.session.tapped import OnCount
from inspector.session.tasks import Tasks
from inspector.session.urls import parse_url
from inspector.wire.records import Opcode


class Life:
    """Lives through the connections of one session, and tells `emit` of all that happens."""

    def __init__(self, capture: CaptureWriter, emit: Callable[[Event], None], tasks: Tasks) -> None:
        self.connection: SessionConnection | None = None
        """The one that is open, or was last."""
        self.connection_id: int | None = None
        self.on_count: OnCount | None = None
        self.ended_here = False
        """The person closed or gave up: no other attempt follows."""
        self.round_trips = RoundTrips(tasks, self._send_ping, emit, self._no_pong)
        self._asked_to_close = False
        self._capture = capture
        self._emit = emit
        self._tasks = tasks
        self._machine = StateMachine(self._state_changed)
        self._want_messages = False
        self._early: list[Event] = []

    @property
    def state(self) -> State:
        """The connection's state."""
        return self._machine.state

    @property
    def want_messages(self) -> bool:
        """Emit `MessageReceived`."""
        return self._want_messages

    @want_messages.setter
    def want_messages(self, wanted: bool) -> None:
        self._want_messages = wanted
        if self.connection is not None:
            self.connection.on_message = self._message if wanted else None

    async def run(self, options: ConnectOptions) -> None:
        """Connect, and again after the connection was lost where that is asked for."""
        self.ended_here = False
        phase = Phase.URL
        try:
            options = replace(options, url=parse_url(options.url))
            phase = Phase.UPGRADE
            check_options(options)
        except SessionError as error:
            self._over(Failed(phase, str(error), ""))
            return
        backoff = Backoff(options.reconnect)
        while await self._one_connection(options, backoff) and not self.ended_here:
            if not await count_down(backoff, self._capture, self.connection_id, self._emit):
                return

    def act(self, action: Callable[[SessionConnection], None]) -> None:
        """Do something on the OPEN connection; raises `SessionError` when it is not, or cannot be."""
        connection = self.connection
        if connection is None or self.state is not State.OPEN:
            raise not_open(self.state)
        try:
            action(connection)
        except InvalidState as error:
            # The other endpoint began the closing handshake a moment ago.
            self._handshake_begun()
            raise not_open(self.state) from error
        except (ProtocolError, ConcurrencyError) as error:
            raise SessionError(f"This cannot be sent: {error}.") from error

    def begin_close(self, code: int | None, reason: str) -> None:
        """Begin the closing handshake, as the person asked for."""
        self.act(lambda connection: connection.send_close(code, reason))
        self.ended_here = self._asked_to_close = True
        self._machine.to(State.CLOSING)

    def _handshake_begun(self) -> None:
        """Say CLOSING when either endpoint has sent its close frame (RFC 6455 §7.1.3)."""
        connection = self.connection
        if connection is None or self.state is not State.OPEN:
            return
        if connection.protocol.close_rcvd is not None or connection.protocol.close_sent is not None:
            self._machine.to(State.CLOSING)

    async def _one_connection(self, options: ConnectOptions, backoff: Backoff) -> bool:
        """Live through one connection; tells whether another attempt makes sense."""
        self._asked_to_close = False
        self._machine.to(State.CONNECTING)
        listeners = Listeners(
            self._message if self._want_messages else None, self.round_trips.ponged, self.on_count
        )
        try:
            connection = await open_connection(options, self._capture, listeners, self._begun)
        except asyncio.CancelledError:
            self._over(None)
            raise
        except OpeningError as error:
            self._over(error.failed)
            return not error.hopeless
        backoff.reset()
        try:
            self._opened(connection, options)
            await self._until_closed(connection)
        except asyncio.CancelledError:
            connection.abort()
            self._over(None)
            raise
        return True

    def _begun(self, connection_id: int) -> None:
        self.connection_id = connection_id

    def _opened(self, connection: SessionConnection, options: ConnectOptions) -> None:
        self.connection = connection
        self._machine.to(State.OPEN)
        extensions = connection.negotiated_extensions()
        self._emit(Opened(connection.connection_id, connection.subprotocol, extensions))
        early, self._early = self._early, []
        for event in early:
            self._emit(event)
        if self.state is State.OPEN:
            self.round_trips.prepare_keepalive(options)
            self.round_trips.begin_keepalive()

    async def _until_closed(self, connection: SessionConnection) -> None:
        self._tasks.start(self._watch_closing(connection), "watch the closing handshake")
        await connection.wait_closed()
        self._handshake_begun()
        self.round_trips.forget()
        code, reason, by = connection.ending()
        protocol = connection.protocol
        clean = protocol.close_rcvd is not None and protocol.close_sent is not None
        failed = explain_ending(connection, asked_for=self._asked_to_close)
        if failed is not None and not self._asked_to_close and self.connection_id is not None:
            self._capture.update_connection(self.connection_id, error=failed.what)
        self._over(failed, Closed(code, reason, clean=clean, by=by))

    async def _watch_closing(self, connection: SessionConnection) -> None:
        await connection.closing.wait()
        if connection is self.connection:
            self._handshake_begun()

    def _over(self, failed: Failed | None, closed: Closed | None = None) -> None:
        self._machine.to(State.CLOSED)
        self._early.clear()
        if failed is not None:
            self._emit(failed)
        self._emit(closed or Closed(1006, "", clean=False, by="local"))

    def _message(self, opcode: int, payload: bytes) -> None:
        message = MessageReceived(opcode == Opcode.TEXT, payload)
        if self.state is State.CONNECTING:
            self._early.append(message)  # it came together with the response head
        else:
            self._emit(message)

    def _send_ping(self, payload: bytes) -> None:
        self.act(lambda connection: connection.send_ping(payload))

    def _no_pong(self, seconds: float) -> None:
        connection = self.connection
        if connection is None or connection.recorder is None or self.state is not State.OPEN:
            return
        connection.recorder.note(
            "error", f"No pong has come within {seconds:g} s: the connection is failed.", "RFC 6455 §5.5.2"
        )
        connection.fail(1011, "keepalive ping timeout")

    def _state_changed(self, state: State) -> None:
        if state is not State.OPEN:
            self.round_trips.stop_keepalive()
        self._emit(StateChanged(state))
