"""Why a server's answer does not begin, or go on with, an Engine.IO session, and what to try."""

from __future__ import annotations

import json
from typing import Any

from inspector.session.events import Failed, Phase
from inspector.session.socketio.address import Address
from inspector.session.socketio.faults import shown
from inspector.wire.http_head import Head
from inspector.wire.statuses import explain_status

_MAX_SAID = 200
_LESS = "Send less at once, or raise the server's maxHttpBufferSize."


def refusal(address: Address, transport: str, head: Head, body: bytes, *, handshake: bool) -> Failed:
    """Say what an HTTP status that is none of Engine.IO's means; `handshake` for the first request."""
    phase = Phase.UPGRADE if handshake else Phase.OPEN
    status = head.status or 0
    error = _engine_error(body)
    if error is not None:
        return Failed(phase, *_of_engine(address, transport, error))
    if b"unsupported version" in body[:500]:
        # python-engineio says it in words of its own.
        return Failed(phase, *_other_version(address, f"{status}: {_said(body)}"))
    if status == 404:
        return Failed(
            phase,
            f"Nothing is at the path {address.path} of this server (404).",
            f"Is there a Socket.IO server at {address.path}? Check the path in the options.",
        )
    if 300 <= status < 400 and transport == "polling":
        target = head.get("Location")
        what = f"The server redirects the polling request to {target or 'no target'} ({status})."
        hint = "Turn on following redirects, or use the target for the URL."
        if not handshake:
            hint = "A session stays with its server once it has begun: use the target for the URL."
        return Failed(phase, what, hint)
    if status == 413:
        return Failed(phase, "The server refuses a request that is too large for it (413).", _LESS)
    said = explain_status(status, head, body).replace("a WebSocket server", "a Socket.IO server")
    return Failed(phase, f"The server refused the {transport} request with {said}", "")


def no_open_packet(transport: str, first: str | bytes, why: str = "") -> Failed:
    """Say that what came first is no OPEN packet."""
    if transport == "websocket":
        what = "The server speaks WebSocket, but not Engine.IO"
        hint = "Choose WebSocket for the kind of the connection, or check the path of the Socket.IO server."
    else:
        what = "The server answered the polling request, but not as Engine.IO does"
        hint = "Check the path in the options: another service may answer there."
    if first[:1] in ("0", b"0") and why:
        return Failed(Phase.UPGRADE, why, "The server's Engine.IO handshake is broken: correct the server.")
    began = f": its first packet reads {shown(first)}." if first else ": its first packet is empty."
    return Failed(Phase.UPGRADE, what + began, hint)


def no_payload(body: bytes, why: str) -> Failed:
    """Say that the first polling response cannot be taken apart into packets."""
    if body.startswith(b"0{"):
        what = "The server speaks Socket.IO 3 or 4 (Engine.IO v4): it puts no length before a packet."
        return Failed(Phase.UPGRADE, what, "Choose EIO 4 in the options.")
    return no_open_packet("polling", body, why)


def no_packet_at_all(seconds: float) -> Failed:
    """Say that a WebSocket opened and stayed silent."""
    return Failed(
        Phase.UPGRADE,
        f"The WebSocket is open, but no Engine.IO handshake came on it within {seconds:g} s.",
        "Choose WebSocket for the kind of the connection, or check the path of the Socket.IO server.",
    )


def closed_at_once(what: str) -> Failed:
    """Say that a WebSocket was closed before the OPEN packet."""
    return Failed(
        Phase.UPGRADE,
        f"The WebSocket was closed before an Engine.IO handshake came on it. {what}".strip(),
        "Check the path of the Socket.IO server; its log may say why.",
    )


def never_answered() -> Failed:
    """Say that the connection was closed while CONNECT waited for its answer."""
    return Failed(
        Phase.OPEN,
        "The server closed the connection before it answered CONNECT to a namespace.",
        "It may use a parser that only its own clients have, such as socket.io-msgpack-parser; "
        "its log may say why.",
    )


def too_large(limit: int | None) -> Failed:
    """Say what the close code 1009 means; `limit` is the server's maxPayload in bytes, where it told that."""
    told = f", which takes {limit} bytes at most (maxPayload)" if limit is not None else ""
    return Failed(Phase.OPEN, f"A message was too large for the server{told}: it closed with 1009.", _LESS)


def speaks_v3(told: str) -> Failed:
    """Say that the server is one of Socket.IO 2."""
    return Failed(
        Phase.OPEN, f"The server speaks Socket.IO 2 (Engine.IO v3): {told}.", "Choose EIO 3 in the options."
    )


_MESSAGES = (
    "Transport unknown",
    "Session ID unknown",
    "Bad handshake method",
    "Bad request",
    "Forbidden",
    "Unsupported protocol version",
)
"""The messages of Engine.IO, each at the place of its code."""


def _engine_error(body: bytes) -> dict[str, Any] | None:
    """Read the error that Engine.IO servers give as JSON, and over WebSocket as text."""
    text = body[:100].decode("utf-8", "replace").strip()
    if text in _MESSAGES:
        return {"code": _MESSAGES.index(text), "message": text}
    try:
        error = json.loads(body[:4096])
    except (ValueError, RecursionError):
        return None
    if not isinstance(error, dict) or type(error.get("code")) is not int:
        return None
    return error


def _of_engine(address: Address, transport: str, error: dict[str, Any]) -> tuple[str, str]:
    code = error["code"]
    said = f"code {code}, {str(error.get('message', ''))[:_MAX_SAID]!r}"
    match code:
        case 0:
            return (
                f"The server does not offer the transport {transport} ({said}).",
                "Choose another transport.",
            )
        case 1:
            return (
                f"The server does not know this session any more ({said}).",
                "It was restarted or gave the session up; with several servers, requests of one session must "
                "reach the same one.",
            )
        case 2:
            return f"The server expects another method for the handshake ({said}).", "Its log may say why."
        case 4:
            return (
                f"The server forbids the connection ({said}).",
                "Check Origin, query and credentials: the server decides that by itself.",
            )
        case 5:
            return _other_version(address, said)
    return f"The server finds the request malformed ({said}).", "Check query and headers."


def _other_version(address: Address, said: str) -> tuple[str, str]:
    if address.eio == 3:
        what = f"The server speaks Socket.IO 3 or 4 (Engine.IO v4), and not Engine.IO v3 ({said})."
        return what, "Choose EIO 4 in the options."
    return (
        f"The server speaks Socket.IO 2 (Engine.IO v3), and not Engine.IO v4 ({said}).",
        "Choose EIO 3 in the options.",
    )


def _said(body: bytes) -> str:
    return repr(body[:_MAX_SAID].decode("utf-8", "replace").strip().strip('"'))
