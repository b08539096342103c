"""One connection to the local server, tapped into the capture like those of the client."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from websockets.asyncio.server import Server, ServerConnection
from websockets.frames import Close
from websockets.protocol import CLOSING, CONNECTING, OPEN
from websockets.server import ServerProtocol

from inspector.capture.capture_writer import CaptureWriter
from inspector.server.responses import text_response
from inspector.session.endings import failed_with
from inspector.session.recorder import Recorder
from inspector.session.tapped import Tapped
from inspector.wire.http_head import Head, check_line_ends, parse_head

if TYPE_CHECKING:
    from inspector.server.behaviour import Behaviour
    from inspector.server.local_server import LocalServer

HEAD_TIMEOUT = 10.0
"""Seconds in which a request head has to arrive."""
_UNREADABLE = (
    "This is not an HTTP request that the server can read (RFC 9112 §3): <method> <path> HTTP/1.1, then one "
    "header a line, then a blank line; each line ends with CRLF."
)
EARLY_LIMIT = 65_536
"""Bytes taken before the handshake is answered; a hasty client then has to wait."""


class ServedConnection(Tapped, ServerConnection):
    """A server's connection that opens its record with the request head, and knows its endpoint."""

    def __init__(
        self, protocol: ServerProtocol, server: Server, *, local: LocalServer, **kwargs: Any
    ) -> None:
        super().__init__(protocol, server, **kwargs)
        self.local = local
        self.behaviour: Behaviour | None = None
        self._head_timer: asyncio.TimerHandle | None = None
        self._told_unreadable = False

    @property
    def is_open(self) -> bool:
        """The state is OPEN, so messages can be sent."""
        return self.protocol.state is OPEN

    @property
    def is_connecting(self) -> bool:
        """The opening handshake is not yet answered with 101."""
        return self.protocol.state is CONNECTING

    def hold_reading(self, why: str) -> None:
        """Stop reading for a reason of the endpoint's."""
        self._hold(why)

    def resume_reading(self, why: str) -> None:
        """Read on, unless something else holds it."""
        self._release(why)

    def close_was_written(self, code: int) -> None:
        """Tell the library of a close frame written raw; it would send a second one otherwise."""
        self.protocol.close_sent = Close(code, "")
        self.protocol.state = CLOSING
        self._sent()

    async def pause(self, seconds: float) -> bool:
        """Wait so long, or less when the connection ends; tell whether it is still OPEN."""
        try:
            async with asyncio.timeout(seconds):
                await self.wait_closed()
        except TimeoutError:
            pass
        return self.is_open

    # What the event loop and the tap tell.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, and give the request head its time."""
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(HEAD_TIMEOUT, self.abort)
        self.local.arrived(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """End, and leave the server's count."""
        self._head_is_due_no_more()
        if self.request is None:
            self._record_unread_head(bytes(self._head_reader.head))
        super().connection_lost(exc)
        self._record_failure()
        self.local.left(self)

    def data_received(self, data: bytes) -> None:
        """Take bytes; before the handshake is answered no more than a few."""
        super().data_received(data)
        if not self._open and len(self._early) > EARLY_LIMIT:
            self.hold_reading("early")

    def send_data(self) -> None:
        """Write what the library wants written; to what it cannot read it would only end the stream."""
        unreadable = self.request is None and self.protocol.handshake_exc is not None
        if unreadable and not self._told_unreadable and not any(self.protocol.writes):
            self._told_unreadable = True
            self.transport.write(text_response(400, _UNREADABLE).serialize())
        super().send_data()

    def request_arrived(self, head: bytes) -> None:
        """Open the record, when the request asks for a WebSocket."""
        self._head_is_due_no_more()
        self._open_record(head)

    def _open_record(self, head: bytes) -> None:
        parsed = parse_head(head)
        if not self.local.front.is_recorded(parsed):
            return
        capture = self.local.capture
        connection_id = capture.open_connection(
            self.local.front.url_of(parsed), role="server", peer=shown_address(self.remote_address)
        )
        self.recorder = Recorder(capture, connection_id)
        self.recorder.request_head(head, check=True)
        self._record_tls(capture, connection_id)

    def refused(self, status: int, sentence: str) -> None:
        """Keep why the handshake was not answered with 101."""
        if self.recorder is not None:
            self.recorder.capture.update_connection(
                self.recorder.connection_id, error=f"Answered with HTTP {status}: {sentence}"
            )

    def _record_tls(self, capture: CaptureWriter, connection_id: int) -> None:
        told = tls_facts(self.transport, self.local.chain)
        if told is not None:
            capture.update_connection(connection_id, tls=told)

    def _record_failure(self) -> None:
        """Keep why this end failed the connection, as a session does."""
        if self.recorder is not None and self.failed_with is not None:
            self.recorder.capture.update_connection(
                self.recorder.connection_id, error=failed_with(self.failed_with)
            )

    def _record_unread_head(self, head: bytes) -> None:
        """Keep the beginning of a handshake that never became one."""
        if self.recorder is None:
            self._open_record(head)
            if self.recorder is not None and not check_line_ends("request", head):
                self.recorder.note(
                    "violation",
                    f"The request head has no end that the server accepts; {len(head)} bytes of it came.",
                    "RFC 6455 §4.1",
                )

    def _head_is_due_no_more(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


def wants_websocket(head: Head) -> bool:
    """Tell whether a request asks for a WebSocket, however badly."""
    return bool(head.all("Upgrade") or head.all("Sec-WebSocket-Key") or head.all("Sec-WebSocket-Version"))


def tls_facts(transport: asyncio.BaseTransport, chain: list[str]) -> str | None:
    """Give what a capture keeps of a connection's TLS, as JSON; None without TLS."""
    tls = transport.get_extra_info("ssl_object")
    if tls is None:
        return None
    # A server that asks for no client certificate verifies nobody, so that is neither true nor false.
    told = {"version": tls.version(), "cipher": tls.cipher()[0], "verified": None}
    return json.dumps(told | {"alpn": tls.selected_alpn_protocol(), "chain": chain})


def shown_address(address: Any) -> str:
    """Write a socket's address as in a URL."""
    if not isinstance(address, tuple):
        return str(address)
    host, port = address[0], address[1]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
