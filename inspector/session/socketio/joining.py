"""How long a CONNECT waits for its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from inspector.session.socketio.namespaces import Membership, NamespaceState

ANSWER_WITHIN_S = 45.0
"""Servers wait as long for the first CONNECT of a client (`connectTimeout`); the protocol names no time."""


class Joining:
    """Counts for each namespace, and tells which one was not answered in time."""

    def __init__(self, tell: Callable[[Membership, float], None]) -> None:
        self._tell = tell
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def begin(self, member: Membership) -> None:
        """Begin to wait, anew where that had begun."""
        self.answered(member.name)
        seconds = ANSWER_WITHIN_S
        loop = asyncio.get_running_loop()
        self._timers[member.name] = loop.call_later(seconds, self._in_vain, member, seconds)

    def answered(self, name: str) -> None:
        """Wait no longer for one."""
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()

    def stop(self) -> None:
        """Wait no longer for any."""
        for name in list(self._timers):
            self.answered(name)

    def _in_vain(self, member: Membership, seconds: float) -> None:
        del self._timers[member.name]
        if member.state is NamespaceState.JOINING:
            self._tell(member, seconds)
