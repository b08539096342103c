"""Endpoints that end or refuse: /close and /reject."""

from __future__ import annotations

from websockets.http11 import Response

from inspector.server.behaviour import Behaviour
from inspector.server.connection import ServedConnection
from inspector.server.query import Query, QueryError
from inspector.server.responses import phrase, text_response
from inspector.wire.closecodes import close_code_name, describe_close, may_be_sent

_LONGEST_REASON = 123
"""RFC 6455 §5.5: a control frame carries at most 125 bytes, and the code takes two of them."""

_HEADERS: dict[int, tuple[tuple[str, str], ...]] = {
    401: (("WWW-Authenticate", 'Basic realm="WebSocket Inspector", charset="UTF-8"'),),
    405: (("Allow", "POST"),),
    407: (("Proxy-Authenticate", 'Basic realm="WebSocket Inspector"'),),
    426: (("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")),
    429: (("Retry-After", "1"),),
    503: (("Retry-After", "1"),),
}
"""What a response of that status has to say besides (RFC 9110 §10.2, §11.6, §15)."""
_REDIRECT = (("Location", "/echo"),)


class Close(Behaviour):
    """Opens, and closes at once with a given code."""

    def __init__(self, connection: ServedConnection, query: Query) -> None:
        super().__init__(connection, query)
        self._code = query.number("code", 1000, 0, 65_535)
        self._reason = query.text("reason")
        if not may_be_sent(self._code):
            raise QueryError(
                f"Close code {self._code} ({close_code_name(self._code)}) may not be on the wire: "
                f"{describe_close(self._code)} Take 1000–1003, 1007–1014 or 3000–4999 (RFC 6455 §7.4); "
                "/bad?what=close sends one that is forbidden."
            )
        size = len(self._reason.encode())
        if size > _LONGEST_REASON:
            raise QueryError(
                f"reason has {size} bytes in UTF-8; a close frame has room for {_LONGEST_REASON}."
            )

    async def run(self) -> None:
        """Begin the closing handshake."""
        self.connection.send_close(self._code, self._reason)


class Reject(Behaviour):
    """Answers the handshake with any other HTTP status."""

    answers_plain_http = True

    def __init__(self, connection: ServedConnection, query: Query) -> None:
        super().__init__(connection, query)
        self._status = query.number("status", 403, 200, 599)

    async def before_handshake(self) -> Response | None:
        """Answer with the status, and the headers that belong to it."""
        status = self._status
        headers = _REDIRECT if 300 <= status < 400 and status != 304 else _HEADERS.get(status, ())
        return text_response(status, f"{status} {phrase(status)}, as asked for.", headers)
