"""Which frames of a capture are the rows of a table, and a bounded cache of what they hold."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from inspector.capture.records import FrameSummary, StoredFrame

BLOCK = 256
"""Rows that are read at once."""

Item = TypeVar("Item")


class FrameSource(Protocol):
    """What a table reads of a capture."""

    @property
    def last_id(self) -> int:
        """The id of the last committed frame."""

    @property
    def change_count(self) -> int:
        """A number that rises with each commit."""

    def summaries(self, first_id: int, last_id: int) -> list[FrameSummary]:
        """Read the frames from the first to the last id."""

    def summaries_of(self, ids: Sequence[int]) -> list[FrameSummary]:
        """Read these frames in the given order."""

    def frame_ids(self, connection_id: int, after_id: int) -> array[int]:
        """Read the ids of a connection's frames after an id, ascending."""

    def frame(self, frame_id: int) -> StoredFrame | None:
        """Read a whole frame."""


class Rows(Protocol):
    """A choice of frames in the order of their ids."""

    def grow(self) -> int:
        """Take in what was committed since, and give the number of rows."""

    def frame_id(self, row: int) -> int:
        """Tell which frame is in a row."""

    def row_of(self, frame_id: int) -> int | None:
        """Tell in which row a frame is."""

    def summaries(self, first: int, last: int) -> list[FrameSummary]:
        """Read the rows from the first to the last."""


class AllRows:
    """Every frame: ids are consecutive from 1, so that no list of them is needed."""

    def __init__(self, source: FrameSource) -> None:
        self._source = source
        self._count = 0

    def grow(self) -> int:
        """Take in what was committed since, and give the number of rows."""
        self._count = self._source.last_id
        return self._count

    def frame_id(self, row: int) -> int:
        """Tell which frame is in a row."""
        return row + 1

    def row_of(self, frame_id: int) -> int | None:
        """Tell in which row a frame is."""
        return frame_id - 1 if 1 <= frame_id <= self._count else None

    def summaries(self, first: int, last: int) -> list[FrameSummary]:
        """Read the rows from the first to the last."""
        return self._source.summaries(first + 1, last + 1)


class ConnectionRows:
    """The frames of one connection; their ids take eight bytes each."""

    def __init__(self, source: FrameSource, connection_id: int) -> None:
        self._source = source
        self._connection_id = connection_id
        self._ids: array[int] = array("q")
        self._seen = 0

    def grow(self) -> int:
        """Take in what was committed since, and give the number of rows."""
        last = self._source.last_id
        if last > self._seen:
            # Asked after the last id seen, not after its own last frame: a connection that is silent
            # while another one floods would otherwise be searched from its last frame each time.
            self._ids.extend(self._source.frame_ids(self._connection_id, self._seen))
            self._seen = max(last, self._ids[-1] if self._ids else 0)
        return len(self._ids)

    def frame_id(self, row: int) -> int:
        """Tell which frame is in a row."""
        return self._ids[row]

    def row_of(self, frame_id: int) -> int | None:
        """Tell in which row a frame is."""
        row = bisect_left(self._ids, frame_id)
        return row if row < len(self._ids) and self._ids[row] == frame_id else None

    def summaries(self, first: int, last: int) -> list[FrameSummary]:
        """Read the rows from the first to the last."""
        return self._source.summaries_of(self._ids[first : last + 1])


class BlockCache(Generic[Item]):
    """The blocks used last, at most so many; `load` makes one from its number."""

    def __init__(self, load: Callable[[int], list[Item]], most: int = 32) -> None:
        self._load = load
        self._most = most
        self._blocks: OrderedDict[int, list[Item]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._blocks)

    def item(self, row: int) -> Item:
        """Give what is in a row."""
        number, place = divmod(row, BLOCK)
        block = self._blocks.get(number)
        if block is None:
            block = self._blocks[number] = self._load(number)
            if len(self._blocks) > self._most:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(number)
        return block[place]

    def drop(self, row: int) -> None:
        """Forget the block of a row, for it has changed."""
        self._blocks.pop(row // BLOCK, None)

    def clear(self) -> None:
        """Forget everything."""
        self._blocks.clear()
