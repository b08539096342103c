"""One connection's life, seen as the browser's WebSocket API sees it, and more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from inspector.capture.capture_writer import CaptureWriter
from inspector.session.checks import check_close, check_control, utf8
from inspector.session.connection import SessionConnection
from inspector.session.errors import SessionError
from inspector.session.events import Event, State, StateChanged
from inspector.session.life import Life
from inspector.session.living import Living
from inspector.session.options import ConnectOptions
from inspector.session.repeat import Repeat
from inspector.session.states import not_open
from inspector.session.tapped import OnCount
from inspector.session.tasks import Tasks
from inspector.wire.records import Opcode

_SHUT_DOWN_S = 1.0
"""How long the other endpoint has for its close frame when the program ends."""


class Session:
    """Opens a connection and lives through it; `on_event` hears of all that happens, on the event loop.

    Sending is synchronous: bytes are written at once and buffered by the transport. Each attempt and
    each redirect is a connection of its own in the capture.
    """

    def __init__(
        self, options: ConnectOptions, capture: CaptureWriter, on_event: Callable[[Event], None]
    ) -> None:
        self.options = options
        self._emit = on_event
        self._tasks = Tasks()
        self._life = Life(capture, self._heard, self._tasks)
        self._living = Living(self._life, "session")
        self._repeat: Repeat | None = None
        self._repeat_task: asyncio.Task[None] | None = None

    # What a person does.

    async def open(self) -> None:
        """Open the connection, and again after it was lost where that is asked for.

        Returns when it is closed and no other attempt follows. What the network does is told in
        events and never raised; raises `SessionError` when the session is open already.
        """
        await self._living.through(self.options)

    def send_text(self, text: str) -> None:
        """Send a text message; raises `SessionError` unless OPEN or when it cannot be UTF-8."""
        payload = utf8(text, "text")
        self._life.act(lambda connection: connection.send_text(payload))

    def send_binary(self, payload: bytes) -> None:
        """Send a binary message; raises `SessionError` unless OPEN."""
        self._life.act(lambda connection: connection.send_binary(payload))

    def send_fragments(self, text: bool, parts: list[bytes]) -> None:
        """Send a message in the given fragments; raises `SessionError` unless OPEN."""
        if not parts:
            raise SessionError("A message needs at least one fragment: add one.")
        opcode = Opcode.TEXT if text else Opcode.BINARY
        self._life.act(lambda connection: connection.send_fragments(opcode, parts))

    def ping(self, payload: bytes = b"") -> None:
        """Send a ping; without a payload it gets a number, so that its pong can be told apart."""
        check_control(payload)
        self._life.round_trips.ping(payload)

    def pong(self, payload: bytes = b"") -> None:
        """Send an unsolicited pong (RFC 6455 §5.5.3)."""
        check_control(payload)
        self._life.act(lambda connection: connection.send_pong(payload))

    def close(self, code: int | None = 1000, reason: str = "") -> None:
        """Begin the closing handshake; raises `SessionError` for a code that must not be sent."""
        check_close(code, reason)
        self._life.begin_close(code, reason)

    def abort(self) -> None:
        """Drop the connection, or stop connecting, without a closing handshake."""
        self._life.ended_here = True
        connection = self._live_connection()
        if connection is not None:
            connection.abort()
        else:
            self._living.cancel()

    def repeat(self, message: str | bytes, every_ms: int, count: int | None = None) -> None:
        """Send the same message every so many milliseconds, as long as `buffered_amount` is 0."""
        self.stop_repeat()
        if self.state is not State.OPEN:
            raise not_open(self.state)
        payload = utf8(message, "text") if isinstance(message, str) else message

        def send() -> bool:
            connection = self._live_connection()
            if connection is None or connection.closing.is_set():
                return False
            if isinstance(message, str):
                connection.send_text(payload)
            else:
                connection.send_binary(payload)
            return True

        self._repeat = Repeat(send, lambda: self.buffered_amount, every_ms, count)
        self._repeat_task = self._tasks.start(self._repeat.run(), "repeat")

    def stop_repeat(self) -> None:
        """Stop repeating."""
        if self._repeat_task is not None:
            self._repeat_task.cancel()
            self._repeat_task = None

    async def shut_down(self, code: int = 1001, within: float = _SHUT_DOWN_S) -> None:
        """End whatever is under way, in so many seconds at most.

        Closes with the code, or drops the connection when the other endpoint does not answer in time.
        """
        self._life.ended_here = True
        self.stop_repeat()
        await self._living.end(lambda: self.close(code), self._drop, within)
        await self._tasks.cancel_all()

    def _drop(self, seconds: float) -> None:
        connection = self._live_connection()
        if connection is None:
            return
        if connection.recorder is not None:
            told = f"The closing handshake did not end within {seconds:g} s; the TCP connection was dropped."
            connection.recorder.note("error", told, "RFC 6455 §7.1.1")
        connection.abort()

    # What a person sees.

    @property
    def connection_id(self) -> int | None:
        """The id in the capture of the connection that was opened last."""
        return self._life.connection_id

    @property
    def state(self) -> State:
        """The connection's state."""
        return self._life.state

    @property
    def want_messages(self) -> bool:
        """Emit `MessageReceived`; off, a million messages cost nothing here."""
        return self._life.want_messages

    @want_messages.setter
    def want_messages(self, wanted: bool) -> None:
        self._life.want_messages = wanted

    @property
    def on_count(self) -> OnCount | None:
        """Hears how many messages have arrived on the connection, now and then; set it before `open`."""
        return self._life.on_count

    @on_count.setter
    def on_count(self, hear: OnCount | None) -> None:
        self._life.on_count = hear

    @property
    def buffered_amount(self) -> int:
        """Bytes that were sent but have not been handed to the network."""
        connection = self._live_connection()
        return connection.buffered_amount if connection is not None else 0

    @property
    def repeating(self) -> bool:
        """A message is being repeated."""
        return self._repeat_task is not None and not self._repeat_task.done()

    @property
    def repeated(self) -> int:
        """How often it has been sent."""
        return self._repeat.sent if self._repeat is not None else 0

    async def wait_closed(self) -> None:
        """Wait until the connection is closed and no other attempt follows."""
        await self._living.wait_ended()

    def _live_connection(self) -> SessionConnection | None:
        return self._life.connection if self.state in (State.OPEN, State.CLOSING) else None

    def _heard(self, event: Event) -> None:
        if isinstance(event, StateChanged) and event.state is not State.OPEN:
            self.stop_repeat()
        self._emit(event)
