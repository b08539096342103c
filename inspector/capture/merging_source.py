"""Reads one of the captures that are merged, as it is at one moment, also one that others made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import apsw

from inspector.capture import schema
from inspector.capture.opening import open_database
from inspector.capture.parts import Parts
from inspector.capture.reader import Reader
from inspector.capture.reasons import what_to_do, why
from inspector.capture.records import CaptureError, ConnectionRecord, NoteRecord
from inspector.capture.rows import as_bytes, note_record, present_columns

Row = tuple[Any, ...]
Timed = tuple[int, int, Any]
"""A time, the source's number, and what is merged by that time."""

_COLUMNS = ",".join(schema.FRAME_COLUMNS[1:])
_FRAMES = f"SELECT CAST(id AS INTEGER), {_COLUMNS} FROM frame WHERE id NOT NULL ORDER BY id"


class Source:
    """One capture; times never go back within it, so that the order of the wire stays.

    Every method raises `CaptureError`.
    """

    def __init__(self, number: int, path: Path, stack: ExitStack) -> None:
        self.number = number
        self.path = path
        database, _ = open_database(path, read_only=True)
        stack.callback(database.close)
        self._reader = Reader(Parts(database))
        self._connection = stack.enter_context(database.reading())
        with self._told():
            self._connection.execute("BEGIN")
        stack.callback(self._connection.execute, "ROLLBACK")

    def connections(self) -> list[ConnectionRecord]:
        """Give its connections."""
        return self._reader.connections()

    def last_id(self) -> int:
        """Give the id of its last frame, 0 when there is none."""
        return next((int(row[0] or 0) for row in self._rows("SELECT max(id) FROM frame")), 0)

    def frames(self) -> Iterator[Timed]:
        """Give its frames as rows, in order."""
        latest = 0
        for row in self._rows(_FRAMES):
            if type(row[2]) is int and row[2] > latest:
                latest = row[2]
            yield latest, self.number, row

    def notes(self) -> Iterator[Timed]:
        """Give its notes, in order."""
        names = self._present("note")
        if "id" not in names:
            return
        latest = 0
        for row in self._rows(f"SELECT {','.join(names)} FROM note WHERE id NOT NULL ORDER BY id"):
            note: NoteRecord = note_record(names, row)
            latest = max(latest, note.time_ns)
            yield latest, self.number, note

    def bookmarks(self) -> Iterator[Row]:
        """Give its bookmarks as rows."""
        if set(self._present("bookmark")) == set(schema.BOOKMARK_COLUMNS):
            names = ",".join(schema.BOOKMARK_COLUMNS)
            yield from self._rows(f"SELECT {names} FROM bookmark WHERE text NOT NULL ORDER BY frame_id")

    def http_heads(self) -> Beside:
        """Give the heads of its HTTP messages, to be asked for in the order of the frames."""
        if set(self._present("http_message")) != set(schema.HTTP_COLUMNS):
            return Beside(iter(()))
        sql = "SELECT CAST(frame_id AS INTEGER), head FROM http_message ORDER BY 1"
        return Beside((row[0], as_bytes(row[1])) for row in self._rows(sql) if row[0] is not None)

    def named_frames(self) -> Beside:
        """Give the ids of frames that notes and bookmarks speak of, to be asked for in their order."""
        tables = [table for table in ("note", "bookmark") if "frame_id" in self._present(table)]
        parts = [f"SELECT CAST(frame_id AS INTEGER) AS named FROM {table}" for table in tables]
        if not parts:
            return Beside(iter(()))
        sql = f"SELECT named FROM ({' UNION '.join(parts)}) WHERE named NOT NULL ORDER BY named"
        return Beside((row[0], True) for row in self._rows(sql))

    def _present(self, table: str) -> list[str]:
        with self._told():
            return present_columns(self._connection, table)

    def _rows(self, sql: str) -> Iterator[Row]:
        with self._told():
            cursor = self._connection.cursor()
            try:
                yield from cursor.execute(sql)
            finally:
                cursor.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say which capture it is that cannot be read."""
        try:
            yield
        except apsw.Error as error:
            raise CaptureError(
                f"{self.path} cannot be read, for {why(error)}: {what_to_do(error)}."
            ) from error
        except UnicodeDecodeError as error:
            told = f"{self.path} holds text that is not UTF-8: use the program that made it."
            raise CaptureError(told) from error


class Beside:
    """Things that belong to frames, ascending by the frames' ids; each is asked for once, in that order."""

    def __init__(self, pairs: Iterator[tuple[int, Any]]) -> None:
        self._pairs = pairs
        self._next = next(pairs, None)

    def take(self, frame_id: int) -> Any:
        """Give what belongs to a frame; None for nothing."""
        while self._next is not None and self._next[0] < frame_id:
            self._next = next(self._pairs, None)
        if self._next is None or self._next[0] != frame_id:
            return None
        return self._next[1]
