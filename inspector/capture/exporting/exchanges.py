"""Which response answers which request of long-polling: several may be under way at once."""

from __future__ import annotations

from typing import NamedTuple

from inspector.capture.rows import FrameTuple
from inspector.wire.records import Direction, Role

_POSTED = b"ok"
"""What Engine.IO answers to a POST; a GET is answered with packets, which begin with a digit."""


class HttpMessage(NamedTuple):
    """A request or response, as its row has it."""

    time_ns: int
    head: bytes
    body: bytes
    wire_length: int

    @classmethod
    def of(cls, row: FrameTuple, head: bytes) -> HttpMessage:
        """Take it of its row and its head."""
        return cls(row[2], head, row[7], row[6])


class Exchanges:
    """Pairs the HTTP messages of one connection.

    A capture keeps them in the order of their time, not of their TCP connections: a GET waits for news
    while POSTs are answered.
    """

    def __init__(self, role: str) -> None:
        self._asks = Direction.RECEIVED if role == Role.SERVER else Direction.SENT
        self._waiting: list[HttpMessage] = []

    def is_request(self, row: FrameTuple) -> bool:
        """Tell whether a row goes from the client to the server."""
        return row[3] == self._asks

    def ask(self, request: HttpMessage) -> None:
        """Keep a request until it is answered."""
        self._waiting.append(request)

    def answer(self, response: HttpMessage) -> HttpMessage | None:
        """Give the request that is answered by this; None when it is not known."""
        posted = response.body == _POSTED
        fitting = [one for one in self._waiting if one.head.startswith(b"POST ") == posted]
        request = next(iter(fitting or self._waiting), None)
        if request is not None:
            self._waiting = [one for one in self._waiting if one is not request]
        return request

    def rest(self) -> list[HttpMessage]:
        """Give the requests that nobody answered."""
        return self._waiting
