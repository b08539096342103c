"""The life of a Socket.IO session: one session of Engine.IO after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from inspector.capture.capture_writer import CaptureWriter
from inspector.session.backoff import Backoff
from inspector.session.checks import check_options
from inspector.session.countdown import count_down
from inspector.session.errors import SessionError
from inspector.session.events import (
    Closed,
    Event,
    Failed,
    Opened,
    Phase,
    State,
    StateChanged,
    Upgraded,
)
from inspector.session.opening import OpeningError
from inspector.session.options import ConnectOptions
from inspector.session.round_trips import RoundTrips
from inspector.session.socketio import refusals
from inspector.session.socketio.address import Address, address_of
from inspector.session.socketio.catalogue import Catalogue
from inspector.session.socketio.conversation import Conversation, Ears
from inspector.session.socketio.engine import Engine
from inspector.session.socketio.engine_listener import EngineListener
from inspector.session.socketio.handshake import Handshake
from inspector.session.socketio.namespaces import Namespaces, NamespaceState
from inspector.session.socketio.packets import packet_class
from inspector.session.socketio.websocket import WebSocket
from inspector.session.states import StateMachine, not_open
from inspector.session.tasks import Tasks
from inspector.session.urls import parse_url


class SocketIoLife:
    """Lives through the connections of one session, and tells `emit` of all that happens."""

    def __init__(self, capture: CaptureWriter, emit: Callable[[Event], None], tasks: Tasks) -> None:
        self.engine: Engine | None = None
        """The one that is open, or was last."""
        self.conversation: Conversation | None = None
        self.connection_id: int | None = None
        self.ended_here = False
        """The person closed or gave up: no other attempt follows."""
        self.round_trips = RoundTrips(tasks, self._send_ping, emit, self._no_pong)
        self.namespaces = Namespaces()
        self.catalogue = Catalogue()
        self.ears = Ears()
        self._capture = capture
        self._emit = emit
        self._machine = StateMachine(self._state_changed)

    @property
    def state(self) -> State:
        """OPEN means that Engine.IO is; each namespace has a state of its own."""
        return self._machine.state

    async def run(self, options: ConnectOptions) -> None:
        """Connect, and again after the connection was lost where that is asked for."""
        self.ended_here = False
        phase = Phase.URL
        try:
            parse_url(options.url)
            phase = Phase.UPGRADE
            check_options(options)
            address = address_of(options)
        except SessionError as error:
            self._over(Failed(phase, str(error), ""), None)
            return
        self._want(address)
        # The import takes a tenth of a second, in which nobody else should have to wait.
        await asyncio.to_thread(packet_class)
        backoff = Backoff(options.reconnect)
        while await self._one_session(options, address, backoff) and not self.ended_here:
            if not await count_down(backoff, self._capture, self.connection_id, self._emit):
                return

    def _want(self, address: Address) -> None:
        for name in address.namespaces:
            member = self.namespaces.get(name.partition("?")[0])
            if member is None or member.state not in (NamespaceState.JOINING, NamespaceState.JOINED):
                self.namespaces.want(name, address.auths.get(name))

    def needed(self) -> Conversation:
        """Give the conversation of an OPEN connection; raises `SessionError` for any other."""
        if self.conversation is None or self.state is not State.OPEN:
            raise not_open(self.state)
        return self.conversation

    def begin_close(self, code: int | None, reason: str) -> None:
        """Leave the namespaces and close; raises `SessionError` unless OPEN."""
        conversation = self.needed()
        assert self.engine is not None
        self.ended_here = True
        conversation.say_goodbye()
        self._machine.to(State.CLOSING)
        self.engine.close(code, reason)

    def websocket(self) -> WebSocket:
        """Give the transport, where it is an open WebSocket; raises `SessionError` for any other."""
        self.needed()
        transport = self.engine.transport if self.engine is not None else None
        if not isinstance(transport, WebSocket) or transport.connection is None:
            raise SessionError(
                "This is a frame of WebSocket, and the transport is polling: wait for the upgrade."
            )
        if transport.connection.closing.is_set():
            raise not_open(self.state)
        return transport

    async def _one_session(self, options: ConnectOptions, address: Address, backoff: Backoff) -> bool:
        """Live through one session of Engine.IO; tells whether another attempt makes sense."""
        self._machine.to(State.CONNECTING)
        self.namespaces.begin()
        conversation = Conversation(
            address.eio, options.max_message_size, self.namespaces, self.catalogue, self.ears, self._emit
        )
        listener = EngineListener(self._heard, conversation.message, self._begun, self.round_trips.ponged)
        engine = conversation.engine = Engine(options, address, self._capture, listener)
        try:
            handshake = await engine.open()
        except asyncio.CancelledError:
            self._over(None, None)
            raise
        except OpeningError as error:
            self._over(error.failed, None)
            return not error.hopeless
        backoff.reset()
        await self._live_through(engine, conversation, handshake, options)
        return True

    async def _live_through(
        self, engine: Engine, conversation: Conversation, handshake: Handshake, options: ConnectOptions
    ) -> None:
        self.engine, self.conversation = engine, conversation
        try:
            self._machine.to(State.OPEN)
            self._emit(self._opened(engine))
            engine.begin(handshake)
            self.round_trips.prepare_keepalive(options)
            if isinstance(engine.transport, WebSocket):
                self.round_trips.begin_keepalive()
            conversation.begin()
            ending = await engine.wait_ended()
        except asyncio.CancelledError:
            await engine.drop()
            conversation.ended()
            self._over(None, None)
            raise
        conversation.ended()
        failed = ending.failed
        if failed is None and not conversation.answered and not self.ended_here:
            failed = refusals.never_answered()
            if engine.transport is not None:
                engine.transport.note("error", failed.what)
        self._over(failed, ending.closed)

    def _opened(self, engine: Engine) -> Opened:
        transport = engine.transport
        assert transport is not None
        connection = transport.connection if isinstance(transport, WebSocket) else None
        if connection is None:
            return Opened(transport.connection_id, None, None)
        return Opened(transport.connection_id, connection.subprotocol, connection.negotiated_extensions())

    def _begun(self, connection_id: int) -> None:
        self.connection_id = connection_id

    def _heard(self, event: Event) -> None:
        if isinstance(event, Upgraded):
            self.round_trips.begin_keepalive()
        self._emit(event)

    def _over(self, failed: Failed | None, closed: Closed | None) -> None:
        self._machine.to(State.CLOSED)
        self.round_trips.forget()
        if failed is not None:
            self._emit(failed)
        self._emit(closed or Closed(1006, "", clean=False, by="local"))

    # Pings of WebSocket, besides the heartbeat.

    def _send_ping(self, payload: bytes) -> None:
        websocket = self.websocket()
        assert websocket.connection is not None
        websocket.connection.send_ping(payload)

    def _no_pong(self, seconds: float) -> None:
        if self.engine is None or self.engine.transport is None or self.state is not State.OPEN:
            return
        told = f"No pong has come within {seconds:g} s: the connection is failed."
        self.engine.transport.note("error", told, "RFC 6455 §5.5.2")
        self.engine.fail(Failed(Phase.OPEN, told, ""), 1011, "keepalive ping timeout")

    def _state_changed(self, state: State) -> None:
        if state is not State.OPEN:
            self.round_trips.stop_keepalive()
        self._emit(StateChanged(state))
