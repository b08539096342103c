"""Sends the same message again and again, as `setInterval` code in browsers does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

_LOOK_AGAIN_S = 0.005


class Repeat:
    """Sends every so many milliseconds, and waits while earlier bytes are still buffered.

    `send` sends once, and gives False when that is no longer possible; `buffered` tells how many bytes
    wait. Beats that passed meanwhile are left out: there are no bursts.
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
        due = loop.time()
        while self._count is None or self.sent < self._count:
            while self._buffered() > 0:  # noqa: ASYNC110 — the transport says nothing at exactly zero
                await asyncio.sleep(_LOOK_AGAIN_S)
            if not self._send():
                return
            self.sent += 1
            due = max(due + self._every, loop.time())
            await asyncio.sleep(due - loop.time())
