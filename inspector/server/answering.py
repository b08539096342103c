"""Endpoints that answer messages: /echo, /slow, /silent, /fragments."""

from __future__ import annotations

import asyncio
from collections import deque

from websockets.http11 import Response

from inspector.server.behaviour import Behaviour
from inspector.server.connection import ServedConnection
from inspector.server.query import Query
from inspector.wire.records import Opcode

LONGEST_DELAY_MS = 60_000
MOST_PARTS = 65_536
_MOST_WAITING = 1024 * 1024
"""Bytes that wait for their delayed echo before reading stops; a message costs 1 KiB besides its own."""


class Echo(Behaviour):
    """Sends each message back as it came; reads no more while its peer reads no answers."""

    def __init__(self, connection: ServedConnection, query: Query) -> None:
        super().__init__(connection, query)
        connection.pause_reading_when_blocked = True

    def message(self, opcode: int, payload: bytes) -> None:
        """Send the message back."""
        send_back(self.connection, opcode, payload)


class Slow(Behaviour):
    """Takes its time over the handshake and over each echo."""

    def __init__(self, connection: ServedConnection, query: Query) -> None:
        super().__init__(connection, query)
        self._delay = query.number("delay", 1000, 0, LONGEST_DELAY_MS, "milliseconds") / 1000
        self._waiting: deque[tuple[float, int, bytes]] = deque()
        self._waiting_cost = 0
        self._arrived = asyncio.Event()
        connection.pause_reading_when_blocked = True

    async def before_handshake(self) -> Response | None:
        """Let the client wait."""
        await self.connection.pause(self._delay)
        return None

    def message(self, opcode: int, payload: bytes) -> None:
        """Put the message in the line, and stop reading when the line is long."""
        self._waiting.append((self.connection.loop.time() + self._delay, opcode, payload))
        self._waiting_cost += _cost(payload)
        if self._waiting_cost > _MOST_WAITING:
            self.connection.hold_reading("slow")
        self._arrived.set()

    async def run(self) -> None:
        """Send the messages back in their order, each when it has waited long enough."""
        while self.connection.is_open:
            if not self._waiting:
                self._arrived.clear()
                await self._arrived.wait()
                continue
            due, opcode, payload = self._waiting[0]
            await self.connection.pause(due - self.connection.loop.time())
            self._waiting.popleft()
            self._waiting_cost -= _cost(payload)
            if self._waiting_cost <= _MOST_WAITING:
                self.connection.resume_reading("slow")
            send_back(self.connection, opcode, payload)

    def ended(self) -> None:
        """Wake up to end."""
        self._arrived.set()


class Silent(Behaviour):
    """Answers neither pings nor messages; only the closing handshake."""

    def __init__(self, connection: ServedConnection, query: Query) -> None:
        super().__init__(connection, query)
        connection.auto_pong = False


class Fragments(Behaviour):
    """Sends each message back in so many fragments, cut without regard for UTF-8 (RFC 6455 §5.4)."""

    def __init__(self, connection: ServedConnection, query: Query) -> None:
        super().__init__(connection, query)
        self._parts = query.number("parts", 3, 1, MOST_PARTS)
        connection.pause_reading_when_blocked = True

    def message(self, opcode: int, payload: bytes) -> None:
        """Send the message back in fragments."""
        if self.connection.is_open:
            self.connection.send_fragments(opcode, cut(payload, self._parts))

    async def run(self) -> None:
        """Greet, in as many fragments."""
        text = f"Grüße 👋 — this greeting came in {self._parts:,} fragments; so will each echo."
        self.message(Opcode.TEXT, text.encode())


def send_back(connection: ServedConnection, opcode: int, payload: bytes) -> None:
    """Send a message of the same type, unless the connection is no longer OPEN."""
    if not connection.is_open:
        return
    if opcode == Opcode.TEXT:
        connection.send_text(payload)
    else:
        connection.send_binary(payload)


def cut(payload: bytes, parts: int) -> list[bytes]:
    """Cut a payload into so many parts of nearly the same size; some are empty when it is short."""
    size = len(payload)
    return [payload[size * part // parts : size * (part + 1) // parts] for part in range(parts)]


def _cost(payload: bytes) -> int:
    """Give what one waiting message costs: its bytes, and about as much as an object takes."""
    return len(payload) + 1024
