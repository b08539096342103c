"""What conditions need that is not in the frame's row: URLs, notes and bookmarks, wherever they are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

import apsw

from inspector.capture.bookmarks import Bookmark
from inspector.capture.filtering.binding import Supply
from inspector.capture.filtering.terms.marks import ERROR_KINDS
from inspector.capture.parts import Part
from inspector.capture.rows import present_columns

if TYPE_CHECKING:
    from inspector.capture.store import Capture

_KINDS = ",".join(f"'{kind}'" for kind in ERROR_KINDS)


class Supplies:
    """Looks up what a filter needs for a range of frames; notes may be in another part than their frame."""

    def __init__(self, capture: Capture, needed: frozenset[Supply]) -> None:
        self._capture = capture
        self._needed = needed
        self._urls = ""
        self._urls_of = -1

    def between(self, after: int, last: int) -> dict[str, str]:
        """Give the values to bind for frames after an id up to another. Raises `CaptureError`."""
        values: dict[str, str] = {}
        if "urls" in self._needed:
            values["urls"] = self._all_urls()
        if "error" in self._needed:
            values["error"] = json.dumps(sorted(self._noted(after, last, errors_only=True)))
        if "note" in self._needed:
            written = {one.frame_id for one in self._bookmarks(after, last) if one.text}
            values["note"] = json.dumps(sorted(written | self._noted(after, last, errors_only=False)))
        if "bookmark" in self._needed:
            values["bookmark"] = json.dumps([one.frame_id for one in self._bookmarks(after, last)])
        return values

    def _noted(self, after: int, last: int, *, errors_only: bool) -> set[int]:
        """Give the frames of a range that a note speaks of."""
        found: set[int] = set()
        for part in self._capture.parts:
            with part.database.reading() as connection:
                found.update(_noted_in(connection, part, after, last, errors_only=errors_only))
        return found

    def _bookmarks(self, after: int, last: int) -> list[Bookmark]:
        ids = self._capture.bookmarks.ids_between(after + 1, last)
        return [one for frame_id in ids if (one := self._capture.bookmarks.of(frame_id)) is not None]

    def _all_urls(self) -> str:
        """Give the URL of each connection; one is known before the first of its frames is committed."""
        last_id = self._capture.last_id
        if self._urls_of != last_id:
            urls = {record.id: record.url for record in self._capture.connections()}
            self._urls, self._urls_of = json.dumps(urls), last_id
        return self._urls


def _noted_in(
    connection: apsw.Connection, part: Part, after: int, last: int, *, errors_only: bool
) -> Iterable[int]:
    columns = present_columns(connection, "note")
    if "frame_id" not in columns or (errors_only and "kind" not in columns):
        return []
    kinds = f"AND kind IN ({_KINDS})" if errors_only else ""
    # The id of a note may be missing: then it is the row's own number.
    sql = (
        f"SELECT frame_id FROM note WHERE frame_id > ? AND frame_id <= ? AND rowid > ? AND rowid <= ? {kinds}"
    )
    rows = connection.execute(sql, (after, last, part.notes.after, part.notes.last))
    return [row[0] for row in rows if isinstance(row[0], int)]
