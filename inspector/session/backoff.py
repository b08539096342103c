"""How long to wait before the next attempt to connect."""

from __future__ import annotations

from inspector.session.options import Reconnect


class Backoff:
    """Counts attempts, each delay longer than the one before by a factor, up to the longest."""

    def __init__(self, reconnect: Reconnect) -> None:
        self.attempt = 0
        self._reconnect = reconnect
        self._delay = 0.0

    def reset(self) -> None:
        """Begin anew: the connection was open."""
        self.attempt = 0

    def next_delay(self) -> float | None:
        """Give the seconds before the next attempt, or None when there is none."""
        reconnect = self._reconnect
        exhausted = reconnect.max_attempts is not None and self.attempt >= reconnect.max_attempts
        if not reconnect.enabled or exhausted:
            return None
        self._delay = self._delay * reconnect.factor if self.attempt else reconnect.initial_delay
        self._delay = min(self._delay, reconnect.max_delay)
        self.attempt += 1
        return self._delay
