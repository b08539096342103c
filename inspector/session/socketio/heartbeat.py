"""The heartbeat of Engine.IO: the server pings in v4, the client in v3."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from inspector.session.socketio.engine_packets import Eio

_LOOK_AGAIN_S = 1.0


@dataclass(frozen=True, slots=True)
class HeartbeatListener:
    """What a heartbeat asks for and tells."""

    ping: Callable[[], None]
    """Send a ping (v3)."""
    missed: Callable[[float], None]
    """None came for so many seconds."""
    held: Callable[[], bool]
    """What arrives is not read for now, so that nothing can be said."""


class Heartbeat:
    """Measures the heartbeat, and tells when it is missed; times in seconds."""

    def __init__(self, eio: Eio, interval: float, timeout: float, listener: HeartbeatListener) -> None:
        self._eio = eio
        self._interval = interval
        self._timeout = timeout
        self._listener = listener
        self._beat_at = time.perf_counter()
        self._beaten = asyncio.Event()

    def beat(self) -> float:
        """Hear of a ping (v4) or a pong (v3); gives the seconds since the last ping."""
        since, self._beat_at = self._beat_at, time.perf_counter()
        self._beaten.set()
        return self._beat_at - since

    async def run(self) -> None:
        """Watch until cancelled, or until one is missed."""
        if self._eio == 3:
            await self._ping()
        # "If the client does not receive a ping packet within pingInterval + pingTimeout, it SHOULD
        # consider that the connection is closed." Some servers announce 0 for less than a second.
        elif self._interval + self._timeout > 0:
            while await self._in_time(self._interval + self._timeout):
                pass

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(self._interval)
            self._beaten.clear()
            self._beat_at = time.perf_counter()
            self._listener.ping()
            if not await self._in_time(self._timeout):
                return

    async def _in_time(self, seconds: float) -> bool:
        """Wait for the next beat, or say that it is missed."""
        wait = seconds
        while True:
            try:
                async with asyncio.timeout(wait):
                    await self._beaten.wait()
            except TimeoutError:
                if not self._listener.held():
                    self._listener.missed(seconds)
                    return False
                wait = _LOOK_AGAIN_S
            else:
                self._beaten.clear()
                return True
