"""One of the captures that are merged: what it has, and where its next part ends."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from inspector.capture import schema
from inspector.capture.contents import last_frame, read_connections
from inspector.capture.opening import open_database
from inspector.capture.records import ConnectionRecord
from inspector.capture.rows import present_columns

_ROWS = 8192
_BYTES = 64 * 1024 * 1024
"""Frames and bytes of a part: between two of them the merging can be cancelled."""
_NEXT_PART = f"""
    SELECT max(id), max(time) FROM (
        SELECT id, time, sum(size) OVER (ORDER BY id) - size AS before FROM (
            SELECT id, CAST(ifnull(time_ns, 0) AS INTEGER) AS time, ifnull(octet_length(payload), 0) AS size
            FROM frame WHERE id > ? AND id <= ? ORDER BY id LIMIT {_ROWS}))
    WHERE before < {_BYTES}"""


class Part:
    """The next frames of a source, in the order of the wire, up to `end`."""

    def __init__(self, source: Source, end: int, latest: int) -> None:
        self.source = source
        self.end = end
        self.latest = latest
        """The latest time in it, or before it: times never go back within a source."""


class Source:
    """A capture, attached to the new one under a name. Raises `CaptureError` where it cannot be read."""

    def __init__(self, number: int, path: Path, stack: ExitStack) -> None:
        self.number = number
        self.path = path
        self.name = f"source{number}"
        self._database = open_database(path, read_only=True)
        stack.callback(self._database.close)
        self.uri = self._database.uri
        self.last_id = last_frame(self._database)
        """The last frame that is merged: what is written meanwhile is not."""
        self.done_id = -(2**63)
        """The last frame that is in the new capture."""
        self.latest = 0
        with self._database.reading() as connection:
            self._columns = {
                table: set(present_columns(connection, table))
                for table in ("bookmark", "frame_header", "http_message", "note")
            }

    def connections(self) -> list[ConnectionRecord]:
        """Read its connections, in the order they were opened."""
        return read_connections(self._database)

    @property
    def has_bookmarks(self) -> bool:
        """It has a table of bookmarks."""
        return set(schema.BOOKMARK_COLUMNS) <= self._columns["bookmark"]

    @property
    def has_http(self) -> bool:
        """It has a table of HTTP messages."""
        return set(schema.HTTP_COLUMNS) <= self._columns["http_message"]

    @property
    def has_headers(self) -> bool:
        """It has a table of headers that are not minimal."""
        return set(schema.HEADER_COLUMNS) <= self._columns["frame_header"]

    @property
    def note_columns(self) -> list[str]:
        """The columns of its notes; none without their ids."""
        present = self._columns["note"]
        return [name for name in schema.NOTE_COLUMNS if name in present] if "id" in present else []

    def next_part(self) -> Part | None:
        """Look at the next frames; None when there are none left."""
        with self._database.reading() as connection:
            row = connection.execute(_NEXT_PART, (self.done_id, self.last_id)).fetchone()
        return None if row is None or row[0] is None else Part(self, row[0], max(self.latest, row[1]))

    def shorten(self, part: Part, until: int) -> None:
        """End a part before its first frame that comes after a time."""
        with self._database.reading() as connection:
            first_later = connection.execute(
                "SELECT min(id) FROM frame WHERE id > ? AND id <= ? AND CAST(time_ns AS INTEGER) > ?",
                (self.done_id, part.end, until),
            ).get
        if first_later is not None:
            part.end, part.latest = first_later - 1, min(part.latest, until)
