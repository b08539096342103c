"""The same over wss, with the server's certificate verified."""

from __future__ import annotations

import json

from inspector.self_test.exchange import BINARY, TEXT
from inspector.self_test.peer import Peer
from inspector.self_test.place import CheckFailedError, Place
from inspector.session.options import ConnectOptions

TITLE = "messages over wss"


async def check(place: Place) -> str:
    """Echo both kinds of message through TLS, and read what was agreed from the capture."""
    options = ConnectOptions(f"{place.tls_server.url}/echo", tls=place.trusting_tls_server())
    async with Peer(options, place.capture) as peer:
        await peer.exchange(TEXT)
        await peer.exchange(BINARY)
    place.capture.flush()
    record = place.capture.connection(peer.connection_id)
    agreed = json.loads((record.tls if record else None) or "{}")
    if not agreed.get("verified"):
        raise CheckFailedError("The capture does not say that the server's certificate was verified.")
    return f"{agreed['version']} with {agreed['cipher']}, certificate verified"
