"""A TLS connection as a plain socket, for what is to speak TLS of its own inside it."""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import Any, cast


class _NearEnd(socket.socket):
    """One end of a socket pair that names the endpoint beyond the tunnel as its peer."""

    peer: Any = ""

    def getpeername(self) -> Any:
        """Give the address that the tunnel leads to."""
        return self.peer


class _Relay(asyncio.Protocol):
    """Passes on what arrives, no faster than the other side takes it, and ends when it ends."""

    other: _Relay
    transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Pass bytes on."""
        if self.other.transport is not None:
            self.other.transport.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """End the other side, once it has written what it was given."""
        if self.other.transport is not None:
            self.other.transport.close()

    def pause_writing(self) -> None:
        """Read no more on the other side until this one has room."""
        if self.other.transport is not None:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        """Read on."""
        if self.other.transport is not None:
            self.other.transport.resume_reading()


async def tls_tunnel(sock: socket.socket, context: ssl.SSLContext, host: str) -> socket.socket:
    """Speak TLS on a connected socket, and give a socket for what is inside.

    asyncio takes a socket, not a TLS connection, where another TLS handshake is to follow. Raises what
    the TLS handshake raises; `sock` is then closed.
    """
    loop = asyncio.get_running_loop()
    inside, outside = _Relay(), _Relay()
    inside.other, outside.other = outside, inside
    pair = socket.socketpair()
    near = _NearEnd(fileno=pair[0].detach())
    near.setblocking(False)
    try:
        near.peer = sock.getpeername()
        await loop.create_connection(lambda: inside, sock=pair[1])
        await loop.create_connection(lambda: outside, sock=sock, ssl=context, server_hostname=host)
    except BaseException:
        near.close()
        if inside.transport is not None:
            inside.transport.abort()
        sock.close()
        raise
    return near
