"""Which stretch of time is shown: the whole capture, or a part that zooming and dragging chose."""

from __future__ import annotations

Stretch = tuple[int, int]
"""A start and an end, in nanoseconds since the Unix epoch."""

SHORTEST_NS = 100_000
"""The closest look."""
_LONELY_NS = 1_000_000_000
"""What is shown around frames that all have one time."""


class TimelineRange:
    """A stretch inside the capture's times; one that reaches the end moves on with it."""

    def __init__(self) -> None:
        self._extent: Stretch = (0, 0)
        self._chosen: Stretch | None = None

    @property
    def chosen(self) -> Stretch | None:
        """The part that is shown; None shows the whole."""
        return self._chosen

    @property
    def shown(self) -> Stretch:
        """What is shown."""
        if self._chosen is not None:
            return self._chosen
        start, end = self._extent
        lonely = (_LONELY_NS if end - start < SHORTEST_NS else 0) // 2
        return start - lonely, end + lonely

    def set_extent(self, extent: Stretch) -> None:
        """Tell from when to when the capture goes."""
        followed = self._chosen is not None and self._chosen[1] >= self._extent[1] > self._extent[0]
        grown = extent[1] - self._extent[1]
        self._extent = extent
        if followed and grown and self._chosen is not None:
            start, end = self._chosen
            self._place(start + grown, end + grown)

    def reset(self) -> None:
        """Show the whole."""
        self._chosen = None

    def show(self, stretch: Stretch) -> None:
        """Show this part; one that is as long as the whole shows the whole."""
        self._place(*stretch)

    def zoom(self, factor: float, around_ns: int | None = None) -> None:
        """Show `factor` times as long a stretch, in which this moment, or the middle, stays in place."""
        start, end = self.shown
        centre = (start + end) // 2 if around_ns is None else max(start, min(end, around_ns))
        length = max(SHORTEST_NS, round((end - start) * factor))
        before = round((centre - start) / max(1, end - start) * length)
        self._place(centre - before, centre - before + length)

    def pan(self, part: float) -> None:
        """Move by a part of what is shown; to later times where it is positive."""
        if self._chosen is not None:
            start, end = self._chosen
            step = round((end - start) * part)
            self._place(start + step, end + step)

    def to_start(self) -> None:
        """Move to the start of the capture."""
        if self._chosen is not None:
            self._place(self._extent[0], self._extent[0] + self._length)

    def to_end(self) -> None:
        """Move to the end of the capture, and follow it."""
        if self._chosen is not None:
            self._place(self._extent[1] - self._length, self._extent[1])

    @property
    def _length(self) -> int:
        return self.shown[1] - self.shown[0]

    def _place(self, start: int, end: int) -> None:
        """Keep a stretch inside the capture, and long enough to be seen."""
        first, last = self._extent
        length = max(SHORTEST_NS, end - start)
        if length >= last - first:
            self._chosen = None
            return
        start = max(first, min(last - length, start))
        self._chosen = (start, start + length)
