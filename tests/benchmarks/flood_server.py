"""A server process that does nothing but write prepared bytes: its cost must not be what is measured."""

from __future__ import annotations

import base64
import hashlib
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

CLOSE_FRAME = b"\x88\x02\x03\xe8"
PIECE = 64 * 1024
BATCH = 5_000


def text_frame(size: int) -> bytes:
    """Return one unmasked text frame of printable bytes (RFC 6455 §5.2)."""
    payload = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    header = struct.pack("!BB", 0x81, size) if size < 126 else struct.pack("!BBH", 0x81, 126, size)
    return header + payload


def flood(connection: socket.socket, count: int, size: int) -> None:
    """Write `count` text frames of `size` bytes as fast as the socket takes them."""
    frame = text_frame(size)
    batch = frame * BATCH
    for _ in range(count // BATCH):
        connection.sendall(batch)
    connection.sendall(frame * (count % BATCH))


def big(connection: socket.socket, size: int) -> None:
    """Write one binary frame of `size` bytes in pieces of 64 KiB."""
    connection.sendall(struct.pack("!BBQ", 0x82, 127, size))
    piece = bytes(PIECE)
    for _ in range(size // PIECE):
        connection.sendall(piece)
    connection.sendall(piece[: size % PIECE])


def answer(connection: socket.socket) -> None:
    """Shake hands, say when, write what the path asks for, and close."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    reader = connection.makefile("rb")
    target = reader.readline().split()[1].decode()
    headers = dict(line.decode().rstrip().split(": ", 1) for line in iter(reader.readline, b"\r\n"))
    key = {name.lower(): value for name, value in headers.items()}["sec-websocket-key"]
    digest = hashlib.sha1(key.encode() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n"
    )
    print(time.monotonic(), flush=True)
    query = {name: int(values[0]) for name, values in parse_qs(urlsplit(target).query).items()}
    {"/flood": flood, "/big": big}[urlsplit(target).path](connection, **query)
    connection.sendall(CLOSE_FRAME)
    reader.read(8)  # the masked close frame that answers; RFC 6455 §7.1.1: the server closes TCP first
    connection.close()


def serve() -> None:
    """Listen on a free loopback port, print it, and answer until the process is ended."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _address = listener.accept()
            threading.Thread(target=answer, args=(connection,), daemon=True).start()


class FloodServer:
    """The server's process as the benchmarks see it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.url = f"ws://127.0.0.1:{int(self._read())}"

    def opened_at(self) -> float:
        """Wait for the next opening handshake; return its time on the monotonic clock."""
        return float(self._read())

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@contextmanager
def running() -> Iterator[FloodServer]:
    """Run the server in a process of its own."""
    with subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield FloodServer(process)
        finally:
            process.kill()


if __name__ == "__main__":
    serve()
