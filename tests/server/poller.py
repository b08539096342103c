"""An Engine.IO client made of HTTP requests: one connection for each, so that they can overlap."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import NamedTuple


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self):
        return self.body.decode()

    @property
    def error(self):
        return json.loads(self.body)


def http_request(method, target, body=b"", headers=(), host="localhost"):
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", *headers]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


async def read_answer(reader) -> Answer:
    """Read one response from a connection that goes on."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Answer(int(lines[0].split(" ")[1]), headers, body)


class Poller:
    """One polling session."""

    def __init__(self, server, path="/engine.io/", protocol=4):
        self.server = server
        self.base = f"{path}?EIO={protocol}&transport=polling"
        self.sid = None
        self.told = None

    @property
    def target(self):
        return f"{self.base}&sid={self.sid}"

    async def open(self, more=""):
        answer = await self.ask("GET", self.base + more)
        assert answer.status == 200, answer
        text = answer.text[answer.text.index("{") :]
        self.told, _ = json.JSONDecoder().raw_decode(text)
        self.sid = self.told["sid"]
        return answer

    async def poll(self):
        return await self.ask("GET", self.target)

    async def post(self, body, *headers):
        data = body.encode() if isinstance(body, str) else body
        return await self.ask("POST", self.target, data, headers)

    async def ask(self, method, target, body=b"", headers=()):
        async with self.connection() as (reader, writer):
            writer.write(http_request(method, target, body, headers))
            return await read_answer(reader)

    @contextlib.asynccontextmanager
    async def waiting_poll(self):
        """Begin a poll, and give its connection once the server has it."""
        async with self.connection() as (reader, writer):
            writer.write(http_request("GET", self.target))
            await self.until_polled()
            yield reader

    async def until_polled(self):
        session = self.session
        while not session.transport.ready:  # noqa: ASYNC110 — the server is in this process
            await asyncio.sleep(0)

    @property
    def session(self):
        """The server's side of it; None when that has ended."""
        for engine in self.server._engines.values():
            for session in engine:
                if session.sid == self.sid:
                    return session
        return None

    @contextlib.asynccontextmanager
    async def connection(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port, limit=2**22)
        try:
            yield reader, writer
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


async def polled(server, path="/engine.io/", protocol=4) -> Poller:
    """Open a polling session."""
    poller = Poller(server, path, protocol)
    await poller.open()
    return poller
