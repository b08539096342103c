"""Which frames of a capture are the rows of a table, and a bounded cache of what they hold."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from inspector.capture.bookmarks import Bookmarks
from inspector.capture.records import ConnectionRecord, FrameSummary, NoteRecord, StoredFrame

BLOCK = 64
"""Rows that are read at once: at the end of a flood, each repaint reads all that it shows anew."""

Item = TypeVar("Item")


class FrameSource(Protocol):
    """What a table reads of a capture."""

    @property
    def last_id(self) -> int:
        """The id of the last committed frame."""

    @property
    def change_count(self) -> int:
        """A number that rises with each commit."""

    @property
    def bookmarks(self) -> Bookmarks:
        """The frames that a person has marked."""

    def summaries(self, first_id: int, last_id: int) -> list[FrameSummary]:
        """Read the frames from the first to the last id."""

    def summaries_of(self, ids: Sequence[int]) -> list[FrameSummary]:
        """Read these frames in the given order."""

    def connection(self, connection_id: int) -> ConnectionRecord | None:
        """Read what is known of a connection."""

    def frame(self, frame_id: int) -> StoredFrame | None:
        """Read a whole frame."""

    def field_values(self, path: str, ids: Sequence[int]) -> dict[int, str]:
        """Read the values at a path in JSON payloads; frames that have none are left out."""

    def notes(self, *, frame_id: int) -> list[NoteRecord]:
        """Give what the capture says of a frame, in order."""


class FoundFrames(Protocol):
    """What a search has found: ids, ascending, more of them each time one looks."""

    @property
    def count(self) -> int:
        """How many frames are found by now."""

    @property
    def done_once(self) -> bool:
        """All that was there when it began is examined."""

    @property
    def revision(self) -> int:
        """A number that rises when earlier ones changed; else there are only more."""

    def id_at(self, index: int) -> int:
        """Give the id of a found frame."""

    def index_of(self, frame_id: int) -> int | None:
        """Tell as which one a frame was found."""


class Rows(Protocol):
    """A choice of frames in the order of their ids."""

    @property
    def complete(self) -> bool:
        """All that was there at first is among the rows."""

    @property
    def revision(self) -> int:
        """A number that rises when earlier rows changed; else rows are only added."""

    def grow(self) -> int:
        """Take in what was committed since, and give the number of rows."""

    def frame_id(self, row: int) -> int:
        """Tell which frame is in a row."""

    def row_of(self, frame_id: int) -> int | None:
        """Tell in which row a frame is."""

    def summaries(self, first: int, last: int) -> list[FrameSummary]:
        """Read the rows from the first to the last."""


class AllRows:
    """Every frame after an id: ids are consecutive, so that no list of them is needed."""

    complete = True
    revision = 0

    def __init__(self, source: FrameSource, after_id: int = 0) -> None:
        self._source = source
        self._after = after_id
        self._count = 0

    def grow(self) -> int:
        """Take in what was committed since, and give the number of rows."""
        self._count = max(0, self._source.last_id - self._after)
        return self._count

    def frame_id(self, row: int) -> int:
        """Tell which frame is in a row."""
        return self._after + row + 1

    def row_of(self, frame_id: int) -> int | None:
        """Tell in which row a frame is."""
        row = frame_id - self._after - 1
        return row if 0 <= row < self._count else None

    def summaries(self, first: int, last: int) -> list[FrameSummary]:
        """Read the rows from the first to the last."""
        return self._source.summaries(self.frame_id(first), self.frame_id(last))


class FoundRows:
    """The frames that a search has found so far; it goes on by itself."""

    def __init__(self, source: FrameSource, found: FoundFrames) -> None:
        self._source = source
        self._found = found
        self._count = 0

    @property
    def complete(self) -> bool:
        """All that was there when it began is examined."""
        return self._found.done_once

    @property
    def revision(self) -> int:
        """A number that rises when earlier rows changed; else rows are only added."""
        return self._found.revision

    def grow(self) -> int:
        """Take in what was found since, and give the number of rows."""
        self._count = self._found.count
        return self._count

    def frame_id(self, row: int) -> int:
        """Tell which frame is in a row; 0 for a last one that its search has just found not to match."""
        try:
            return self._found.id_at(row)
        except IndexError:
            return 0

    def row_of(self, frame_id: int) -> int | None:
        """Tell in which row a frame is."""
        row = self._found.index_of(frame_id)
        return row if row is not None and row < self._count else None

    def summaries(self, first: int, last: int) -> list[FrameSummary]:
        """Read the rows from the first to the last."""
        return self._source.summaries_of([self.frame_id(row) for row in range(first, last + 1)])


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
