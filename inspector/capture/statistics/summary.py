"""The numbers of a capture, or of one connection in it: each frame is read once, and later ones added."""

from __future__ import annotations

from inspector.capture.nearby import Source
from inspector.capture.statistics import reading
from inspector.capture.statistics.buckets import COLUMNS, Buckets, Level, Pyramid, fitting_width
from inspector.capture.statistics.distribution import Distribution
from inspector.capture.statistics.places import Ids, TimePlaces
from inspector.capture.statistics.reading import STEP, Rates, Scope
from inspector.capture.statistics.roundtrips import Heartbeats, Points, RoundTrip

FIRST_WIDTH_NS = 1_000_000
"""The finest buckets of a whole capture: a millisecond."""
_FIRST_BUCKETS = 16_384
_FRAMES = slice(COLUMNS.index("frames_sent"), COLUMNS.index("frames_received") + 1)


class Summary:
    """Everything that is counted of a choice of frames; `read_some` takes in what is not read yet."""

    def __init__(self, source: Source, connection_id: int | None = None) -> None:
        self.connection_id = connection_id
        self.read_through = 0
        """The last id that is counted."""
        self.first_ns = 0
        self.last_ns = 0
        self.frames = 0
        self.sizes = (Distribution(), Distribution())
        """Bytes of payload of the frames sent and received."""
        self.latencies = (Distribution(), Distribution())
        """Nanoseconds from ping to pong, of the pings and heartbeats sent and received."""
        self.points = Points()
        self.places = TimePlaces()
        self._source = source
        self._heartbeats = Heartbeats(source, connection_id)
        self._scope = Scope(connection_id)
        self._pyramid: Pyramid | None = None

    @property
    def behind(self) -> int:
        """How many ids are still to be read."""
        return max(0, self._source.last_id - self.read_through)

    @property
    def finest_ns(self) -> int:
        """The width of the finest buckets that are kept."""
        return self._pyramid.finest_ns if self._pyramid is not None else FIRST_WIDTH_NS

    def read_some(self) -> bool:
        """Take in the next frames, for a few milliseconds; False when there were none.

        Raises `CaptureError`, with nothing counted twice when it is called again.
        """
        ids = Ids(self.read_through, min(self.read_through + STEP, self._source.last_id))
        if ids.after >= ids.last:
            return False
        pyramid = self._pyramid = self._pyramid or Pyramid(self._first_width())
        rates = reading.read_rates(self._source, ids, self._scope, pyramid.finest_ns)
        sizes = reading.read_sizes(self._source, ids, self._scope)
        trips = self._heartbeats.read(ids)
        self.read_through = ids.last
        self._take_rates(pyramid, rates, ids.last)
        for direction, number, one, total in sizes:
            self.sizes[direction].add_bin(number, one, total)
        self._take_trips(trips)
        return True

    def cut(self, start_ns: int, end_ns: int, width_ns: int) -> Buckets:
        """Give a stretch of time in buckets of this width, or of the finest that is kept."""
        pyramid = self._pyramid or Pyramid(FIRST_WIDTH_NS)
        return pyramid.cut(start_ns, end_ns, width_ns)

    def _take_rates(self, pyramid: Pyramid, rates: Rates, last_id: int) -> None:
        if not rates.groups:
            return
        self.first_ns = min(self.first_ns, rates.from_ns) if self.frames else rates.from_ns
        self.last_ns = max(self.last_ns, rates.to_ns)
        self.frames += int(sum(sum(sums[_FRAMES]) for _, sums in rates.groups))
        self.places.add(last_id, rates.from_ns, rates.to_ns)
        pyramid.add(rates.groups)

    def _take_trips(self, trips: list[RoundTrip]) -> None:
        for trip in trips:
            self.points.add(trip)
            self.latencies[trip.direction].add(trip.latency_ns)

    def _first_width(self) -> int:
        first_ns, last_ns = reading.read_times(self._source)
        return max(FIRST_WIDTH_NS, fitting_width(abs(last_ns - first_ns), _FIRST_BUCKETS))


class CloseUp:
    """A stretch of time in buckets finer than those kept; only the frames in it are read again."""

    def __init__(self, source: Source, summary: Summary, start_ns: int, end_ns: int, width_ns: int) -> None:
        self.start_ns = start_ns
        self.end_ns = end_ns
        self.width_ns = width_ns
        self.summary = summary
        self._source = source
        self._scope = Scope(summary.connection_id, (start_ns, end_ns))
        self._level = Level(width_ns)
        self._read_through = 0

    def read_some(self) -> bool:
        """Take in the next frames of the stretch, as far as the summary knows them; False at the end.

        Raises `CaptureError`.
        """
        ids = self._next_ids()
        if ids is None:
            return False
        ids = Ids(ids.after, min(ids.last, ids.after + STEP))
        self._level.add(reading.read_rates(self._source, ids, self._scope, self.width_ns).groups)
        self._read_through = ids.last
        return True

    @property
    def is_complete(self) -> bool:
        """All that the summary knows of the stretch is read."""
        return self._next_ids() is None

    def covers(self, start_ns: int, end_ns: int, width_ns: int) -> bool:
        """Tell whether a stretch of time in buckets of this width is part of it."""
        return width_ns == self.width_ns and self.start_ns <= start_ns and end_ns <= self.end_ns

    def cut(self, start_ns: int, end_ns: int) -> Buckets:
        """Give a stretch of time of it."""
        return self._level.cut(start_ns, end_ns)

    def _next_ids(self) -> Ids | None:
        return next(self.summary.places.find(self.start_ns, self.end_ns, self._read_through), None)
