"""One connection's life, seen as the browser's WebSocket API sees it, and more."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from websockets.exceptions import ConcurrencyError, InvalidState, InvalidStatus, ProtocolError

from inspector.session.dial import Progress, dial
from inspector.session.errors import SessionError
from inspector.session.events import (
    Closed,
    Event,
    Failed,
    MessageReceived,
    Opened,
    Phase,
    Reconnecting,
    RoundTrip,
    State,
    StateChanged,
)
from inspector.session.failures import explain
from inspector.session.headers import CREDENTIALS, AskingConnection, check_headers
from inspector.session.options import ConnectOptions
from inspector.session.recorder import CaptureWriter, Recorder
from inspector.session.repeat import Repeat
from inspector.session.tapped import OnCount
from inspector.session.tasks import Tasks
from inspector.session.urls import parse_url
from inspector.wire.closecodes import may_be_sent
from inspector.wire.records import Opcode

# RFC 6455 §7.1: each state, and those that may follow it.
_TRANSITIONS = {
    State.CONNECTING: {State.OPEN, State.CLOSED},
    State.OPEN: {State.CLOSING, State.CLOSED},
    State.CLOSING: {State.CLOSED},
    State.CLOSED: {State.CONNECTING},
}
MAX_REDIRECTS = 10
_SHUT_DOWN_S = 1.0
"""How long the other endpoint has for its close frame when the program ends."""
_REDIRECTS = (301, 302, 303, 307, 308)


class Session:
    """Opens a connection and lives through it; `on_event` hears of all that happens, on the event loop.

    Sending is synchronous: bytes are written at once and buffered by the transport. Each attempt and
    each redirect is a connection of its own in the capture.
    """

    def __init__(
        self, options: ConnectOptions, capture: CaptureWriter, on_event: Callable[[Event], None]
    ) -> None:
        self.options = options
        self.state = State.CLOSED
        self.connection_id: int | None = None
        self.want_messages = False
        """Emit `MessageReceived`; off, a million messages cost nothing here."""
        self.on_count: OnCount | None = None
        """Hears how many messages have arrived on the connection, now and then; set it before `open`."""
        self._capture = capture
        self._emit = on_event
        self._connection: AskingConnection | None = None
        self._tasks = Tasks()
        self._opening: asyncio.Task[None] | None = None
        self._pings: dict[bytes, float] = {}
        self._ping_number = 0
        self._repeat: Repeat | None = None
        self._repeat_task: asyncio.Task[None] | None = None
        self._deliberate = False

    # What a person does.

    async def open(self) -> None:
        """Open the connection, and again after it was lost where that is asked for; never raises."""
        self._opening = asyncio.current_task()
        self._deliberate = False
        try:
            options = replace(self.options, url=parse_url(self.options.url))
            check_headers(options)
        except SessionError as error:
            self._emit(Failed(Phase.URL, str(error), ""))
            self._emit(Closed(1006, "", clean=False, by="local"))
            return
        attempt = 0
        while True:
            opened = await self._attempt(options)
            if opened:
                attempt = 0
                await self._until_closed()
            reconnect = self.options.reconnect
            exhausted = reconnect.max_attempts is not None and attempt >= reconnect.max_attempts
            if self._deliberate or not reconnect.enabled or exhausted:
                return
            attempt += 1
            await self._count_down(attempt)

    def send_text(self, text: str) -> None:
        """Send a text message; raises `SessionError` unless OPEN or when it cannot be UTF-8."""
        payload = _utf8(text, "text")
        self._act(lambda connection: connection.send_text(payload))

    def send_binary(self, payload: bytes) -> None:
        """Send a binary message; raises `SessionError` unless OPEN."""
        self._act(lambda connection: connection.send_binary(payload))

    def send_fragments(self, text: bool, parts: list[bytes]) -> None:
        """Send a message in the given fragments; raises `SessionError` unless OPEN."""
        if not parts:
            raise SessionError("A message needs at least one fragment: add one.")
        opcode = Opcode.TEXT if text else Opcode.BINARY
        self._act(lambda connection: connection.send_fragments(opcode, parts))

    def ping(self, payload: bytes = b"") -> None:
        """Send a ping; without a payload it gets a number, so that its pong can be told apart."""
        _check_control(payload)
        if not payload:
            self._ping_number += 1
            payload = str(self._ping_number).encode()
        self._act(lambda connection: connection.send_ping(payload))
        self._pings[payload] = time.perf_counter()

    def pong(self, payload: bytes = b"") -> None:
        """Send an unsolicited pong (RFC 6455 §5.5.3)."""
        _check_control(payload)
        self._act(lambda connection: connection.send_pong(payload))

    def close(self, code: int | None = 1000, reason: str = "") -> None:
        """Begin the closing handshake; raises `SessionError` for a code that must not be sent."""
        if code is not None and not may_be_sent(code):
            raise SessionError(f"A close frame must not carry {code}: use 1000, or 3000 to 4999.")
        if code is None and reason:
            raise SessionError("A close reason needs a close code: choose one.")
        if len(_utf8(reason, "close reason")) > 123:
            raise SessionError("A close reason has at most 123 bytes: shorten it.")
        self._act(lambda connection: connection.send_close(code, reason))
        self._deliberate = True
        self._to(State.CLOSING)

    def abort(self) -> None:
        """Drop the connection, or stop connecting, without a closing handshake."""
        self._deliberate = True
        if self._connection is not None and self.state in (State.OPEN, State.CLOSING):
            self._connection.abort()
        elif self._opening is not None and not self._opening.done():
            self._opening.cancel()

    def repeat(self, message: str | bytes, every_ms: int, count: int | None = None) -> None:
        """Send the same message every so many milliseconds, waiting while `buffered_amount` > 0."""
        self.stop_repeat()
        if self.state is not State.OPEN:
            raise self._not_open()
        payload = _utf8(message, "text") if isinstance(message, str) else message

        def send() -> bool:
            connection = self._connection
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

    async def shut_down(self) -> None:
        """End whatever is under way: close, or abort when the other side does not answer in time."""
        self._deliberate = True
        self.stop_repeat()
        connection = self._connection
        if connection is not None and self.state in (State.OPEN, State.CLOSING):
            # The other endpoint may have begun the closing handshake a moment ago.
            with contextlib.suppress(SessionError):
                self.close(1001, "")
            try:
                async with asyncio.timeout(_SHUT_DOWN_S):
                    await connection.wait_closed()
            except TimeoutError:
                connection.abort()
        elif self._opening is not None and self._opening is not asyncio.current_task():
            self._opening.cancel()
        if self._opening is not None and self._opening is not asyncio.current_task():
            await asyncio.gather(self._opening, return_exceptions=True)
        await self._tasks.cancel_all()

    # What a person sees.

    @property
    def buffered_amount(self) -> int:
        """Bytes that were sent but have not been handed to the network."""
        open_now = self._connection is not None and self.state in (State.OPEN, State.CLOSING)
        return self._connection.buffered_amount if open_now and self._connection is not None else 0

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
        if self._opening is not None:
            await asyncio.wait([self._opening])

    # How it goes.

    async def _attempt(self, options: ConnectOptions) -> bool:
        """Connect once, redirects included; True when it opened."""
        self._to(State.CONNECTING)
        for _ in range(MAX_REDIRECTS + 1):
            connection_id = self._capture.open_connection(options.url)
            self.connection_id = connection_id
            recorder = Recorder(self._capture, connection_id)
            progress = Progress()
            try:
                async with asyncio.timeout(options.open_timeout):
                    self._connection = await dial(
                        options,
                        recorder,
                        progress,
                        on_message=self._message if self.want_messages else None,
                        on_pong=self._pong,
                        on_count=self.on_count,
                    )
            except asyncio.CancelledError:
                self._given_up(recorder, progress)
                raise
            except Exception as error:  # noqa: BLE001 — every one is explained to the person
                target = self._redirect(options, error)
                failed = explain(error, progress.phase, options.url, options.open_timeout)
                self._record_failure(recorder, progress, failed)
                if target is None:
                    self._fail(failed)
                    return False
                recorder.note("check", f"Redirected to {target}.", "RFC 6455 §4.1")
                options = _for_target(options, target)
            else:
                self._opened(recorder, progress)
                return True
        self._fail(Failed(Phase.UPGRADE, f"There were more than {MAX_REDIRECTS} redirects.", ""))
        return False

    def _opened(self, recorder: Recorder, progress: Progress) -> None:
        assert self._connection is not None
        assert self.connection_id is not None
        self._capture.update_connection(self.connection_id, timings=progress.as_json())
        self._to(State.OPEN)
        extensions = self._connection.negotiated_extensions()
        self._emit(Opened(self.connection_id, self._connection.subprotocol, extensions))

    async def _until_closed(self) -> None:
        connection = self._connection
        assert connection is not None
        self._tasks.start(self._watch_closing(connection), "watch the closing handshake")
        await connection.wait_closed()
        self._pings.clear()
        code, reason, by = connection.ending()
        self._to(State.CLOSED)
        clean = connection.protocol.close_rcvd is not None and connection.protocol.close_sent is not None
        if not clean:
            self._emit(Failed(Phase.OPEN, _ending_words(connection, code, reason, by), ""))
        self._emit(Closed(code, reason, clean=clean, by=by))

    async def _watch_closing(self, connection: AskingConnection) -> None:
        """Say CLOSING when the other endpoint begins the closing handshake."""
        await connection.closing.wait()
        if self.state is State.OPEN:
            self._to(State.CLOSING)

    def _redirect(self, options: ConnectOptions, error: Exception) -> str | None:
        if not (options.follow_redirects and isinstance(error, InvalidStatus)):
            return None
        location = error.response.headers.get("Location")
        if error.response.status_code not in _REDIRECTS or location is None:
            return None
        try:
            target = parse_url(urljoin(options.url, location))
        except SessionError:
            return None
        # What was asked for over TLS must not go on without it.
        downgrade = options.url.startswith("wss:") and target.startswith("ws:")
        return None if downgrade else target

    def _record_failure(self, recorder: Recorder, progress: Progress, failed: Failed) -> None:
        connection = progress.connection
        if connection is not None and getattr(connection, "transport", None) is not None:
            connection.abort()
        recorder.flush()
        self._capture.update_connection(
            recorder.connection_id,
            closed_ns=time.time_ns(),
            timings=progress.as_json(),
            error=f"{failed.what} {failed.hint}".strip(),
        )
        recorder.note("error", failed.what)

    def _given_up(self, recorder: Recorder, progress: Progress) -> None:
        failed = Failed(progress.phase, "Connecting was cancelled.", "")
        self._record_failure(recorder, progress, failed)
        self._to(State.CLOSED)
        self._emit(Closed(1006, "", clean=False, by="local"))

    def _fail(self, failed: Failed) -> None:
        self._to(State.CLOSED)
        self._emit(failed)
        self._emit(Closed(1006, "", clean=False, by="local"))

    async def _count_down(self, attempt: int) -> None:
        reconnect = self.options.reconnect
        delay = min(reconnect.initial_delay * reconnect.factor ** (attempt - 1), reconnect.max_delay)
        self._capture.add_note(
            "reconnect",
            f"Attempt {attempt} to reconnect follows in {delay:g} s.",
            connection_id=self.connection_id,
        )
        loop = asyncio.get_running_loop()
        until = loop.time() + delay
        while (left := until - loop.time()) > 0:
            self._emit(Reconnecting(attempt, left))
            await asyncio.sleep(min(1.0, left))

    def _act(self, action: Callable[[AskingConnection], None]) -> None:
        connection = self._connection
        if connection is None or self.state is not State.OPEN:
            raise self._not_open()
        try:
            action(connection)
        except InvalidState as error:
            raise self._not_open() from error
        except (ProtocolError, ConcurrencyError) as error:
            raise SessionError(f"This cannot be sent: {error}.") from error

    def _not_open(self) -> SessionError:
        return SessionError(f"The connection is {self.state}, and this needs an OPEN one: connect first.")

    def _message(self, opcode: int, payload: bytes) -> None:
        self._emit(MessageReceived(opcode == Opcode.TEXT, payload))

    def _pong(self, payload: bytes) -> None:
        sent = self._pings.pop(payload, None)
        if sent is not None:
            # 5.5.3: a pong may answer only the most recent ping; the ones before are answered with it.
            self._pings = {key: at for key, at in self._pings.items() if at > sent}
            self._emit(RoundTrip(time.perf_counter() - sent))

    def _to(self, state: State) -> None:
        if state is self.state:
            return
        if state not in _TRANSITIONS[self.state]:
            raise AssertionError(f"{self.state} must not become {state}")
        self.state = state
        if state is not State.OPEN:
            self.stop_repeat()
        self._emit(StateChanged(state))


def _utf8(text: str, what: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise SessionError(
            f"The {what} holds a lone surrogate at character {error.start}, which UTF-8 cannot carry: "
            "remove it."
        ) from error


def _check_control(payload: bytes) -> None:
    if len(payload) > 125:
        raise SessionError(f"A control frame carries at most 125 bytes, not {len(payload)}: shorten it.")


def _for_target(options: ConnectOptions, target: str) -> ConnectOptions:
    """Go on to a redirect's target; credentials stay with the origin they are for."""
    old, new = urlsplit(options.url), urlsplit(target)
    if (old.scheme, old.hostname, old.port) == (new.scheme, new.hostname, new.port):
        return replace(options, url=target)
    headers = tuple((name, value) for name, value in options.headers if name.lower() not in CREDENTIALS)
    return replace(options, url=target, headers=headers, basic_auth=None, bearer_token=None)


def _ending_words(connection: AskingConnection, code: int, reason: str, by: str) -> str:
    """Say how a connection ended that was not closed cleanly."""
    sent = connection.protocol.close_sent
    if sent is not None and connection.protocol.close_rcvd is None and by == "local":
        told = f"The connection was failed with {code}" + (f": {reason}." if reason else ".")
        return told if code not in (1000, 1001) else "The other endpoint did not answer the close frame."
    if by == "local":
        return "The connection was aborted."
    if connection.protocol.close_rcvd is not None:
        return f"The other endpoint closed with {code}, and the answer could not be sent."
    return "The other endpoint dropped the TCP connection without a close frame."
