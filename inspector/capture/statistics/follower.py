"""The thread that keeps the numbers of a capture up to date for whoever looks at them."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from inspector.capture.nearby import Source
from inspector.capture.records import CaptureError
from inspector.capture.statistics.buckets import Buckets, fitting_width
from inspector.capture.statistics.distribution import Distribution
from inspector.capture.statistics.roundtrips import RoundTrip
from inspector.capture.statistics.summary import CloseUp, Summary

MOST_SHOWN = 600
"""Buckets that are shown at once: more would be narrower than what a person can point at."""
_MOST_SUMMARIES = 4
"""Connections, or all of them, whose numbers are kept to go on with."""
_TELL_S = 0.15
_LOOK_S = 0.25
"""How often the capture is asked whether it has grown."""
_PAUSE_S = 0.001
"""Between two readings, so that others who wait for the capture get their turn."""

_REST = 2
"""How many times as long as it read the thread rests while the capture grows."""

Stretch = tuple[int, int]
"""A stretch of time: its start and its end, in nanoseconds since the Unix epoch."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is known by now; it stays as it is."""

    connection_id: int | None
    frames: int
    extent: Stretch
    """The times of the earliest and the latest frame; zeros where there is none."""
    wanted: Stretch | None
    """What was asked for; None is the whole capture."""
    buckets: Buckets
    fine: bool
    """The buckets are as narrow as asked for; else closer ones are being read."""
    trips: tuple[RoundTrip, ...]
    trips_each: int
    """How many round trips each of them stands for; it is the slowest."""
    sizes: tuple[Distribution, Distribution]
    latencies: tuple[Distribution, Distribution]
    read: int
    """Ids that were looked at."""
    to_read: int
    """Ids that were not yet."""
    error: str = ""


class Follower(threading.Thread):
    """Reads in a thread of its own until `cancel`, and calls `changed` from it when `numbers` are new."""

    def __init__(self, source: Source, changed: Callable[[], None], connection_id: int | None = None) -> None:
        super().__init__(name="statistics", daemon=True)
        self.numbers: Numbers | None = None
        """The newest; None until the first reading."""
        self._source = source
        self._changed = changed
        self._wake = threading.Condition()
        self._connection_id = connection_id
        self._wanted: Stretch | None = None
        self._asked = True
        self._cancelled = self._resting = False
        self._summaries: OrderedDict[int | None, Summary] = OrderedDict()
        self._close_up: CloseUp | None = None
        self._told: tuple[object, ...] = ()

    def show_connection(self, connection_id: int | None) -> None:
        """Count the frames of this connection, or of all; returns at once."""
        self._ask(connection_id, self._wanted)

    def look_at(self, stretch: Stretch | None) -> None:
        """Look at this stretch of time, or at the whole; returns at once."""
        self._ask(self._connection_id, stretch)

    def rest(self, resting: bool) -> None:
        """Read no more until it is to go on; what was counted stays. Returns at once."""
        with self._wake:
            self._resting, self._asked = resting, True
            self._wake.notify()

    def cancel(self) -> None:
        """End as soon as the reading under way is over, which takes milliseconds; returns at once."""
        with self._wake:
            self._cancelled = True
            self._wake.notify()

    def run(self) -> None:
        """Read what there is, and what comes."""
        while self._may_go_on():
            summary, wanted = self._current()
            error, more = "", True
            try:
                more = self._read(summary, wanted)
            except CaptureError as problem:
                error = str(problem)
            if self._cancelled:
                return
            self._tell(summary, wanted, error)
            if error:
                return
            with self._wake:
                self._wake.wait_for(lambda: self._asked or self._cancelled, 0 if more else _LOOK_S)

    def _ask(self, connection_id: int | None, stretch: Stretch | None) -> None:
        with self._wake:
            self._connection_id, self._wanted, self._asked = connection_id, stretch, True
            self._wake.notify()

    def _may_go_on(self) -> bool:
        with self._wake:
            self._wake.wait_for(lambda: self._cancelled or not self._resting)
            return not self._cancelled

    def _current(self) -> tuple[Summary, Stretch | None]:
        """Give the summary that is asked for, and drop the one that was not for the longest time."""
        with self._wake:
            connection_id, wanted, self._asked = self._connection_id, self._wanted, False
        if connection_id not in self._summaries:
            self._summaries[connection_id] = Summary(self._source, connection_id)
            self._close_up = None
        self._summaries.move_to_end(connection_id)
        if len(self._summaries) > _MOST_SUMMARIES:
            self._summaries.popitem(last=False)
        return self._summaries[connection_id], wanted

    def _read(self, summary: Summary, wanted: Stretch | None) -> bool:
        """Read until it is time to tell or something else is asked for; False when there is no more."""
        now = time.monotonic()
        until = now + _TELL_S
        while not (self._asked or self._cancelled) and now < until:
            began, last_id = now, self._source.last_id
            # What a person looks at comes first, as far as it is known where it is.
            close_up = self._close_up = self._closer(summary, wanted)
            if not ((close_up is not None and close_up.read_some()) or summary.read_some()):
                return False
            now = time.monotonic()
            # While frames arrive, most of the time is left to those who receive and write them.
            grows = self._source.last_id > last_id
            time.sleep(max(_PAUSE_S, _REST * (now - began)) if grows else _PAUSE_S)
            now = time.monotonic()
        return True

    def _closer(self, summary: Summary, wanted: Stretch | None) -> CloseUp | None:
        """Give the close-up for what is asked for, where the buckets that are kept are too wide."""
        if wanted is None:
            return None
        width = fitting_width(wanted[1] - wanted[0], MOST_SHOWN)
        if width >= summary.finest_ns:
            return None
        known = self._close_up
        if known is not None and known.summary is summary and known.covers(*wanted, width):
            return known
        margin = (wanted[1] - wanted[0]) // 2  # for a drag to the side
        return CloseUp(self._source, summary, wanted[0] - margin, wanted[1] + margin, width)

    def _tell(self, summary: Summary, wanted: Stretch | None, error: str) -> None:
        """Make the numbers, if they are not the ones that were told last."""
        close_up = self._closer(summary, wanted)
        fine = close_up is None or (close_up is self._close_up and close_up.is_complete)
        state = (summary.connection_id, summary.read_through, wanted, fine, error)
        if state == self._told:
            return
        self._told = state
        start_ns, end_ns = wanted or (summary.first_ns, summary.last_ns)
        width = fitting_width(end_ns - start_ns, MOST_SHOWN)
        self.numbers = Numbers(
            summary.connection_id,
            summary.frames,
            (summary.first_ns, summary.last_ns),
            wanted,
            close_up.cut(start_ns, end_ns) if close_up and fine else summary.cut(start_ns, end_ns, width),
            fine,
            tuple(summary.points.between(start_ns, end_ns)),
            summary.points.stands_for,
            (summary.sizes[0].copy(), summary.sizes[1].copy()),
            (summary.latencies[0].copy(), summary.latencies[1].copy()),
            summary.read_through,
            summary.behind,
            error,
        )
        self._changed()
