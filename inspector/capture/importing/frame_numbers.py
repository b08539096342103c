"""Which number a frame of a file has in the new capture."""

from __future__ import annotations

from array import array
from bisect import bisect_right


class FrameNumbers:
    """Keeps runs of consecutive numbers: of a whole capture there is one."""

    def __init__(self) -> None:
        self._old: array[int] = array("q")
        self._new: array[int] = array("q")
        self._lengths: array[int] = array("q")

    def add(self, old: int, new: int) -> None:
        """Add a frame; both numbers ascend. One whose old number does not cannot be found again."""
        if self._old:
            ahead = old - self._old[-1]
            if ahead < self._lengths[-1]:
                return
            if ahead == self._lengths[-1] == new - self._new[-1]:
                self._lengths[-1] += 1
                return
        self._old.append(old)
        self._new.append(new)
        self._lengths.append(1)

    def find(self, old: int) -> int | None:
        """Give the new number; None for a frame that is not there."""
        place = bisect_right(self._old, old) - 1
        if place < 0:
            return None
        ahead = old - self._old[place]
        return self._new[place] + ahead if ahead < self._lengths[place] else None
