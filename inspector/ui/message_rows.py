"""Rows of messages that can be opened: the frames of an open message stand below it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from inspector.capture.records import FrameSummary
from inspector.ui.frame_rows import FrameSource, Rows


class _Open(NamedTuple):
    base: int
    """The message's row among those of the messages alone."""
    row: int
    """Its row in the table."""
    ids: list[int]
    """Its frames, in order."""


class MessageRows:
    """Messages chosen by other rows, each by its first frame; `fragments` gives the frames of one."""

    def __init__(self, source: FrameSource, base: Rows, fragments: Callable[[int], list[int]]) -> None:
        self._source = source
        self._base = base
        self._fragments = fragments
        self._open: list[_Open] = []
        self._toggled = 0
        self._base_revision = base.revision

    @property
    def complete(self) -> bool:
        """All that was there at first is among the rows."""
        return self._base.complete

    @property
    def revision(self) -> int:
        """A number that rises when earlier rows changed: also when a message was opened."""
        return self._base.revision + self._toggled

    def grow(self) -> int:
        """Take in what was found since, and give the number of rows."""
        if self._base.revision != self._base_revision:
            self._base_revision = self._base.revision
            self._open = []  # the rows below them are others now
        return self._base.grow() + sum(len(one.ids) for one in self._open)

    def toggle(self, row: int) -> bool:
        """Open the message in a row, or close it; False where there is nothing to open."""
        base, inside = self._place(row)
        if inside is not None:
            return False
        opened = [one.base for one in self._open]
        if base in opened:
            ids = {one.base: one.ids for one in self._open if one.base != base}
        else:
            frames = self._fragments(self._base.frame_id(base))
            if len(frames) < 2:
                return False
            ids = {one.base: one.ids for one in self._open} | {base: frames}
        self._open, before = [], 0
        for place in sorted(ids):
            self._open.append(_Open(place, place + before, ids[place]))
            before += len(ids[place])
        self._toggled += 1
        return True

    def is_open(self, row: int) -> bool:
        """Tell whether the message in a row shows its frames."""
        return any(one.row == row for one in self._open)

    def is_fragment(self, row: int) -> bool:
        """Tell whether a row is a frame of an open message."""
        return self._place(row)[1] is not None

    def frame_id(self, row: int) -> int:
        """Tell which frame is in a row."""
        base, inside = self._place(row)
        if inside is None:
            return self._base.frame_id(base)
        one = next(one for one in self._open if one.base == base)
        return one.ids[inside]

    def row_of(self, frame_id: int) -> int | None:
        """Tell in which row a frame is; of an open message, the message itself comes first."""
        base = self._base.row_of(frame_id)
        if base is not None:
            return base + sum(len(one.ids) for one in self._open if one.base < base)
        for one in self._open:
            if frame_id in one.ids:
                return one.row + 1 + one.ids.index(frame_id)
        return None

    def summaries(self, first: int, last: int) -> list[FrameSummary]:
        """Read the rows from the first to the last."""
        if not self._open:
            return self._base.summaries(first, last)
        return self._source.summaries_of([self.frame_id(row) for row in range(first, last + 1)])

    def _place(self, row: int) -> tuple[int, int | None]:
        """Give a row's message, and which of its frames it is if it stands below it."""
        index = bisect_right(self._open, row, key=lambda one: one.row) - 1
        if index < 0:
            return row, None
        one = self._open[index]
        if row == one.row:
            return one.base, None
        if row <= one.row + len(one.ids):
            return one.base, row - one.row - 1
        before = sum(len(other.ids) for other in self._open[: index + 1])
        return row - before, None
