"""Which number a frame of a file has in the new capture."""

from __future__ import annotations

from array import array
from bisect import bisect_right


class FrameNumbers:
    """Keeps where runs of consecutive numbers begin: of a whole capture there is one."""

    def __init__(self) -> None:
        self._old: array[int] = array("q")
        self._new: array[int] = array("q")
        self._last = (-1, -1)

    def add(self, old: int, new: int) -> None:
        """Add a frame; both numbers ascend. One whose old number does not cannot be found again."""
        last_old, last_new = self._last
        if old <= last_old:
            return
        if (old, new) != (last_old + 1, last_new + 1):
            self._old.append(old)
            self._new.append(new)
        self._last = (old, new)

    def find(self, old: int) -> int | None:
        """Give the new number; None for a frame that is not there."""
        place = bisect_right(self._old, old) - 1
        if place < 0:
            return None
        end = self._old[place + 1] if place + 1 < len(self._old) else self._last[0] + 1
        new = self._new[place] + old - self._old[place]
        last = self._new[place + 1] if place + 1 < len(self._new) else self._last[1] + 1
        return new if old < end and new < last else None
