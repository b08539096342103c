"""Engine.IO packets over WebSocket: each is one message on a tapped connection."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from websockets.exceptions import InvalidMessage, InvalidState, InvalidStatus

from inspector.capture.capture_writer import CaptureWriter
from inspector.session.connection import SessionConnection
from inspector.session.dial import Listeners
from inspector.session.endings import explain_ending
from inspector.session.events import Closed, Failed
from inspector.session.opening import OpeningError, open_connection
from inspector.session.options import ConnectOptions
from inspector.session.recorder import Recorder
from inspector.session.socketio.address import Address
from inspector.session.socketio.cookies import Cookies
from inspector.session.socketio.engine_packets import EnginePacket, encode
from inspector.session.socketio.faults import PacketError
from inspector.session.socketio.http_headers import typed_cookies
from inspector.session.socketio.refusals import closed_at_once, refusal
from inspector.session.socketio.transport import Ending, Hear
from inspector.session.tapped import OnPong
from inspector.wire.http_head import Head, parse_head
from inspector.wire.records import Finding, Opcode

_CLOSE_S = 1.0
"""How long a server that is none of Engine.IO has for its close frame."""


class WebSocket:
    """The transport ``websocket``; `hear` hears of packets from the end of `open` on."""

    name = "websocket"

    def __init__(
        self, options: ConnectOptions, address: Address, capture: CaptureWriter, cookies: Cookies, hear: Hear
    ) -> None:
        self.connection: SessionConnection | None = None
        self._options = options
        self._address = address
        self._capture = capture
        self._cookies = cookies
        self._hear = hear
        self._connection_id = 0
        self._begun_outside: Callable[[int], None] = lambda connection_id: None
        self._early: list[tuple[int, bytes]] = []
        self._hearing = b""
        self._closing = False

    async def open(
        self, sid: str | None, on_pong: OnPong, begun: Callable[[int], None] = lambda connection_id: None
    ) -> None:
        """Perform the opening handshake, for a session that is known or a new one; raises `OpeningError`.

        `begun` hears the id in the capture, before it is dialled.
        """
        self._begun_outside = begun
        more = {"sid": sid} if sid is not None else {}
        options = replace(
            self._options, url=self._address.url(self.name, **more), headers=self._headers_with_cookies()
        )
        try:
            self.connection = await open_connection(
                options, self._capture, Listeners(self._message, on_pong), self._begun
            )
        except OpeningError as error:
            raise self._explained(error) from error
        early, self._early = self._early, []
        for opcode, payload in early:
            self._message(opcode, payload)

    def closed_at_once(self, failed: Failed | None) -> Failed:
        """Say why the WebSocket was closed before an OPEN packet came on it."""
        began = self.connection.began if self.connection is not None else b""
        if began.startswith(b"HTTP/1."):
            # Node's server refuses a version in HTTP, after it has switched to WebSocket.
            head, _, body = began.partition(b"\r\n\r\n")
            return refusal(self._address, self.name, parse_head(head), body, handshake=True)
        return closed_at_once(failed.what if failed is not None else "")

    async def not_opened(self, failed: Failed) -> None:
        """Close, as no session of Engine.IO came of it, and keep why."""
        self.note("error", failed.what)
        self.close(1002, "")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_S):
                await self.wait_ended()
        self.abort()
        self._capture.update_connection(self._connection_id, error=f"{failed.what} {failed.hint}".strip())

    def _headers_with_cookies(self) -> tuple[tuple[str, str], ...]:
        cookies = self._cookies.header(self._address.path, typed_cookies(self._options))
        others = tuple(item for item in self._options.headers if item[0].lower() != "cookie")
        return (*others, ("Cookie", cookies)) if cookies else others

    def _explained(self, error: OpeningError) -> OpeningError:
        """Say it in terms of Socket.IO, where the server answered in HTTP."""
        cause = error.__cause__
        if isinstance(cause, InvalidMessage) and isinstance(cause.__cause__, EOFError):
            # Node's server hangs up on an upgrade at a path that is not its own.
            hint = f"Is there a Socket.IO server at {self._address.path}? Check path, headers and Origin."
            return OpeningError(replace(error.failed, hint=hint))
        if not isinstance(cause, InvalidStatus) or cause.response.status_code < 400:
            return error
        response = cause.response
        line = f"HTTP/1.1 {response.status_code} {response.reason_phrase}"
        head = Head(line, tuple(response.headers.raw_items()))
        failed = refusal(self._address, self.name, head, bytes(response.body or b""), handshake=True)
        self._capture.update_connection(self._connection_id, error=f"{failed.what} {failed.hint}".strip())
        return OpeningError(failed)

    def _begun(self, connection_id: int) -> None:
        self._connection_id = connection_id
        self._begun_outside(connection_id)

    def _message(self, opcode: int, payload: bytes) -> None:
        if self.connection is None:
            self._early.append((opcode, payload))  # it came together with the response head
            return
        self._hearing = payload
        self._hear(self, payload.decode("utf-8", "replace") if opcode == Opcode.TEXT else payload)

    # What the engine does with it.

    @property
    def connection_id(self) -> int:
        """The id of its connection in the capture."""
        return self._connection_id

    @property
    def buffered_amount(self) -> int:
        """Bytes that were sent but have not been handed to the network."""
        return self.connection.buffered_amount if self.connection is not None else 0

    @property
    def held(self) -> bool:
        """Nothing is read for now, as the capture has no room."""
        return self.connection is not None and self.connection.reading_held

    def send(self, packets: Sequence[EnginePacket]) -> None:
        """Send packets in order; what is sent after the closing handshake began is lost, as on any wire."""
        for packet in packets:
            self.send_raw(encode(packet, self._address.eio))

    def send_raw(self, packet: str | bytes) -> None:
        """Send one message."""
        if self.connection is None or self.connection.closing.is_set():
            return
        try:
            if isinstance(packet, str):
                self.connection.send_text(packet.encode())
            else:
                self.connection.send_binary(packet)
        except InvalidState:
            # The other endpoint began the closing handshake a moment ago: the ending tells of it.
            return

    def note(self, kind: str, sentence: str, section: str = "") -> None:
        """Note something of this connection."""
        self._recorder.note(kind, sentence, section)

    def violation(self, error: PacketError) -> None:
        """Note what is wrong with the packet that is being heard, at its frame."""
        self._recorder.find(self._hearing, Finding(False, "packet", error.section, error.sentence))

    @property
    def _recorder(self) -> Recorder:
        assert self.connection is not None
        assert self.connection.recorder is not None
        return self.connection.recorder

    def close(self, code: int | None, reason: str) -> None:
        """Begin the closing handshake."""
        self._closing = True
        if self.connection is not None and not self.connection.closing.is_set():
            self.connection.send_close(code, reason)

    def closed_by_server(self) -> None:
        """Hear that the server sent the CLOSE packet: WebSocket's closing handshake follows."""
        self.close(1000, "")

    def fail(self, code: int, reason: str) -> None:
        """Fail the connection."""
        if self.connection is not None and not self.connection.closing.is_set():
            self.connection.fail(code, reason)

    def abort(self) -> None:
        """Drop the TCP connection."""
        if self.connection is not None:
            self.connection.abort()

    async def wait_ended(self) -> Ending:
        """Wait for the end of the connection, and tell how it came."""
        assert self.connection is not None
        await self.connection.wait_closed()
        code, reason, by = self.connection.ending()
        protocol = self.connection.protocol
        clean = protocol.close_rcvd is not None and protocol.close_sent is not None
        failed = explain_ending(self.connection, asked_for=self._closing)
        if failed is not None and not self._closing:
            self._capture.update_connection(self._connection_id, error=failed.what)
        return Ending(Closed(code, reason, clean=clean, by=by), failed)
