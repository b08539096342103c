"""One TCP connection of HTTP/1.1, kept alive from exchange to exchange; h11 judges, we see every byte."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import h11

from inspector.session.socketio.content import decode_content, too_large
from inspector.session.socketio.http_faults import HttpError
from inspector.wire.http_head import Head, HeadReader, parse_head

_CHUNK = 64 * 1024


@dataclass(slots=True)
class Received:
    """A response as far as it came."""

    head: bytes = b""
    """Start line and headers, byte for byte."""
    body: bytes = b""
    """After content-decoding; as on the wire where that failed."""
    wire_length: int = 0
    """Bytes of the body on the wire, the lines between chunks included."""
    time_ns: int = 0

    @property
    def parsed(self) -> Head:
        """The head, readable."""
        return parse_head(self.head)

    @property
    def status(self) -> int:
        """The status code; 0 when there is none."""
        return self.parsed.status or 0


class HttpStream:
    """Exchanges one request for one response at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: int | None) -> None:
        self._reader = reader
        self._writer = writer
        self._limit = limit
        self._http = h11.Connection(h11.CLIENT)
        self.used = False
        """It has carried an exchange before."""

    @property
    def alive(self) -> bool:
        """It can carry another exchange."""
        return (
            self._http.our_state is h11.IDLE and not self._reader.at_eof() and not self._writer.is_closing()
        )

    @property
    def buffered_amount(self) -> int:
        """Bytes that have not been handed to the network."""
        return self._writer.transport.get_write_buffer_size()

    def request_head(self, method: str, target: str, headers: list[tuple[str, str]]) -> bytes:
        """Give the head of the next request as it goes out; raises `HttpError` for one that cannot."""
        try:
            named = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            head = self._http.send(h11.Request(method=method, target=target, headers=named))
        except (h11.LocalProtocolError, UnicodeEncodeError) as error:
            raise HttpError(f"This request cannot be sent: {error}.", "Correct the headers.") from error
        assert head is not None
        return head

    def write(self, head: bytes, body: bytes | None) -> None:
        """Write a request."""
        if body:
            self._http.send(h11.Data(body))
        self._http.send(h11.EndOfMessage())
        self._writer.write(head + (body or b""))

    async def receive(self, received: Received) -> None:
        """Read the response into `received`, whose parts stand as far as they came when this raises.

        Raises `HttpError`, or the `OSError` of the network.
        """
        await self._receive_head(received)
        await self._receive_body(received)
        coding = ",".join(received.parsed.all("Content-Encoding"))
        if coding and received.body:
            received.body = decode_content(received.body, coding, self._limit)
        self.used = True
        done = self._http.our_state is h11.DONE and self._http.their_state is h11.DONE
        if done and not self._http.trailing_data[0]:
            self._http.start_next_cycle()
        else:
            self.close()

    async def _receive_head(self, received: Received) -> None:
        """Read heads until one is final (RFC 9110 §15.2: any number of 1xx come before it)."""
        rest = b""
        while True:
            reader = HeadReader()
            event: object = h11.NEED_DATA
            while event is h11.NEED_DATA:
                data = rest or await self._read(received)
                used = reader.feed(data)
                rest, received.head = data[used:], bytes(reader.head)
                if not data:
                    raise _ended(received.head)
                self._feed(data[:used])
                event = self._next()
            if not reader.complete:
                raise _not_http("the lines of its head end without CR")
            if isinstance(event, h11.Response):
                received.wire_length = len(rest)
                if rest:
                    self._feed(rest)
                return

    async def _receive_body(self, received: Received) -> None:
        parts: list[bytes] = []
        size = 0
        try:
            while not isinstance(event := self._next(), h11.EndOfMessage):
                if isinstance(event, h11.Data):
                    parts.append(bytes(event.data))
                    size += len(event.data)
                    if self._limit is not None and size > self._limit:
                        raise too_large(self._limit)
                else:
                    data = await self._read(received)
                    received.wire_length += len(data)
                    self._feed(data)
        finally:
            received.body = b"".join(parts)
        received.wire_length -= len(self._http.trailing_data[0])

    async def _read(self, received: Received) -> bytes:
        data = await self._reader.read(_CHUNK)
        received.time_ns = time.time_ns()
        return data

    def _feed(self, data: bytes) -> None:
        try:
            self._http.receive_data(data)
        except RuntimeError as error:
            raise _not_http("bytes follow its end") from error

    def _next(self) -> object:
        try:
            return self._http.next_event()
        except h11.RemoteProtocolError as error:
            raise _not_http(str(error)) from error

    def close(self) -> None:
        """Close it."""
        self._writer.close()

    def abort(self) -> None:
        """Drop it."""
        self._writer.transport.abort()


def _ended(head: bytes) -> HttpError:
    if not head:
        what = "The server closed the connection before it answered a request."
        return HttpError(what, "Its log may say why.", unanswered=True)
    what = f"The server closed the connection in the middle of a response head, after {len(head)} bytes."
    return HttpError(what, "Its log may say why.")


def _not_http(why: str) -> HttpError:
    return HttpError(
        f"The server's response is not valid HTTP/1.1: {why.rstrip('.')}.",
        "Another service may listen on this port, or it wants another scheme.",
    )
