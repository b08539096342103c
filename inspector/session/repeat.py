"""Sends the same message again and again, as `setInterval` code in browsers does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Repeat:
    """Sends at every beat of so many milliseconds at which nothing waits to be handed to the network.

    `send` sends once, and gives False when that is no longer possible; `buffered` tells how many bytes
    wait. A beat at which some do is left out, and so are those that passed while the program was busy:
    there are no bursts.
    """

    def __init__(
        self, send: Callable[[], bool], buffered: Callable[[], int], every_ms: int, count: int | None
    ) -> None:
        self.sent = 0
        self._send = send
        self._buffered = buffered
        self._every = max(every_ms, 1) / 1000
        self._count = count

    async def run(self) -> None:
        """Send until the count is reached, the connection closes, or the task is cancelled."""
        loop = asyncio.get_running_loop()
        beat = loop.time()
        while self._count is None or self.sent < self._count:
            if self._buffered() == 0:
                if not self._send():
                    return
                self.sent += 1
            beat += self._every
            if beat < loop.time():
                beat += (loop.time() - beat) // self._every * self._every + self._every
            await asyncio.sleep(beat - loop.time())
