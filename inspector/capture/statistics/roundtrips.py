"""Round trips of pings: a bounded number of points, of which the slow ones are never lost."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from inspector.wire.records import Opcode

MOST_POINTS = 16_384
_MOST_WAITING = 256
"""Pings of one direction of one connection that wait for their pong."""


class ControlFrame(NamedTuple):
    """A ping or a pong."""

    id: int
    connection_id: int
    time_ns: int
    direction: int
    opcode: int
    payload: bytes


class RoundTrip(NamedTuple):
    """A ping that was answered."""

    ping_id: int
    pong_id: int
    time_ns: int
    """When the pong came."""
    direction: int
    """Of the ping."""
    latency_ns: int


class Pairing:
    """Finds the ping that a pong answers.

    RFC 6455 §5.5.3: a pong "must have identical 'Application data'", and an endpoint "MAY elect to send
    a Pong frame for only the most recently processed Ping frame": a pong settles the pings before its own.
    """

    def __init__(self) -> None:
        self._waiting: dict[tuple[int, int], deque[ControlFrame]] = {}

    def take(self, frame: ControlFrame) -> RoundTrip | None:
        """Take the next control frame; a pong that answers a ping gives their round trip.

        There is none where the clock was set back between the two.
        """
        if frame.opcode == Opcode.PING:
            waiting = self._waiting.setdefault((frame.connection_id, frame.direction), deque())
            waiting.append(frame)
            if len(waiting) > _MOST_WAITING:
                waiting.popleft()
            return None
        asker = 1 - frame.direction
        waiting = self._waiting.get((frame.connection_id, asker), deque())
        if all(ping.payload != frame.payload for ping in waiting):
            return None  # §5.5.3: unsolicited, "a unidirectional heartbeat"
        while (ping := waiting.popleft()).payload != frame.payload:
            pass
        latency = frame.time_ns - ping.time_ns
        if latency < 0:
            return None
        return RoundTrip(ping.id, frame.id, frame.time_ns, asker, latency)


class Points:
    """Round trips in the order of their pongs; when there are too many, the slower of each two stays."""

    def __init__(self, most: int = MOST_POINTS) -> None:
        self._most = most
        self._waiting: list[RoundTrip] = []
        self.stands_for = 1
        """How many round trips each point stands for."""
        self.trips: list[RoundTrip] = []

    def add(self, trip: RoundTrip) -> None:
        """Add one."""
        self._waiting.append(trip)
        if len(self._waiting) < self.stands_for:
            return
        self.trips.append(max(self._waiting, key=_latency))
        self._waiting.clear()
        if len(self.trips) > self._most:
            even = self.trips[: len(self.trips) // 2 * 2]
            self._waiting = self.trips[len(even) :]
            self.trips = list(map(_slower, even[::2], even[1::2]))
            self.stands_for *= 2

    def between(self, start_ns: int, end_ns: int) -> list[RoundTrip]:
        """Give those of a stretch of time."""
        found = [trip for trip in self.trips if start_ns <= trip.time_ns <= end_ns]
        return found + [trip for trip in self._waiting if start_ns <= trip.time_ns <= end_ns]


def _latency(trip: RoundTrip) -> int:
    return trip.latency_ns


def _slower(one: RoundTrip, other: RoundTrip) -> RoundTrip:
    return max(one, other, key=_latency)
