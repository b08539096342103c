"""The first packet of an Engine.IO session: its id, and the protocol version that it shows."""

from __future__ import annotations

import json
import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

_OPEN = re.compile(rb'\A(?:[0-9]{1,6}:)?(?:\x00[\x00-\x09]{1,6}\xff)?0(\{"?[^\x1e]*)', re.DOTALL)
_SID = re.compile(rb'"sid"\s*:\s*("(?:[^"\\]|\\.){1,200}")')
_LONGEST = 2_048


class OpenPacket(NamedTuple):
    """What the open packet tells."""

    sid: str
    eio: int | None
    """3 where the body is in version 3's form, 4 where a field says so; None where both are possible."""


class EngineIoAddress(NamedTuple):
    """What the URL of a WebSocket or of polling tells."""

    eio: int | None
    sid: str
    """Of the session that it goes on with; empty for a new one."""
    socketio: bool
    """The path is the one that Socket.IO uses."""


def read_open(payload: bytes) -> OpenPacket | None:
    """Read the beginning of a WebSocket message or a body; None when no open packet is there."""
    payload = payload[:_LONGEST]
    match = _OPEN.match(payload)
    sid = _SID.search(match[1]) if match else None
    if match is None or sid is None or b'"pingInterval"' not in match[1]:
        return None
    try:
        text = str(json.loads(sid[1]))
    except ValueError:
        return None
    announced = payload[:1] != b"0"
    # Version 4 added maxPayload to the packet; its first servers did not send it yet.
    return OpenPacket(text, 3 if announced else 4 if b'"maxPayload"' in match[1] else None)


def read_address(url: str) -> EngineIoAddress | None:
    """Read a URL; None when nothing in it speaks of Engine.IO."""
    try:
        parts = urlsplit(url)
        query = parse_qs(parts.query, max_num_fields=100)
    except ValueError:
        return None
    version = query.get("EIO", [""])[0]
    socketio = "/socket.io/" in f"{parts.path}/"
    if not socketio and not version:
        return None
    eio = int(version) if version in ("1", "2", "3", "4") else None
    return EngineIoAddress(eio, query.get("sid", [""])[0], socketio)
