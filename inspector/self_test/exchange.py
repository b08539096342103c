"""Text and binary messages come back from the echo as they were sent, over ws."""

from __future__ import annotations

from inspector.self_test.peer import Peer
from inspector.self_test.place import Place
from inspector.session.options import Compression, ConnectOptions

TITLE = "messages over ws"
TEXT = "Grüße, 世界 🌍"
BINARY = bytes(range(256)) * 300
"""Longer than 65,535 bytes, so that the longest form of the length is used (RFC 6455 §5.2)."""


async def check(place: Place) -> str:
    """Echo a text and a binary message without compression."""
    options = ConnectOptions(f"{place.server.url}/echo", compression=Compression(enabled=False))
    async with Peer(options, place.capture) as peer:
        await peer.exchange(TEXT)
        await peer.exchange(BINARY)
    return f"text and {len(BINARY):,} bytes of binary came back"
