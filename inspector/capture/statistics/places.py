"""Where in a capture the frames of a stretch of time are, though time has no index there."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import NamedTuple

MOST_PLACES = 4_096


class Ids(NamedTuple):
    """Ids after the first number, up to the second."""

    after: int
    last: int


class TimePlaces:
    """The least and the greatest time of each stretch of ids; stretches are merged when there are many.

    A clock that steps back makes stretches overlap in time, which is why all of them are looked at.
    """

    def __init__(self, most: int = MOST_PLACES) -> None:
        self._most = most
        self._last = array("q")
        self._from_ns = array("q")
        self._to_ns = array("q")

    def __len__(self) -> int:
        return len(self._last)

    def add(self, last_id: int, from_ns: int, to_ns: int) -> None:
        """Add the times of the frames after the stretch before, up to an id."""
        self._last.append(last_id)
        self._from_ns.append(from_ns)
        self._to_ns.append(to_ns)
        if len(self._last) > self._most:
            self._merge_pairs()

    def find(self, start_ns: int, end_ns: int, after_id: int = -1) -> Iterator[Ids]:
        """Give the stretches of ids, after one of them, in which frames of a stretch of time may be."""
        after = -1
        for last, from_ns, to_ns in zip(self._last, self._from_ns, self._to_ns, strict=True):
            if last > after_id and from_ns <= end_ns and to_ns >= start_ns:
                yield Ids(max(after, after_id), last)
            after = last

    def _merge_pairs(self) -> None:
        whole = len(self._last) // 2 * 2
        rest = slice(whole, None)
        for column, choose in ((self._from_ns, min), (self._to_ns, max)):
            merged = array("q", map(choose, column[0:whole:2], column[1:whole:2]))
            column[:] = merged + column[rest]
        self._last[:] = self._last[1:whole:2] + self._last[rest]
