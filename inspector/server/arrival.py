"""A TCP connection before it is known what for: WebSocket and the page go to the library, polling stays here.

The library reads one GET without a body and answers once. Long-polling needs POST, bodies, and many
requests on one connection, each perhaps waiting for minutes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from websockets.server import ServerProtocol

from inspector.server.connection import ServedConnection, shown_address
from inspector.server.engineio.exchange import BadRequestError, Exchange
from inspector.server.polling_dispatch import dispatch
from inspector.server.responses import text_response
from inspector.wire.http_head import parse_head

if TYPE_CHECKING:
    from inspector.server.local_server import LocalServer

HEAD_TIMEOUT = 10.0
"""Seconds in which a request has to arrive once its first byte is there, and the first of a connection."""
BODY_TIMEOUT = 30.0
"""Seconds for the body of a POST."""
KEEP_ALIVE = 65.0
"""Seconds that a connection may wait for its next request."""
LINGER = 2.0
"""Seconds in which a client may read why the rest of its request is not wanted."""
_LONGEST_LINE = 8192
_MOST_BUFFERED = 65_536
_TOKEN = frozenset(b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
"""RFC 9110 §5.6.2: what the name of a method is made of."""
_NOT_HTTP = "This is not an HTTP request; the server speaks HTTP and WebSocket at this port."
_BLANK_LINE = b"\r\n\r\n"


class Arrival(asyncio.Protocol):
    """Reads request heads; answers those of long-polling, and hands the connection over for any other."""

    def __init__(
        self, local: LocalServer, protocol: ServerProtocol, make_connection: Callable[[], ServedConnection]
    ) -> None:
        self.local = local
        self.protocol = protocol
        """The library's own half, which it looks for here."""
        self.connection: ServedConnection | None = None
        """Who has the connection, once it is handed over."""
        self._make_connection = make_connection
        self._buffer = b""
        self._exchange: Exchange | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._held: set[str] = set()
        self._deaf = False
        self.lost = asyncio.get_running_loop().create_future()
        """Done when the connection is gone, or another protocol has it."""

    def abort(self) -> None:
        """Drop the connection."""
        self.transport.abort()

    def close(self) -> None:
        """Close the connection when what was written has gone out."""
        self.transport.close()

    # What the event loop tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, and give the first request its time."""
        self.transport = cast(asyncio.Transport, transport)
        self._time(HEAD_TIMEOUT)
        self.local.arrivals.add(self)

    def data_received(self, data: bytes) -> None:
        """Take bytes of a request, or of what comes after it."""
        if self._deaf:
            return
        if self._exchange is not None and not self._exchange.complete:
            data = self._feed(self._exchange, data)
        if self._exchange is None and not self._buffer:
            self._time(HEAD_TIMEOUT)
        self._buffer += data
        self._go_on()
        if len(self._buffer) > _MOST_BUFFERED:
            self.hold("buffer")

    def eof_received(self) -> bool:
        """Take the end; half a request goes to the library, which records what it was meant to be."""
        if self._exchange is None and self._buffer and not self._deaf:
            self._hand_over().eof_received()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the exchange that nobody waits for its answer."""
        self._leave()
        if self._exchange is not None:
            self._exchange.lost()

    def pause_writing(self) -> None:
        """Answer no more requests until the last answer is read."""
        self.hold("writing")

    def resume_writing(self) -> None:
        """Go on."""
        self.release("writing")

    # Reading is held back for reasons.

    def hold(self, why: str) -> None:
        """Stop reading for a reason."""
        if not self._held and not self.transport.is_closing():
            self.transport.pause_reading()
        self._held.add(why)

    def release(self, why: str) -> None:
        """Read on, unless something else holds it."""
        if why in self._held:
            self._held.discard(why)
            if not self._held and not self.transport.is_closing():
                self.transport.resume_reading()
                self._go_on()

    # One request after another.

    def _go_on(self) -> None:
        """Begin with the next request, when there is one and the last is answered."""
        while self._exchange is None and self._buffer and not self._held - {"buffer"} and not self._deaf:
            if not self._next():
                return

    def _next(self) -> bool:
        """Read the next head; False when it is not whole, or not for this protocol."""
        start = self._buffer.lstrip(b"\r\n")
        line, found, _ = start.partition(b"\r\n")
        if start and start[0] not in _TOKEN:
            return self._refuse(400, _NOT_HTTP)
        if b"\n" in line:
            self._hand_over()  # a bare LF, which no parser here takes: the library refuses it
            return False
        if not found and len(self._buffer) <= _LONGEST_LINE:
            return False
        words = line.split(b" ")
        engine = self.local.front.engine_at(words[1].decode("latin-1")) if len(words) > 1 else None
        if engine is None:
            self._hand_over()
            return False
        end = start.find(_BLANK_LINE)
        if end < 0:
            too_long = len(start) > _MOST_BUFFERED
            return self._refuse(431, "The request head is longer than 64 KiB.") if too_long else False
        head, self._buffer = start[: end + 4], start[end + 4 :]
        return self._begin(head)

    def _begin(self, head: bytes) -> bool:
        if any("websocket" in value.lower() for value in parse_head(head).all("Upgrade")):
            self._buffer = head + self._buffer
            self._hand_over()
            return False
        try:
            exchange = Exchange(self.transport, head, self.local.options.max_payload, self._answered)
        except BadRequestError as error:
            self._record_unread(head, str(error))
            return self._refuse(400, str(error))
        self._exchange = exchange
        self._time(BODY_TIMEOUT)
        self._buffer = self._feed(exchange, self._buffer)
        if not self._deaf:
            dispatch(self, exchange)
        return self._exchange is None

    def _feed(self, exchange: Exchange, data: bytes) -> bytes:
        try:
            return exchange.feed(data)
        except BadRequestError as error:
            exchange.lost()
            self._refuse(400, str(error))
            return b""

    def _answered(self, exchange: Exchange) -> None:
        """Hear that the exchange has its response."""
        self._exchange = None
        if not exchange.keeps_alive:
            self._linger(exchange.complete)
            return
        self._time(KEEP_ALIVE)
        # Later: the answer to a poll may come out of a POST that is not answered itself yet.
        loop = asyncio.get_running_loop()
        loop.call_soon(self.release, "buffer")
        loop.call_soon(self._go_on)

    def _linger(self, complete: bool) -> None:
        """Close; but a client that still sends has to be read, or it never sees the response."""
        self._deaf = True
        self._buffer = b""
        if complete:
            self.transport.close()
            return
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._time(LINGER)

    def _refuse(self, status: int, sentence: str) -> bool:
        """Answer what is no request to anything, and close."""
        self.transport.write(text_response(status, sentence).serialize())
        self._linger(complete=False)
        return False

    def _record_unread(self, head: bytes, sentence: str) -> None:
        """Keep a request of long-polling that cannot be read, as a connection by itself."""
        capture, read = self.local.capture, parse_head(head)
        path, _, query = read.start_line.split(" ")[1].partition("?")
        url = self.local.front.http_url_of(read.get("Host"), path, query)
        peer = shown_address(self.transport.get_extra_info("peername"))
        connection_id = capture.open_connection(url, role="server", peer=peer)
        capture.add_note("violation", sentence, section="RFC 9112", connection_id=connection_id)
        capture.update_connection(
            connection_id, request_head=head, closed_ns=time.time_ns(), closed_by="local", error=sentence
        )

    def _hand_over(self) -> ServedConnection:
        """Give the connection, and what it has sent, to the library."""
        self._leave()
        if self._held and not self.transport.is_closing():
            self.transport.resume_reading()
        connection = self.connection = self._make_connection()
        self.transport.set_protocol(connection)
        connection.connection_made(self.transport)
        data, self._buffer = self._buffer, b""
        if data:
            connection.data_received(data)
        return connection

    # Time.

    def _time(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._timed_out)

    def _timed_out(self) -> None:
        if self._exchange is not None and self._exchange.complete:
            # It waits for its answer: how long is the session's affair.
            return
        if self._buffer and self._exchange is None and not self._deaf:
            self._hand_over().abort()
        elif self._deaf:
            self.transport.close()
        else:
            self.transport.abort()

    def _leave(self) -> None:
        self.local.arrivals.discard(self)
        if self._timer is not None:
            self._timer.cancel()
        if not self.lost.done():
            self.lost.set_result(None)
