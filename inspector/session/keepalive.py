"""Pings at regular intervals, and what follows when they are not answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from inspector.session.errors import SessionError


class Keepalive:
    """Sends a ping every so many seconds and gives up when one is not answered in time.

    `ping` sends one and raises `SessionError` when that is no longer possible; `give_up` fails the
    connection. Every answered ping counts, whoever sent it.
    """

    def __init__(
        self,
        interval: float,
        timeout: float | None,
        ping: Callable[[], None],
        give_up: Callable[[float], None],
    ) -> None:
        self._interval = interval
        self._timeout = timeout
        self._ping = ping
        self._give_up = give_up
        self._answer = asyncio.Event()

    def answered(self) -> None:
        """Hear that a pong has answered a ping."""
        self._answer.set()

    async def run(self) -> None:
        """Ping until the connection closes, the task is cancelled, or there is no answer."""
        while True:
            await asyncio.sleep(self._interval)
            self._answer.clear()
            try:
                self._ping()
            except SessionError:
                return
            if self._timeout is not None and not await self._answered_within(self._timeout):
                self._give_up(self._timeout)
                return

    async def _answered_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._answer.wait()
        except TimeoutError:
            return False
        return True
