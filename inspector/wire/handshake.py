"""The opening handshake: what the RFC says of its heads (RFC 6455 §4)."""

from __future__ import annotations

import base64
import binascii
import hashlib

from inspector.wire.extensions import check_extensions
from inspector.wire.http_head import Head
from inspector.wire.records import Finding
from inspector.wire.statuses import explain_status

# RFC 6455 §1.3: the value that proves the server understood the handshake.
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def accept_value(key: str) -> str:
    """Compute the `Sec-WebSocket-Accept` that answers a `Sec-WebSocket-Key` (RFC 6455 §4.2.2)."""
    digest = hashlib.sha1(key.strip().encode("latin-1") + _GUID, usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()


def check_request_head(request: Head) -> list[Finding]:
    """Judge what a client sent (RFC 6455 §4.1)."""
    return [
        _request_line(request),
        _finding(
            len(request.all("Host")) == 1,
            "Host",
            "RFC 6455 §4.1",
            "One Host header names the server.",
            "The request needs exactly one Host header.",
        ),
        _names(request, "Upgrade", "websocket", "RFC 6455 §4.1"),
        _names(request, "Connection", "Upgrade", "RFC 6455 §4.1"),
        _finding(
            request.get("Sec-WebSocket-Version") == "13",
            "version",
            "RFC 6455 §4.1",
            "Sec-WebSocket-Version is 13.",
            f"Sec-WebSocket-Version must be 13, not {request.get('Sec-WebSocket-Version') or 'missing'}.",
        ),
        _key(request),
        *_offered_subprotocols(request),
        *check_extensions(request.get("Sec-WebSocket-Extensions"), None),
    ]


def check_response_head(request: Head, response: Head) -> list[Finding]:
    """Judge what a server answered to a request (RFC 6455 §4.2.2)."""
    if response.status != 101:
        return [Finding(False, "status", "RFC 6455 §4.1", explain_status(response.status, response))]
    key = request.get("Sec-WebSocket-Key") or ""
    accept, expected = response.all("Sec-WebSocket-Accept"), accept_value(key)
    return [
        Finding(True, "status", "RFC 6455 §4.2.2", "101: the server switches protocols."),
        _names(response, "Upgrade", "websocket", "RFC 6455 §4.2.2"),
        _names(response, "Connection", "Upgrade", "RFC 6455 §4.2.2"),
        _finding(
            accept == [expected],
            "Sec-WebSocket-Accept",
            "RFC 6455 §4.2.2",
            "Sec-WebSocket-Accept proves that the server read the key.",
            f"Sec-WebSocket-Accept is {', '.join(accept) or 'missing'}; the key asks for {expected}.",
        ),
        _selected_subprotocol(request, response),
        *check_extensions(
            request.get("Sec-WebSocket-Extensions"), response.get("Sec-WebSocket-Extensions") or ""
        ),
    ]


def _request_line(request: Head) -> Finding:
    words = request.start_line.split(" ")
    good = len(words) == 3 and words[0] == "GET" and words[2] in ("HTTP/1.1", "HTTP/1.2")
    return _finding(
        good,
        "request line",
        "RFC 6455 §4.1",
        "GET with HTTP/1.1.",
        f"The request line must be GET with at least HTTP/1.1, not {request.start_line[:80]!r}.",
    )


def _names(head: Head, header: str, token: str, section: str) -> Finding:
    """Judge a header that must have a token among its elements, in any case."""
    value = head.get(header) or "missing"
    return _finding(
        token.lower() in [element.lower() for element in head.tokens(header)],
        header,
        section,
        f"{header} contains {token}.",
        f"{header} must contain {token}; it is {value}.",
    )


def _key(request: Head) -> Finding:
    keys = request.all("Sec-WebSocket-Key")
    try:
        size = len(base64.b64decode(keys[0], validate=True)) if len(keys) == 1 else -1
    except (binascii.Error, ValueError):
        size = -1
    if len(keys) != 1:
        bad = f"The request needs exactly one Sec-WebSocket-Key; it has {len(keys)}."
    elif size < 0:
        bad = f"Sec-WebSocket-Key is not base64: {keys[0][:80]}."
    else:
        bad = f"Sec-WebSocket-Key decodes to {size} bytes; it must be 16."
    return _finding(size == 16, "key", "RFC 6455 §4.1", "Sec-WebSocket-Key is 16 bytes in base64.", bad)


def _offered_subprotocols(request: Head) -> list[Finding]:
    offered = request.tokens("Sec-WebSocket-Protocol")
    if not offered:
        return []
    twice = sorted({name for name in offered if offered.count(name) > 1})
    return [
        _finding(
            not twice,
            "subprotocols",
            "RFC 6455 §4.1",
            f"Offered: {', '.join(offered)}.",
            f"Offered more than once: {', '.join(twice)}.",
        )
    ]


def _selected_subprotocol(request: Head, response: Head) -> Finding:
    offered = request.tokens("Sec-WebSocket-Protocol")
    selected = response.tokens("Sec-WebSocket-Protocol")
    section = "RFC 6455 §4.2.2"
    if not selected:
        told = "None offered, none selected." if not offered else "The server selected none of those offered."
        return Finding(True, "subprotocol", section, told)
    if len(selected) > 1:
        return Finding(False, "subprotocol", section, f"Only one may be selected, not {', '.join(selected)}.")
    return _finding(
        selected[0] in offered,
        "subprotocol",
        section,
        f"{selected[0]} is one of those offered.",
        f"{selected[0]} was not offered (offered: {', '.join(offered) or 'none'}).",
    )


def _finding(ok: bool, name: str, section: str, good: str, bad: str) -> Finding:
    return Finding(ok, name, section, good if ok else bad)
