"""Round trips of pings and heartbeats: a bounded number of points, of which the slow ones are never lost."""

from __future__ import annotations

from typing import NamedTuple

from inspector.capture.nearby import Source, Window, frames_in
from inspector.capture.pairing.keys import KeyReader
from inspector.capture.pairing.matcher import Matcher
from inspector.capture.pairing.rules import Rule, Rules
from inspector.capture.recognition import Recognition
from inspector.capture.statistics.places import Ids
from inspector.wire.records import HTTP, Opcode

MOST_POINTS = 16_384
_RULES = (Rule.PING, Rule.ENGINEIO_PING)
_LONGEST_BEAT = len("2probe")
# Pings and pongs of RFC 6455 §5.5.2 and §5.5.3; packets `2` and `3` of Engine.IO, also in bodies of polling.
_BEATS = f"""head IS NULL OR head = {HTTP} OR (head & 15) IN ({Opcode.PING:d}, {Opcode.PONG:d})
    OR ((head & 143) = {0x80 | Opcode.TEXT:d} AND octet_length(payload) <= {_LONGEST_BEAT}
        AND substr(payload, 1, 1) IN (x'32', x'33'))"""


class RoundTrip(NamedTuple):
    """A ping that was answered."""

    ping_id: int
    pong_id: int
    time_ns: int
    """When the pong came."""
    direction: int
    """Of the ping."""
    latency_ns: int


class Heartbeats:
    """Finds the round trips of one connection, or of all, as the frames come."""

    def __init__(self, source: Source, connection_id: int | None) -> None:
        self._source = source
        self._connections = None if connection_id is None else [connection_id]
        self._keys = KeyReader(source, Recognition(source), Rules())
        self._matcher = Matcher()

    def read(self, ids: Ids) -> list[RoundTrip]:
        """Read the next frames, and give the round trips that end there. Raises `CaptureError`.

        There is none where the clock was set back between ping and pong.
        """
        window = Window(ids.after, ids.last, self._connections)
        beats = [
            (frame, [key for key in self._keys.keys(frame) if key.rule in _RULES])
            for frame in frames_in(self._source, window, _BEATS)
        ]
        pairs = [pair for frame, keys in beats for pair in self._matcher.take(frame, keys)]
        return [
            RoundTrip(
                pair.ask.id,
                pair.answer.id,
                pair.answer.time_ns,
                pair.ask.direction,
                pair.answer.time_ns - pair.ask.time_ns,
            )
            for pair in pairs
            if pair.first and pair.answer.time_ns >= pair.ask.time_ns
        ]


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
