"""A client made of bytes: what it sends and what it reads is exactly what is on the wire."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from typing import NamedTuple

from websockets.utils import apply_mask

KEY = b"\x37\xfa\x21\x3d"
CLOSE_1000 = b"\x03\xe8"


class Frame(NamedTuple):
    head: int
    masked: bool
    payload: bytes

    @property
    def close_code(self):
        return int.from_bytes(self.payload[:2], "big")


def client_frame(head: int, payload: bytes = b"") -> bytes:
    """Encode a masked frame."""
    size = len(payload)
    if size < 126:
        header = struct.pack("!BB", head, 0x80 | size)
    elif size < 65536:
        header = struct.pack("!BBH", head, 0xFE, size)
    else:
        header = struct.pack("!BBQ", head, 0xFF, size)
    return header + KEY + apply_mask(payload, KEY)


async def until(condition):
    """Let the event loop go on until a condition holds; the time limit is the test's."""
    while not condition():  # noqa: ASYNC110 — what is waited for is in the code under test
        await asyncio.sleep(0)


def request(target: str, *headers: str, host: str = "localhost") -> bytes:
    lines = [
        f"GET {target} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


class RawPeer:
    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer

    def send(self, data: bytes):
        self.writer.write(data)

    async def head(self) -> str:
        return (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")

    async def frame(self) -> Frame:
        head, second = await self.reader.readexactly(2)
        length = second & 0x7F
        if length == 126:
            length = int.from_bytes(await self.reader.readexactly(2), "big")
        elif length == 127:
            length = int.from_bytes(await self.reader.readexactly(8), "big")
        key = await self.reader.readexactly(4) if second & 0x80 else None
        payload = await self.reader.readexactly(length)
        return Frame(head, key is not None, payload if key is None else apply_mask(payload, key))

    async def close(self):
        """Do the closing handshake from this side, passing over what still arrives."""
        self.send(client_frame(0x88, CLOSE_1000))
        while (await self.frame()).head != 0x88:
            pass
        assert await self.reader.read() == b""


@contextlib.asynccontextmanager
async def raw_peer(server, target: str, *headers: str, more: bytes = b""):
    """Open a WebSocket by hand; `more` follows the request head in the same segment."""
    async with http_peer(server) as peer:
        peer.send(request(target, *headers) + more)
        head = await peer.head()
        assert head.startswith("HTTP/1.1 101 "), head
        yield peer


@contextlib.asynccontextmanager
async def http_peer(server, host: str = "127.0.0.1"):
    reader, writer = await asyncio.open_connection(host, server.port, limit=2**20)
    try:
        yield RawPeer(reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def http(server, text: str):
    """Send an HTTP request given by its lines; give status, headers and body."""
    async with http_peer(server) as peer:
        peer.send(text.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n")
        return _response(await peer.reader.read())


async def refused(server, target: str, *headers: str, host: str = "localhost"):
    """Try a handshake that is answered with something else than 101."""
    async with http_peer(server) as peer:
        peer.send(request(target, *headers, host=host))
        return _response(await peer.reader.read())


def _response(data: bytes):
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    return int(lines[0].split(" ")[1]), headers, body.decode()
