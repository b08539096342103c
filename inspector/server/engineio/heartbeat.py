"""The heartbeat: in v4 the server pings and the client answers, in v3 the other way round."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from inspector.server.engineio.options import EngineOptions


class Heartbeat:
    """Calls `ping` when it is time for one, and `expired` when the client has been silent too long.

    Deadlines are counted from the moment they were due, so delays of the event loop do not add up.
    """

    def __init__(
        self, options: EngineOptions, protocol: int, ping: Callable[[], None], expired: Callable[[], None]
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._interval, self._timeout = options.ping_interval / 1000, options.ping_timeout / 1000
        self._server_pings = protocol != 3
        self._ping, self._expired = ping, expired
        self._timer: asyncio.TimerHandle | None = None
        self._deadline = 0.0
        self.beat()

    @property
    def overdue(self) -> bool:
        """The deadline has passed, even if its timer has not come to its turn."""
        return self._loop.time() >= self._deadline

    def beat(self) -> None:
        """Hear from the client: a pong in v4, a ping in v3; the time begins anew."""
        now = self._loop.time()
        self._deadline = now + self._interval + self._timeout
        if self._server_pings:
            self._at(now + self._interval, self._send_ping)
        else:
            self._at(self._deadline, self._expired)

    def stop(self) -> None:
        """Count no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _send_ping(self) -> None:
        self._at(self._deadline, self._expired)
        self._ping()

    def _at(self, when: float, then: Callable[[], None]) -> None:
        self.stop()
        self._timer = self._loop.call_at(when, then)
