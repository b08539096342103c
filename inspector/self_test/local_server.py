"""The local server listens, with TLS and without."""

from __future__ import annotations

from inspector.self_test.place import Place

TITLE = "local server"


async def check(place: Place) -> str:
    """Start both servers on free ports of this machine."""
    await place.server.start()
    await place.tls_server.start()
    return f"{place.server.url} and {place.tls_server.url}"
