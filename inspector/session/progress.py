"""Where the opening of a connection is, and how long each step of it took."""

from __future__ import annotations

import json
import time

from inspector.session.connection import SessionConnection
from inspector.session.events import Phase


class Progress:
    """The step under way, the times of those before, and the connection once there is one."""

    def __init__(self) -> None:
        self.phase = Phase.URL
        self.milliseconds: dict[str, float] = {}
        self.connection: SessionConnection | None = None
        """Set before the opening handshake, so that one that failed can be looked at."""
        self._since: float | None = None

    def begin(self, phase: Phase) -> None:
        """End the step before and begin the next."""
        self.end()
        self.phase = phase
        self._since = time.perf_counter()

    def end(self) -> None:
        """Take the time of the step under way."""
        if self._since is not None:
            took = (time.perf_counter() - self._since) * 1000
            self.milliseconds[self.phase.value] = round(took, 3)
            self._since = None

    @property
    def transport_made(self) -> bool:
        """The connection has its transport, TLS included."""
        return getattr(self.connection, "transport", None) is not None

    def as_json(self) -> str:
        """Give the times as a capture holds them: milliseconds of each step."""
        return json.dumps(self.milliseconds)
