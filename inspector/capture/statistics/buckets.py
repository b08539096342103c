"""Sums of frames over stretches of time, in several resolutions of a bounded number of buckets each."""

from __future__ import annotations

import itertools
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

COLUMNS = (
    "messages_sent", "messages_received", "frames_sent", "frames_received",
    "payload_sent", "payload_received", "wire_sent", "wire_received",
)  # fmt: skip
"""What is summed; a message counts where its first frame is, bytes of payload are those after inflating."""
MOST_BUCKETS = 32_768
FINEST_NS = 1_000
"""One microsecond."""
_LONGEST_NS = 2**62

Sums = tuple[float, ...]
Group = tuple[int, Sums]
"""A bucket's number, which is its time divided by its width, and its sums."""


def _ladder() -> tuple[int, ...]:
    """Give the widths: 1, 2, 10, 20, 100, … microseconds; each is a multiple of the one before."""
    widths = [FINEST_NS]
    for factor in itertools.cycle((2, 5)):
        if widths[-1] * factor > _LONGEST_NS:
            return tuple(widths)
        widths.append(widths[-1] * factor)
    raise AssertionError  # the cycle has no end


WIDTHS = _ladder()


def fitting_width(span_ns: int, most: int) -> int:
    """Give the smallest width by which a span takes at most so many buckets."""
    return next((width for width in WIDTHS if span_ns // width < most), WIDTHS[-1])


@dataclass(frozen=True, slots=True)
class Buckets:
    """A stretch of time cut into buckets of one width, with nothing left out between them."""

    start_ns: int
    width_ns: int
    columns: dict[str, array[float]]
    """By the names of `COLUMNS`."""

    def __len__(self) -> int:
        return len(self.columns[COLUMNS[0]])


class Level:
    """Buckets of one width in the order of time; those without frames take no room."""

    def __init__(self, width_ns: int) -> None:
        self.width_ns = width_ns
        self._numbers: array[int] = array("q")
        self._columns = tuple(array("d") for _ in COLUMNS)

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, groups: Iterable[Group]) -> None:
        """Add sums to their buckets; times may come in any order."""
        for number, sums in groups:
            place = self._place(number)
            for column, value in zip(self._columns, sums, strict=True):
                column[place] += value

    def groups(self) -> Iterator[Group]:
        """Give every bucket that has frames, in the order of time."""
        return zip(self._numbers, zip(*self._columns, strict=True), strict=True)

    def cut(self, start_ns: int, end_ns: int) -> Buckets:
        """Give the buckets that touch a stretch of time, the empty ones between them included."""
        first, last = start_ns // self.width_ns, end_ns // self.width_ns
        low, high = bisect_left(self._numbers, first), bisect_left(self._numbers, last + 1)
        columns = {}
        for name, column in zip(COLUMNS, self._columns, strict=True):
            filled = columns[name] = array("d", bytes(8 * (last - first + 1)))
            for place in range(low, high):
                filled[self._numbers[place] - first] = column[place]
        return Buckets(first * self.width_ns, self.width_ns, columns)

    def _place(self, number: int) -> int:
        """Tell where a bucket is, making it where there is none."""
        place = len(self._numbers)
        if place and number <= self._numbers[-1]:
            place = bisect_left(self._numbers, number)
            if self._numbers[place] == number:
                return place
        self._numbers.insert(place, number)
        for column in self._columns:
            column.insert(place, 0.0)
        return place


class Pyramid:
    """The same frames in all widths from a finest one on, which gives way when it has too many buckets."""

    def __init__(self, finest_ns: int, most: int = MOST_BUCKETS) -> None:
        self._most = most
        self._levels = [Level(width) for width in WIDTHS if width >= finest_ns]

    @property
    def finest_ns(self) -> int:
        """The smallest width there is by now."""
        return self._levels[0].width_ns

    def add(self, groups: Iterable[Group]) -> None:
        """Add sums by buckets of the finest width."""
        width = self.finest_ns
        for level in self._levels:
            groups = list(_merged(groups, level.width_ns // width))
            level.add(groups)
            width = level.width_ns
        while len(self._levels[0]) > self._most and len(self._levels) > 1:
            del self._levels[0]

    def cut(self, start_ns: int, end_ns: int, width_ns: int) -> Buckets:
        """Give a stretch of time in buckets of this width, or of the finest that is wider."""
        level = next((level for level in self._levels if level.width_ns >= width_ns), self._levels[-1])
        return level.cut(start_ns, end_ns)


def _merged(groups: Iterable[Group], factor: int) -> Iterator[Group]:
    """Merge groups that stand in the same wider bucket one after the other."""
    for number, same in itertools.groupby(groups, lambda group: group[0] // factor):
        yield number, tuple(map(sum, zip(*(sums for _, sums in same), strict=True)))
