"""Notices what is tied to a frame after a search has passed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.capture.filtering.binding import Supply
from inspector.capture.rows import present_columns

if TYPE_CHECKING:
    from inspector.capture.store import Capture


class LateMarks:
    """Tells which frames to look at again. Made before the search begins; raises `CaptureError`."""

    def __init__(self, capture: Capture, needed: frozenset[Supply]) -> None:
        self._capture = capture
        self._of_notes = not needed.isdisjoint({"error", "note"})
        self._of_bookmarks = not needed.isdisjoint({"bookmark", "note"})
        self._change_count = -1
        self._last_note = -1
        self._bookmarks: dict[int, str] = {}
        self.changed(-1)

    def changed(self, through: int) -> set[int]:
        """Give the frames up to an id whose marks changed since this was asked last."""
        if self._change_count == self._capture.change_count:
            return set()
        self._change_count = self._capture.change_count
        changed = self._newly_noted(through) if self._of_notes else set()
        if self._of_bookmarks:
            bookmarks = {one.frame_id: one.text for one in self._capture.bookmarks.all()}
            changed |= {frame_id for frame_id, _text in bookmarks.items() ^ self._bookmarks.items()}
            self._bookmarks = bookmarks
        return {frame_id for frame_id in changed if frame_id <= through}

    def _newly_noted(self, through: int) -> set[int]:
        found: set[int] = set()
        last = self._last_note
        for part in self._capture.parts:
            with part.database.reading() as connection:
                if "frame_id" not in present_columns(connection, "note"):
                    continue
                first, end = max(self._last_note, part.notes.after), part.notes.last
                sql = "SELECT max(rowid) FROM note WHERE rowid > ? AND rowid <= ?"
                row = connection.execute(sql, (first, end)).fetchone()
                if row and row[0] is not None:
                    sql = "SELECT frame_id FROM note WHERE rowid > ? AND rowid <= ? AND frame_id <= ?"
                    found.update(each[0] for each in connection.execute(sql, (first, row[0], through)))
                    last = max(last, row[0])
        self._last_note = last
        return {frame_id for frame_id in found if isinstance(frame_id, int)}
