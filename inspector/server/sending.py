"""Endpoints that send by themselves: /time and /flood."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from inspector.server.behaviour import Behaviour
from inspector.server.connection import ServedConnection
from inspector.server.query import Query
from inspector.wire.header import encode_header
from inspector.wire.records import Opcode

LONGEST_TICK_MS = 3_600_000
MOST_FRAMES = 100_000_000
LARGEST_FRAME = 16 * 1024 * 1024
_CHUNK = 128 * 1024
"""Bytes written at once: enough frames for one system call, few enough for flat memory."""
_DIGITS = b"0123456789"
_FINAL_TEXT = 0x80 | Opcode.TEXT


class Time(Behaviour):
    """Sends the time, again and again."""

    def __init__(self, connection: ServedConnection, query: Query) -> None:
        super().__init__(connection, query)
        self._every = query.number("every", 1000, 1, LONGEST_TICK_MS, "milliseconds") / 1000

    async def run(self) -> None:
        """Send a tick at once, then at each multiple of the interval that is still ahead."""
        loop = self.connection.loop
        start, ticks = loop.time(), 0
        while self.connection.is_open:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            self.connection.send_text(now.replace("+00:00", "Z").encode())
            await self.connection.drained()
            # A peer that does not read misses ticks; it never gets them late, all at once.
            ticks = max(ticks + 1, int((loop.time() - start) / self._every))
            await self.connection.pause(start + ticks * self._every - loop.time())


class Flood(Behaviour):
    """Sends prepared text frames as fast as the peer and the capture take them."""

    def __init__(self, connection: ServedConnection, query: Query) -> None:
        super().__init__(connection, query)
        self._count = query.number("count", 1000, 1, MOST_FRAMES)
        self._size = query.number("size", 64, 0, LARGEST_FRAME, "bytes")

    async def run(self) -> None:
        """Send all frames, then close with 1000."""
        frame = encode_header(_FINAL_TEXT, self._size) + (_DIGITS * (self._size // 10 + 1))[: self._size]
        at_once = max(1, _CHUNK // len(frame))
        chunk = frame * at_once
        left = self._count
        while left and self.connection.is_open:
            now = min(left, at_once)
            self.connection.write_raw(chunk if now == at_once else frame * now)
            left -= now
            await self.connection.drained()
            # A socket that takes everything never blocks; the others still need their turn.
            await asyncio.sleep(0)
        if self.connection.is_open:
            self.connection.send_close(1000, f"count={self._count}&size={self._size} sent")
