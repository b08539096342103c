"""The selected rows as ranges: asked row by row, Qt would ask the model for the flags of every cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator


class RowRanges:
    """Selected rows in ascending order, as cheap for ten million as for one."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        """Take spans of rows, both ends included, in any order."""
        self._tops: list[int] = []
        self._bottoms: list[int] = []
        for top, bottom in sorted(spans):
            if self._bottoms and top <= self._bottoms[-1] + 1:
                self._bottoms[-1] = max(self._bottoms[-1], bottom)
            else:
                self._tops.append(top)
                self._bottoms.append(bottom)

    @property
    def first(self) -> int:
        """The first row; there has to be one."""
        return self._tops[0]

    @property
    def last(self) -> int:
        """The last row; there has to be one."""
        return self._bottoms[-1]

    def __contains__(self, row: int) -> bool:
        place = bisect_right(self._tops, row) - 1
        return place >= 0 and row <= self._bottoms[place]

    def __len__(self) -> int:
        return sum(bottom - top + 1 for top, bottom in zip(self._tops, self._bottoms, strict=True))

    def __iter__(self) -> Iterator[int]:
        for top, bottom in zip(self._tops, self._bottoms, strict=True):
            yield from range(top, bottom + 1)
