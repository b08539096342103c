"""Frames that a person has marked, each with a note or without: few enough to be kept in memory."""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable
from typing import NamedTuple

from inspector.capture.capture_writer import Queue, put_all
from inspector.capture.database import Database
from inspector.capture.items import statement
from inspector.capture.rows import present_columns

# Rows that are in memory only, for the file could not be written, are moved to it later: there a row
# without text says that the file's row is to go.
_FORGET = "DELETE FROM bookmark WHERE frame_id = ?"
_LEAVE_WORD = (
    "INSERT INTO bookmark(frame_id, time_ns, text) SELECT ?, ?, NULL "
    "WHERE (SELECT file FROM pragma_database_list WHERE name = 'main') = ''"
)
_SET = "INSERT INTO bookmark(frame_id, time_ns, text) VALUES (?,?,?)"


class Bookmark(NamedTuple):
    """One row of `bookmark`."""

    frame_id: int
    time_ns: int
    """When it was set."""
    text: str
    """The person's note on the frame; may be empty."""


class Bookmarks:
    """All bookmarks of a capture; one thread changes them, any thread reads them.

    `queue` gives what takes the changes, or raises `CaptureError`.
    """

    def __init__(self, database: Database, queue: Callable[[], Queue]) -> None:
        self._queue = queue
        self._by_frame = {bookmark.frame_id: bookmark for bookmark in _read(database)}
        self._ids = sorted(self._by_frame)

    def all(self) -> list[Bookmark]:
        """Give every bookmark in the order of the frames."""
        known = self._by_frame
        return [known[frame_id] for frame_id in self._ids if frame_id in known]

    def of(self, frame_id: int) -> Bookmark | None:
        """Give a frame's bookmark."""
        return self._by_frame.get(frame_id)

    def ids_between(self, first_id: int, last_id: int) -> list[int]:
        """Give the frames of a range of ids, both ends included, that have a bookmark."""
        return self._ids[bisect_left(self._ids, first_id) : bisect_right(self._ids, last_id)]

    def beside(self, frame_id: int, step: int) -> int | None:
        """Give the next frame with a bookmark after a frame (`step` 1), or the one before it (-1)."""
        place = bisect_right(self._ids, frame_id) if step > 0 else bisect_left(self._ids, frame_id) - 1
        return self._ids[place] if 0 <= place < len(self._ids) else None

    def set(self, frame_id: int, text: str = "") -> None:
        """Mark a frame, with a person's note if there is one. Raises `CaptureError`."""
        queue = self._queue()
        bookmark = Bookmark(frame_id, time.time_ns(), text)
        known = frame_id in self._by_frame
        self._by_frame[frame_id] = bookmark
        if not known:
            ids = self._ids.copy()  # readers hold the one before
            insort(ids, frame_id)
            self._ids = ids
        put_all(queue, [statement(_FORGET, (frame_id,)), statement(_SET, bookmark)])

    def remove(self, frame_id: int) -> None:
        """Take a frame's mark and note away. Raises `CaptureError`."""
        queue = self._queue()
        self._ids = [known for known in self._ids if known != frame_id]
        self._by_frame.pop(frame_id, None)
        word = statement(_LEAVE_WORD, (frame_id, time.time_ns()))
        put_all(queue, [statement(_FORGET, (frame_id,)), word])


def _read(database: Database) -> list[Bookmark]:
    with database.reading() as connection:
        names = present_columns(connection, "bookmark")
        if not {"frame_id", "text"} <= set(names):
            return []
        time_ns = "ifnull(time_ns, 0)" if "time_ns" in names else "0"
        sql = f"SELECT frame_id, {time_ns}, text FROM bookmark WHERE frame_id NOT NULL AND text NOT NULL"
        return [Bookmark(int(row[0]), int(row[1]), str(row[2])) for row in connection.execute(sql)]
