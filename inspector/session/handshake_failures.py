"""What is wrong with a server's response to the opening handshake, in words."""

from __future__ import annotations

from websockets.exceptions import (
    HeaderLineTooLong,
    InvalidHandshake,
    InvalidHeader,
    InvalidMessage,
    InvalidStatus,
    NegotiationError,
    StatusLineTooLong,
    TooManyHeaders,
)

from inspector.session.connection import SessionConnection
from inspector.session.events import Failed, Phase
from inspector.wire.handshake import check_response_head
from inspector.wire.http_head import Head
from inspector.wire.statuses import explain_status

_SEE = "The handshake tab shows both heads and what is wrong."
_SWITCHING = 101


def explain_handshake(error: InvalidHandshake, connection: SessionConnection | None) -> Failed:
    """Say why a response is not the one that opens a connection (RFC 6455 §4.1)."""
    return Failed(Phase.UPGRADE, *_words(error, connection))


def rejection(connection: SessionConnection | None) -> str:
    """Explain a response head whose status is not 101, though its body never ended; empty without one."""
    head = connection.response_head if connection is not None else None
    if head is None or head.status in (None, _SWITCHING):
        return ""
    return explain_status(head.status, head)


def _words(error: InvalidHandshake, connection: SessionConnection | None) -> tuple[str, str]:
    match error:
        case InvalidStatus():
            response = error.response
            line = f"HTTP/1.1 {response.status_code} {response.reason_phrase}"
            head = Head(line, tuple(response.headers.raw_items()))
            return explain_status(response.status_code, head, bytes(response.body or b"")), ""
        case StatusLineTooLong():
            return _too_large(error)
        case NegotiationError():
            return f"The server's response does not fit what was offered: {_unfit(error, connection)}", _SEE
        case InvalidHeader():
            return f"The server's response does not open a WebSocket: {error}.", _SEE
        case InvalidMessage():
            return _message(error, connection)
    return f"The opening handshake failed: {error}.", _SEE


def _unfit(error: NegotiationError, connection: SessionConnection | None) -> str:
    """Say what the response selects that it must not, in the words of the notes on it."""
    head = connection.response_head if connection is not None else None
    if connection is None or connection.request is None or head is None:
        return f"{error}."
    request = Head("", tuple(connection.request.headers.raw_items()))
    wrong = [finding.sentence for finding in check_response_head(request, head) if not finding.ok]
    return wrong[0] if wrong else f"{error}."


def _message(error: InvalidMessage, connection: SessionConnection | None) -> tuple[str, str]:
    rejected = rejection(connection)
    if rejected:
        return rejected, ""
    cause = error.__cause__ or error
    arrived = connection.head_size if connection is not None else 0
    if isinstance(cause, EOFError) and not arrived:
        what = "The server closed the connection before it answered the opening handshake."
        return what, "Check path, headers and Origin, or choose the kind Socket.IO if it speaks that."
    bad = connection.bad_line_ends if connection is not None else []
    if bad:
        return bad[0].sentence, "Servers end each line with CRLF (RFC 9112 §2.2): correct the server."
    if isinstance(cause, EOFError):
        what = f"The server closed the connection in the middle of its response head, after {arrived} bytes."
        return what, "Its log may say why; the handshake tab shows what came."
    if isinstance(cause, TooManyHeaders | HeaderLineTooLong):
        return _too_large(cause)
    return (
        f"The server's response is not HTTP/1.1: {cause}.",
        "Another service may listen on this port, or it wants wss://.",
    )


def _too_large(error: Exception) -> tuple[str, str]:
    return (
        f"The server's response head is larger than a client accepts: {error}.",
        "A head has at most 128 headers and 8 KiB in each line: correct the server.",
    )
