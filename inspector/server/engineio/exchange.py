"""One HTTP request of long-polling and its response, read and written by h11 (RFC 9112)."""

from __future__ import annotations

import asyncio
import email.utils
import http
from collections.abc import Callable, Iterable
from typing import Protocol

import h11

from inspector.server.engineio.errors import Refusal

MAX_HEAD = 65_536
JSON = "application/json"


class BadRequestError(Exception):
    """What arrived is not HTTP; the text is one sentence for the person."""


class Exchange:
    """A request whose head has come; its body may still be on the way.

    `on_lost` is called when the client has gone before it was answered.
    """

    def __init__(
        self,
        transport: asyncio.Transport,
        head: bytes,
        body_limit: int,
        on_answered: Callable[[Exchange], None],
    ) -> None:
        """Read the head; raises `BadRequestError`."""
        self.transport = transport
        self._on_answered = on_answered
        self.head = head
        """The request head as it was on the wire."""
        self.body = bytearray()
        self.wire_length = 0
        """How many bytes the body took on the wire."""
        self.complete = self.answered = False
        self.on_lost: Callable[[], None] | None = None
        self._on_complete: Callable[[], None] | None = None
        self._on_too_large: Callable[[], None] | None = None
        self.record: Record | None = None
        self.more_headers: list[tuple[str, str]] = []
        self._limit = body_limit
        self._h11 = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD)
        self._h11.receive_data(head)
        request = self._event()
        assert isinstance(request, h11.Request)
        self.method = request.method.decode()
        self.path, _, self.query = request.target.decode("latin-1").partition("?")
        self.headers = [(name.decode(), value.decode("latin-1")) for name, value in request.headers]
        self.too_large = self._announced() > body_limit
        if self._h11.they_are_waiting_for_100_continue and not self.too_large:
            transport.write(self._bytes(h11.InformationalResponse(status_code=100, headers=[])))

    @property
    def keeps_alive(self) -> bool:
        """The connection goes on after this exchange."""
        return self._h11.our_state is h11.DONE and self.complete

    def all(self, name: str) -> list[str]:
        """Give every value of a header; `name` in lower case."""
        return [value for key, value in self.headers if key == name]

    def get(self, name: str) -> str | None:
        """Give the first value of a header; `name` in lower case."""
        return next(iter(self.all(name)), None)

    def feed(self, data: bytes) -> bytes:
        """Take bytes of the body, and give those that follow it; raises `BadRequestError`."""
        if data:
            self._h11.receive_data(data)
        self.wire_length += len(data)
        rest = b""
        while not self.complete:
            event = self._event()
            if isinstance(event, h11.Data):
                self._take(event.data)
            elif isinstance(event, h11.EndOfMessage):
                self.complete = True
                rest = self._h11.trailing_data[0]
                self.wire_length -= len(rest)
            else:
                break
        self._tell()
        return rest

    def when_whole(self, then: Callable[[], None], too_large: Callable[[], None]) -> None:
        """Call `then` when the body has come, now or later; `too_large` as soon as it is over the limit."""
        self._on_complete, self._on_too_large = then, too_large
        self._tell()

    def lost(self) -> None:
        """Hear that the client has gone."""
        on_lost, self.on_lost = self.on_lost, None
        self._on_complete = self._on_too_large = None
        if on_lost is not None and not self.answered:
            on_lost()

    def _tell(self) -> None:
        """Tell once that the body is whole, or too large."""
        if self.too_large or self.complete:
            heard = self._on_too_large if self.too_large else self._on_complete
            self._on_complete = self._on_too_large = None
            if heard is not None:
                heard()

    def refuse(self, refusal: Refusal, message: str = "") -> None:
        """Answer with an error as the reference server words it."""
        self.respond(refusal.status, refusal.body(message), JSON)

    def respond(
        self, status: int, body: bytes, content_type: str, headers: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Answer; a second answer is not sent, nor one to a client that has gone."""
        if self.answered or self.transport.is_closing():
            return
        self.answered = True
        sent = b"" if self.method == "HEAD" or status == 204 else body
        fields = self._head(status, body, content_type, headers)
        reason = http.HTTPStatus(status).phrase
        head = self._bytes(h11.Response(status_code=status, headers=fields, reason=reason))
        wire = head
        if sent:
            wire += self._bytes(h11.Data(data=sent))
        wire += self._bytes(h11.EndOfMessage())
        if self.record is not None:
            self.record.response(head, sent)
        self.transport.write(wire)
        self._on_answered(self)

    def _head(
        self, status: int, body: bytes, content_type: str, headers: Iterable[tuple[str, str]]
    ) -> list[tuple[str, str]]:
        fields = [("Date", email.utils.formatdate(usegmt=True)), ("Server", "WebSocket-Inspector")]
        if status != 204:
            fields += [("Content-Type", content_type), ("Content-Length", str(len(body)))]
        if not self.complete:
            # What is left of the body is not waited for.
            fields.append(("Connection", "close"))
        return [
            *fields,
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
            *self.more_headers,
            *headers,
        ]

    def _announced(self) -> int:
        length = self.get("content-length")
        return int(length) if length is not None else 0

    def _take(self, data: bytes) -> None:
        if len(self.body) + len(data) > self._limit:
            self.too_large = True
        if not self.too_large:
            self.body += data

    def _event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        try:
            return self._h11.next_event()
        except h11.RemoteProtocolError as error:
            raise BadRequestError(f"The HTTP request cannot be read: {error}.") from error

    def _bytes(self, event: h11.Event) -> bytes:
        return self._h11.send(event) or b""


class Record(Protocol):
    """Where an exchange is recorded."""

    def request(self, exchange: Exchange) -> None:
        """Keep the request, whole."""
        ...

    def response(self, head: bytes, body: bytes) -> None:
        """Keep the response."""
        ...
