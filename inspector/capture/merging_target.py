"""Writes the new capture that others are merged into: beside its place, and moved there when it is whole.

Rows go from file to file inside SQLite, thousands with one statement: each statement gives the
interpreter lock away and has to win it back.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from inspector.capture import moving, schema
from inspector.capture.merging_source import Part, Source
from inspector.capture.reasons import what_to_do, why
from inspector.capture.records import CaptureError, ConnectionRecord, NoteRecord

_PAGE = 16_384
_BESIDES = "time_ns,direction,head,masking_key,wire_length,payload"
_NOTE_NAMES = schema.NOTE_COLUMNS[1:]
_INTO_NOTE = f"INSERT INTO note({','.join(_NOTE_NAMES)}) VALUES ({','.join('?' * len(_NOTE_NAMES))})"
_SCRATCH = """
CREATE TEMP TABLE placed(new INTEGER PRIMARY KEY, source INTEGER, old INTEGER);
CREATE TEMP TABLE noted(source INTEGER, old INTEGER, new INTEGER, PRIMARY KEY(source, old)) WITHOUT ROWID;
CREATE TEMP TABLE owner(source INTEGER, old INTEGER, new INTEGER, PRIMARY KEY(source, old)) WITHOUT ROWID;
"""


class Target:
    """Numbers frames and connections anew. Every method raises `CaptureError`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.frames = 0
        """How many frames it has."""
        self._made = path.with_name(f"{path.name}.part")
        self._connections = 0
        with self._told():
            self._made.unlink(missing_ok=True)
            os.close(os.open(self._made, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_URI
            self._sql = apsw.Connection(self._made.resolve().as_uri(), flags=flags)
        try:
            with self._told():
                self._sql.pragma("page_size", _PAGE)
                # It counts only when it is whole, so that there is nothing to go back to.
                self._sql.pragma("journal_mode", "off")
                self._sql.pragma("synchronous", "off")
                schema.make_tables(self._sql)
                self._sql.execute(_SCRATCH)
        except CaptureError:
            self.give_up()
            raise

    @property
    def most_sources(self) -> int:
        """So many can be merged at once."""
        return self._sql.limit(apsw.SQLITE_LIMIT_ATTACHED)

    def attach(self, source: Source) -> None:
        """Let rows of a source be copied."""
        with self._told(source):
            self._sql.execute(f"ATTACH ? AS {source.name}", (source.uri,))
            if "frame_id" in source.note_columns:
                self._sql.execute(
                    f"INSERT OR IGNORE INTO noted(source, old) SELECT ?, frame_id FROM {source.name}.note "
                    "WHERE typeof(frame_id) = 'integer'",
                    (source.number,),
                )

    def add_connections(self, records: Sequence[tuple[int, ConnectionRecord]]) -> None:
        """Add connections, each with the number of its source, in this order."""
        with self._at_once():
            for source, record in records:
                self._connections += 1
                new = self._connections
                contract = [new, *(getattr(record, name) for name in schema.CONNECTION_COLUMNS[1:])]
                ours = [new, *(getattr(record, name) for name in schema.ENDPOINT_COLUMNS[1:])]
                self._sql.execute(moving.upsert("connection"), contract)
                self._sql.execute(moving.upsert("endpoint"), ours)
                self._sql.execute("INSERT INTO owner VALUES (?,?,?)", (source, record.id, new))

    def add_parts(self, parts: Sequence[Part]) -> None:
        """Add the frames of parts, by time, with what belongs to them."""
        with self._at_once():
            self._place(parts)
            for part in parts:
                self._add_frames(part.source)
                self._add_besides(part.source)
            self._sql.execute("DELETE FROM placed")
        for part in parts:
            part.source.done_id, part.source.latest = part.end, part.latest

    def _place(self, parts: Sequence[Part]) -> None:
        """Give frames their new ids: by time, but each source in its own order."""
        one = (
            "SELECT {number} AS source, id, max(max({latest}, CAST(ifnull(time_ns, 0) AS INTEGER))) "
            "OVER (ORDER BY id) AS time FROM {name}.frame WHERE id > {after} AND id <= {end}"
        )
        each = [
            one.format(
                number=part.source.number,
                latest=part.source.latest,
                name=part.source.name,
                after=part.source.done_id,
                end=part.end,
            )
            for part in parts
        ]
        before = self.frames
        self._sql.execute(
            "INSERT INTO placed(new, source, old) SELECT ? + row_number() OVER (ORDER BY time, source, id), "
            f"source, id FROM ({' UNION ALL '.join(each)})",
            (before,),
        )
        self.frames += self._sql.execute("SELECT count(*) FROM placed").get

    def _add_frames(self, source: Source) -> None:
        number, name = source.number, source.name
        with self._told(source):
            # A frame whose connection is nowhere keeps one of its own.
            self._sql.execute(
                "INSERT INTO owner SELECT ?, old, ? + row_number() OVER (ORDER BY old) FROM ("
                f"SELECT DISTINCT ifnull(f.connection_id, -1) AS old FROM placed JOIN {name}.frame f "
                "ON f.id = placed.old WHERE placed.source = ?) "
                "WHERE NOT EXISTS (SELECT 1 FROM owner o WHERE o.source = ? AND o.old IS +old)",
                (number, self._connections, number, number),
            )
            self._connections += self._sql.changes()
            self._sql.execute(
                f"INSERT INTO frame(id,connection_id,{_BESIDES}) SELECT placed.new, owner.new, {_BESIDES} "
                f"FROM placed CROSS JOIN {name}.frame f ON f.id = placed.old "
                "LEFT JOIN owner ON owner.source = placed.source AND owner.old = ifnull(f.connection_id, -1) "
                "WHERE placed.source = ?",
                (number,),
            )

    def _add_besides(self, source: Source) -> None:
        number, name = source.number, source.name
        with self._told(source):
            self._sql.execute(
                "UPDATE noted SET new = placed.new FROM placed WHERE placed.source = ? "
                "AND noted.source = placed.source AND noted.old = placed.old",
                (number,),
            )
            beside = (
                ("http_message", "head", source.has_http),
                ("frame_header", "header", source.has_headers),
            )
            for table, column, present in beside:
                if present:
                    self._sql.execute(
                        f"INSERT INTO {table} SELECT placed.new, h.{column} FROM placed CROSS JOIN "
                        f"{name}.{table} h ON h.frame_id = placed.old WHERE placed.source = ?",
                        (number,),
                    )
            if source.has_bookmarks:
                self._sql.execute(
                    "INSERT OR REPLACE INTO bookmark SELECT placed.new, b.time_ns, b.text FROM placed "
                    f"CROSS JOIN {name}.bookmark b ON b.frame_id = placed.old "
                    "WHERE placed.source = ? AND b.text NOT NULL",
                    (number,),
                )

    def notes_of(self, source: Source) -> Iterator[tuple[Any, ...]]:
        """Read the notes of a source in order, those columns that it has."""
        names = ",".join(source.note_columns)
        if names:
            with self._told(source):
                yield from self._sql.execute(
                    f"SELECT {names} FROM {source.name}.note WHERE id NOT NULL ORDER BY id"
                )

    def add_note(self, source: int, note: NoteRecord) -> None:
        """Add a note; what it speaks of has its new number."""
        values = {name: getattr(note, name) for name in _NOTE_NAMES}
        for name, table in (("connection_id", "owner"), ("frame_id", "noted")):
            if values[name] is not None:
                values[name] = self._new_id(table, source, values[name])
        with self._told():
            self._sql.execute(_INTO_NOTE, tuple(values.values()))

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

    def _new_id(self, table: str, source: int, old: int) -> int | None:
        with self._told():
            sql = f"SELECT new FROM {table} WHERE source = ? AND old = ?"
            row = self._sql.execute(sql, (source, old)).fetchone()
        return None if row is None or row[0] is None else int(row[0])

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """Write what is added meanwhile in one transaction; a failure ends the whole merging."""
        with self._told():
            self._sql.execute("BEGIN")
            yield
            self._sql.execute("COMMIT")

    @contextmanager
    def _told(self, source: Source | None = None) -> Iterator[None]:
        """Say what is in the way: a source that is damaged, or that the new capture cannot be written."""
        try:
            yield
        except apsw.Error as error:
            if source is not None and isinstance(error, apsw.CorruptError | apsw.NotADBError):
                told = f"{source.path} cannot be read, for {why(error)}: {what_to_do(error)}."
            else:
                told = f"{self.path} cannot be written, for {why(error)}: {what_to_do(error)}."
            raise CaptureError(told) from error
        except OSError as error:
            told = f"{self.path} cannot be written ({error.strerror}): choose another place."
            raise CaptureError(told) from error
