"""Which pings wait for their pong, and how long it took (RFC 6455 §5.5.3)."""

from __future__ import annotations

import time


class Pings:
    """Remembers when each ping was sent."""

    def __init__(self) -> None:
        self._sent: dict[bytes, float] = {}
        self._number = 0

    def next_payload(self) -> bytes:
        """Give a payload that tells the next ping apart: its number."""
        self._number += 1
        return str(self._number).encode()

    def sent(self, payload: bytes) -> None:
        """Hear that a ping was sent just now."""
        self._sent.pop(payload, None)
        self._sent[payload] = time.perf_counter()

    def answered(self, payload: bytes) -> float | None:
        """Give the seconds since the ping that a pong answers; None for an unsolicited pong."""
        at = self._sent.get(payload)
        if at is None:
            return None
        # 5.5.3: an endpoint "MAY elect to send a Pong frame for only the most recently processed Ping".
        for earlier in list(self._sent):
            del self._sent[earlier]
            if earlier == payload:
                break
        return time.perf_counter() - at

    def clear(self) -> None:
        """Forget them all: the connection is gone."""
        self._sent.clear()
