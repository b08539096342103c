"""One Socket.IO connection's life, with the face of `Session`, and what Socket.IO adds to it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from inspector.capture.capture_writer import CaptureWriter
from inspector.session.checks import check_close, check_control
from inspector.session.events import Event, State
from inspector.session.living import Living
from inspector.session.options import ConnectOptions, SocketIoOptions
from inspector.session.socketio.address import check_namespace, read_auth
from inspector.session.socketio.asked import Ask
from inspector.session.socketio.catalogue import Catalogue
from inspector.session.socketio.life import SocketIoLife
from inspector.session.socketio.namespaces import NamespaceState
from inspector.session.tasks import Tasks

_SHUT_DOWN_S = 1.0
"""How long the server has to close when the program ends."""


class SocketIoSession:
    """Opens a Socket.IO connection and lives through it; `on_event` hears all of it, on the event loop.

    Sending is synchronous: packets are written at once over WebSocket, and with the next POST over
    polling. `Opened` and the state OPEN mean that Engine.IO is open; `NamespaceConnected` follows. Over
    polling there are no close codes: `Closed` has 1000 for an end that was told, and 1006 for any other.
    """

    def __init__(
        self, options: ConnectOptions, capture: CaptureWriter, on_event: Callable[[Event], None]
    ) -> None:
        self.options = options
        self._socketio = options.socketio or SocketIoOptions()
        self._tasks = Tasks()
        self._life = SocketIoLife(capture, on_event, self._tasks)
        self._living = Living(self._life, "socket.io session")

    # What a person does.

    async def open(self) -> None:
        """Open the connection, and again after it was lost where that is asked for.

        Returns when it is closed and no other attempt follows. What the network does is told in
        events and never raised; raises `SessionError` when the session is open already.
        """
        await self._living.through(self.options)

    def emit(
        self,
        event: str,
        *arguments: Any,
        namespace: str = "/",
        ack: bool = False,
        ack_timeout: float | None = None,
    ) -> int | None:
        """Send an event, and give its ack id where it asks for one.

        Arguments are JSON values and bytes, in any number. Without `ack_timeout`, in seconds, that of the
        options counts, and `math.inf` waits forever. Raises `SessionError` unless the namespace is joined, or
        for what is no JSON.
        """
        timeout = self._socketio.ack_timeout if ack_timeout is None else ack_timeout
        timeout = None if timeout == math.inf else timeout
        return self._life.needed().event(event, arguments, namespace, ack=ack, timeout=timeout)

    def send(self, *arguments: Any, namespace: str = "/") -> None:
        """Send the event ``message``; raises `SessionError` as `emit` does."""
        self.emit("message", *arguments, namespace=namespace)

    def answer(self, namespace: str, ack_id: int, *arguments: Any) -> None:
        """Send the ack that the server waits for; raises `SessionError` unless the namespace is joined."""
        self._life.needed().answer(namespace, ack_id, arguments)

    def join(self, namespace: str, auth: str = "") -> None:
        """Ask for a namespace, now or when the connection opens; `auth` is JSON of an object, or empty.

        Raises `SessionError` for one that is joined already, or malformed.
        """
        asked = check_namespace(namespace, self._socketio.eio)
        member = self._life.namespaces.want(asked, read_auth(auth, self._socketio.eio))
        if self.state is State.OPEN:
            self._life.needed().connect(member)

    def leave(self, namespace: str) -> None:
        """Leave a namespace, which is not joined again after a reconnect; raises `SessionError`."""
        self._life.needed().disconnect(namespace)

    def send_raw(self, packet: str | bytes) -> None:
        """Send one packet of Engine.IO as it is, valid or not; raises `SessionError` unless OPEN."""
        self._life.needed()
        engine = self._life.engine
        assert engine is not None
        engine.send_raw(packet)

    def ping(self, payload: bytes = b"") -> None:
        """Send a ping of WebSocket; raises `SessionError` over polling."""
        check_control(payload)
        self._life.round_trips.ping(payload)

    def pong(self, payload: bytes = b"") -> None:
        """Send an unsolicited pong of WebSocket; raises `SessionError` over polling."""
        check_control(payload)
        connection = self._life.websocket().connection
        assert connection is not None
        connection.send_pong(payload)

    def close(self, code: int | None = 1000, reason: str = "") -> None:
        """Leave all namespaces and close; raises `SessionError` for a code that must not be sent."""
        check_close(code, reason)
        self._life.begin_close(code, reason)

    def abort(self) -> None:
        """Drop the connection, or stop connecting, without saying so to the server."""
        self._life.ended_here = True
        engine = self._life.engine
        if engine is not None and self.state in (State.OPEN, State.CLOSING):
            engine.abort()
        else:
            self._living.cancel()

    async def shut_down(self, code: int = 1001, within: float = _SHUT_DOWN_S) -> None:
        """End whatever is under way, in so many seconds at most.

        Closes with the code, or drops the connection when the server does not answer in time.
        """
        self._life.ended_here = True
        await self._living.end(lambda: self.close(code), self._drop, within)
        await self._tasks.cancel_all()

    def _drop(self, seconds: float) -> None:
        engine = self._life.engine
        assert engine is not None
        if engine.transport is not None:
            told = f"The server did not answer the close within {seconds:g} s; the connection was dropped."
            engine.transport.note("error", told)
        engine.abort()

    async def wait_closed(self) -> None:
        """Wait until the connection is closed and no other attempt follows."""
        await self._living.wait_ended()

    # What a person sees.

    @property
    def connection_id(self) -> int | None:
        """The id in the capture of the connection that carries the session, or was opened last."""
        return self._life.connection_id

    @property
    def state(self) -> State:
        """The connection's state; OPEN means that Engine.IO is open."""
        return self._life.state

    @property
    def transport(self) -> str:
        """``polling`` or ``websocket``; empty unless there is one."""
        engine = self._life.engine
        return engine.transport.name if engine is not None and engine.transport is not None else ""

    @property
    def namespaces(self) -> dict[str, NamespaceState]:
        """The state of each namespace that was ever asked for."""
        return self._life.namespaces.states()

    @property
    def asked(self) -> list[Ask]:
        """The events that wait for an ack of ours, the oldest first; `answer` sends it."""
        conversation = self._life.conversation
        return conversation.asked.waiting() if conversation is not None else []

    @property
    def catalogue(self) -> Catalogue:
        """The events seen so far, with counts."""
        return self._life.catalogue

    @property
    def listen_to(self) -> frozenset[str] | None:
        """The names of events that are told in `EventReceived`; None is all. All are recorded."""
        return self._life.ears.listen_to

    @listen_to.setter
    def listen_to(self, events: frozenset[str] | None) -> None:
        self._life.ears.listen_to = events

    @property
    def want_messages(self) -> bool:
        """Emit `EventReceived`; off, a million events cost less here."""
        return self._life.ears.want_events

    @want_messages.setter
    def want_messages(self, wanted: bool) -> None:
        self._life.ears.want_events = wanted

    @property
    def on_count(self) -> Callable[[int], None] | None:
        """Hears how many events have arrived, with each of them."""
        return self._life.ears.on_count

    @on_count.setter
    def on_count(self, hear: Callable[[int], None] | None) -> None:
        self._life.ears.on_count = hear

    @property
    def buffered_amount(self) -> int:
        """Bytes that were sent but have not been handed to the network."""
        engine = self._life.engine
        return engine.buffered_amount if engine is not None and self.state is State.OPEN else 0
