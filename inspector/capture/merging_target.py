"""Writes the new capture that others are merged into: beside its place, and moved there when it is whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from inspector.capture import moving, schema
from inspector.capture.batch import insert_rows
from inspector.capture.reasons import what_to_do, why
from inspector.capture.records import CaptureError, ConnectionRecord, NoteRecord

_PAGE = 16_384
_ROWS = 4096
_BYTES = 8 * 1024 * 1024
_INTO_FRAME = f"INSERT INTO frame({','.join(schema.FRAME_COLUMNS)}) VALUES "
_ONE_FRAME = f"({','.join('?' * len(schema.FRAME_COLUMNS))})"
_NOTE_NAMES = schema.NOTE_COLUMNS[1:]
_INTO_NOTE = f"INSERT INTO note({','.join(_NOTE_NAMES)}) VALUES ({','.join('?' * len(_NOTE_NAMES))})"


class Target:
    """Numbers frames and connections anew. Every method raises `CaptureError`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.frames = 0
        """How many frames it has."""
        self._made = path.with_name(f"{path.name}.part")
        self._rows: list[tuple[Any, ...]] = []
        self._size = 0
        self._heads: list[tuple[int, bytes]] = []
        self._named: list[tuple[int, int, int]] = []
        self._connections: dict[tuple[int, int], int] = {}
        with self._told():
            self._made.unlink(missing_ok=True)
            os.close(os.open(self._made, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            self._sql = apsw.Connection(str(self._made.resolve()), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            with self._told():
                self._set_up()
        except CaptureError:
            self.give_up()
            raise

    def _set_up(self) -> None:
        self._sql.pragma("page_size", _PAGE)
        # It counts only when it is whole, so that there is nothing to go back to.
        self._sql.pragma("journal_mode", "off")
        self._sql.pragma("synchronous", "off")
        schema.make_tables(self._sql)
        self._sql.execute(
            "CREATE TEMP TABLE named(source INTEGER, old INTEGER, new INTEGER, PRIMARY KEY(source, old)) "
            "WITHOUT ROWID"
        )

    def add_connections(self, records: list[tuple[int, ConnectionRecord]]) -> None:
        """Add connections, each with the number of its source, in this order."""
        with self.at_once():
            for source, record in records:
                new = self._connection_id(source, record.id)
                contract = [new, *(getattr(record, name) for name in schema.CONNECTION_COLUMNS[1:])]
                ours = [new, *(getattr(record, name) for name in schema.ENDPOINT_COLUMNS[1:])]
                self._sql.execute(moving.upsert("connection"), contract)
                self._sql.execute(moving.upsert("endpoint"), ours)

    def add_frame(self, source: int, row: tuple[Any, ...], head: bytes | None, *, named: bool) -> bool:
        """Add a frame; `named` when notes or bookmarks speak of it. Tells when some have been written."""
        self.frames += 1
        self._rows.append((self.frames, self._connection_id(source, row[1]), *row[2:]))
        self._size += len(row[7] or b"") if isinstance(row[7], bytes | str) else 8
        if head is not None:
            self._heads.append((self.frames, head))
        if named:
            self._named.append((source, row[0], self.frames))
        if len(self._rows) < _ROWS and self._size < _BYTES:
            return False
        self.flush()
        return True

    def flush(self) -> None:
        """Write what has been added."""
        with self.at_once():
            insert_rows(self._sql, _INTO_FRAME, _ONE_FRAME, self._rows)
            self._sql.executemany("INSERT INTO http_message(frame_id, head) VALUES (?,?)", self._heads)
            self._sql.executemany("INSERT OR REPLACE INTO temp.named VALUES (?,?,?)", self._named)
        self._rows, self._heads, self._named, self._size = [], [], [], 0

    def add_note(self, source: int, note: NoteRecord) -> None:
        """Add a note; what it speaks of has its new number."""
        values = {name: getattr(note, name) for name in _NOTE_NAMES}
        if note.connection_id is not None:
            values["connection_id"] = self._connection_id(source, note.connection_id)
        if note.frame_id is not None:
            values["frame_id"] = self._new_id(source, note.frame_id)
        with self._told():
            self._sql.execute(_INTO_NOTE, tuple(values.values()))

    def add_bookmark(self, source: int, row: tuple[Any, ...]) -> None:
        """Add a bookmark, unless its frame is nowhere."""
        frame_id = self._new_id(source, row[0])
        if frame_id is not None:
            with self._told():
                sql = "INSERT OR REPLACE INTO bookmark(frame_id, time_ns, text) VALUES (?,?,?)"
                self._sql.execute(sql, (frame_id, *row[1:]))

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Write what is added meanwhile in one transaction; a failure ends the whole merging."""
        with self._told():
            self._sql.execute("BEGIN")
            yield
            self._sql.execute("COMMIT")

    def finish(self) -> None:
        """Put the whole capture into its place, replacing what was there."""
        with self._told():
            self._sql.execute("UPDATE property SET value = 0 WHERE name = 'open'")
            self._sql.close(True)
            with self._made.open("rb+") as file:
                os.fsync(file.fileno())
            self._made.replace(self.path)

    def give_up(self) -> None:
        """Leave nothing behind, unless it is finished."""
        self._sql.close(True)
        self._made.unlink(missing_ok=True)

    def _connection_id(self, source: int, old: int) -> int:
        return self._connections.setdefault((source, old), len(self._connections) + 1)

    def _new_id(self, source: int, old: int) -> int | None:
        with self._told():
            sql = "SELECT new FROM temp.named WHERE source = ? AND old = ?"
            row = self._sql.execute(sql, (source, old)).fetchone()
        return None if row is None else int(row[0])

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except apsw.Error as error:
            told = f"{self.path} cannot be written, for {why(error)}: {what_to_do(error)}."
            raise CaptureError(told) from error
        except OSError as error:
            told = f"{self.path} cannot be written ({error.strerror}): choose another place."
            raise CaptureError(told) from error
