"""Answers questions about what a capture holds, from any thread."""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

import apsw

from inspector.capture import schema
from inspector.capture.database import Database
from inspector.capture.parts import Parts
from inspector.capture.records import ConnectionRecord, FrameSummary, NoteRecord, StoredFrame
from inspector.capture.rows import (
    FrameTuple,
    as_bytes,
    connection_record,
    frame_tuple,
    note_record,
    present_columns,
    stored_frame,
)
from inspector.wire.records import HTTP

_MARKS = 500
_CHUNK_ROWS = 2048
_CHUNK_BYTES = 8 * 1024 * 1024
_WINDOW = 8 * 1024 * 1024
_COLUMNS = (
    f"id, ifnull(connection_id, 0), ifnull(time_ns, 0), ifnull(direction, 0), ifnull(head, {HTTP}), "
    "masking_key, ifnull(wire_length, 0)"
)
_SMALL_PREVIEW = f"substr(payload, 1, {schema.PREVIEW})"
_PREVIEW = f"""
    CASE WHEN ifnull(length(payload), 0) <= {schema.LARGE} THEN {_SMALL_PREVIEW}
    ELSE (SELECT substr(payload, 1, {schema.PREVIEW}) FROM frame g INDEXED BY frame_preview
          WHERE length(payload) > {schema.LARGE} AND g.id = f.id) END"""


class Reader:
    """Reads committed rows, wherever they are. Every method raises `CaptureError`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._window_lock = threading.Lock()
        self._window = (0, 0, b"", False)

    def last_id(self) -> int:
        """Give the id of the last frame, 0 when there is none."""
        return self._last_of("frame")

    def last_note(self) -> int:
        """Give the id of the last note, 0 when there is none."""
        return self._last_of("note")

    def connections(self) -> list[ConnectionRecord]:
        """Read every connection of the file, also of files that have fewer columns than ours."""
        with self._parts.now[0].database.reading() as connection:
            names = [f"connection.{name}" for name in present_columns(connection, "connection")]
            endpoint = present_columns(connection, "endpoint")
            join = ""
            if "connection_id" in endpoint:
                join = "LEFT JOIN endpoint ON endpoint.connection_id = connection.id"
                names += [f"endpoint.{name}" for name in endpoint if name != "connection_id"]
            sql = f"SELECT {', '.join(names)} FROM connection {join} ORDER BY connection.id"
            rows = connection.execute(sql).fetchall()
        return [connection_record([name.partition(".")[2] for name in names], row) for row in rows]

    def summaries(self, first_id: int, last_id: int) -> list[FrameSummary]:
        """Give the frames of a range of ids, both ends included."""
        summaries: list[FrameSummary] = []
        for part in self._parts.now:
            first, last = max(first_id, part.frames.after + 1), min(last_id, part.frames.last)
            if first <= last:
                summaries += self._summaries(part.database, "{id} BETWEEN ? AND ?", (first, last))
        return summaries

    def summaries_of(self, ids: Sequence[int]) -> list[FrameSummary]:
        """Give frames in the order of their ids as asked; unknown ids are left out."""
        found: dict[int, FrameSummary] = {}
        for start in range(0, len(ids), _MARKS):
            for part in self._parts.now:
                after, last = part.frames
                some = tuple(number for number in ids[start : start + _MARKS] if after < number <= last)
                condition = f"{{id}} IN ({','.join('?' * len(some))})"
                summaries = self._summaries(part.database, condition, some) if some else []
                found.update((summary.id, summary) for summary in summaries)
        return [found[frame_id] for frame_id in ids if frame_id in found]

    def frame(self, frame_id: int) -> StoredFrame | None:
        """Give a frame with its whole payload."""
        sql = f"SELECT {_COLUMNS}, payload FROM frame WHERE id = ?"
        with self._database_of(frame_id).reading() as connection:
            row = connection.execute(sql, (frame_id,)).fetchone()
        return None if row is None else stored_frame(frame_tuple(row))

    def http_heads(self, frame_ids: Sequence[int]) -> dict[int, bytes]:
        """Give the heads of those frames that are HTTP messages."""
        return self._beside("http_message", schema.HTTP_COLUMNS, frame_ids)

    def frame_headers(self, frame_ids: Sequence[int]) -> dict[int, bytes]:
        """Give the headers of those frames whose length is not minimal."""
        return self._beside("frame_header", schema.HEADER_COLUMNS, frame_ids)

    def frame_batches(self, last_id: int) -> Iterator[list[FrameTuple]]:
        """Give every frame up to an id in order, in lists of a bounded size.

        Nothing is held between two of them, so that reading slowly keeps nobody from writing.
        """
        after = -1
        while after < last_id:
            rows = self._next_rows(after, last_id)
            if not rows:
                return
            after = rows[-1][0]
            yield [row if type(row[7]) is bytes else frame_tuple(row) for row in rows]

    def batches_of(self, ids: Sequence[int]) -> Iterator[list[FrameTuple]]:
        """Give frames by their ascending ids, in lists of a bounded size; unknown ids are left out."""
        at = 0
        while at < len(ids):
            rows, looked_at = self._rows_of(ids[at : at + _MARKS])
            at += looked_at
            if rows:
                yield [row if type(row[7]) is bytes else frame_tuple(row) for row in rows]

    def payload_part(self, frame_id: int, offset: int, length: int) -> bytes:
        """Give a part of a payload, shorter at its end.

        Of a large payload, what is around is kept too: SQLite opens no blob incrementally in a table
        with generated columns, so that each reading costs as much as the whole (0.5 ms a megabyte).
        """
        if length <= 0 or offset < 0:
            return b""
        with self._window_lock:
            kept_id, start, kept, ended = self._window
        if kept_id == frame_id and start <= offset and (ended or offset + length <= start + len(kept)):
            return kept[offset - start : offset - start + length]
        sql = "SELECT substr(CAST(payload AS BLOB), ?, ?) FROM frame WHERE id = ?"
        most = max(length, _WINDOW)
        with self._database_of(frame_id).reading() as connection:
            row = connection.execute(sql, (offset + 1, most, frame_id)).fetchone()
        part = as_bytes(row[0]) if row else b""
        if len(part) > schema.LARGE:
            with self._window_lock:
                self._window = (frame_id, offset, part, len(part) < most)
        return part[:length]

    def frame_ids(self, connection_id: int, after_id: int) -> array[int]:
        """Give the ids of one connection's frames after an id, ascending."""
        ids = array("q")
        for part in self._parts.now:
            with part.database.reading() as connection:
                rows = connection.execute(
                    "SELECT id FROM frame WHERE id > ? AND id <= ? AND connection_id = ? ORDER BY id",
                    (max(after_id, part.frames.after), part.frames.last, connection_id),
                )
                ids.extend(row[0] for row in rows)
        return ids

    def notes(
        self, connection_id: int | None, frame_id: int | None, after_id: int, limit: int | None
    ) -> list[NoteRecord]:
        """Give notes in order, of one connection or frame if asked, at most so many."""
        notes: list[NoteRecord] = []
        for part in self._parts.now:
            where, values = "id > ? AND id <= ?", [max(after_id, part.notes.after), part.notes.last]
            for column, value in (("connection_id", connection_id), ("frame_id", frame_id)):
                if value is not None:
                    where += f" AND {column} = ?"
                    values.append(value)
            values.append(-1 if limit is None else limit - len(notes))
            with part.database.reading() as connection:
                names = present_columns(connection, "note")
                wanted = {"id"} | {name for name in ("connection_id", "frame_id") if f"{name} =" in where}
                if wanted <= set(names):
                    sql = f"SELECT {', '.join(names)} FROM note WHERE {where} ORDER BY id LIMIT ?"
                    notes += [note_record(names, row) for row in connection.execute(sql, values)]
        return notes

    def _beside(self, table: str, columns: tuple[str, str], frame_ids: Sequence[int]) -> dict[int, bytes]:
        """Give what a table of its own has of some frames."""
        found: dict[int, bytes] = {}
        sql = f"SELECT {', '.join(columns)} FROM {table} WHERE frame_id = ?"
        for part in self._parts.now:
            with part.database.reading() as connection:
                if set(columns) <= schema.columns_of(connection, table):
                    for frame_id in frame_ids:
                        rows = connection.execute(sql, (frame_id,))
                        found.update((row[0], as_bytes(row[1])) for row in rows)
        return found

    def _summaries(self, database: Database, condition: str, values: tuple[int, ...]) -> list[FrameSummary]:
        with database.reading() as connection:
            preview = _PREVIEW if schema.has_previews(connection) else _SMALL_PREVIEW
            rows: list[tuple[Any, ...]] = connection.execute(
                f"SELECT {_COLUMNS}, ifnull(octet_length(payload), 0), {preview} FROM frame f "
                f"WHERE {condition.format(id='id')} ORDER BY id",
                values,
            ).fetchall()
        flagged = self._flagged(condition, values)
        heads = self.http_heads([row[0] for row in rows if row[4] == HTTP])
        return [
            FrameSummary._make((*row[:8], _preview(row, heads)[: schema.PREVIEW], row[0] in flagged))
            for row in rows
        ]

    def _flagged(self, condition: str, values: tuple[int, ...]) -> set[int]:
        """Give those of some frames that a note speaks of; it may be in another part than the frame."""
        flagged: set[int] = set()
        for part in self._parts.now:
            with part.database.reading() as connection:
                if "frame_id" in present_columns(connection, "note"):
                    sql = f"SELECT frame_id FROM note WHERE {condition.format(id='frame_id')}"
                    flagged.update(row[0] for row in connection.execute(sql, values))
        return flagged

    def _next_rows(self, after: int, last_id: int) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        sql = (
            f"SELECT {_COLUMNS}, payload FROM frame WHERE id > ? AND id <= ? ORDER BY id LIMIT {_CHUNK_ROWS}"
        )
        for part in self._parts.now:
            first, last = max(after, part.frames.after), min(last_id, part.frames.last)
            if first >= last:
                continue
            with part.database.reading() as connection:
                rows = _take(connection, sql, (first, last))
            if rows:
                break
        return rows

    def _rows_of(self, ids: Sequence[int]) -> tuple[list[tuple[Any, ...]], int]:
        """Give the first of some frames, and how many ids were looked at."""
        for part in self._parts.now:
            after, last = part.frames
            some = tuple(number for number in ids if after < number <= last)
            if not some:
                continue
            marks = ",".join("?" * len(some))
            sql = f"SELECT {_COLUMNS}, payload FROM frame WHERE id IN ({marks}) ORDER BY id"
            with part.database.reading() as connection:
                rows = _take(connection, sql, some)
            if rows:
                return rows, bisect_right(ids, rows[-1][0])
        return [], len(ids)

    def _last_of(self, table: str) -> int:
        with self._parts.now[0].database.reading() as connection:
            if "id" not in schema.columns_of(connection, table):
                return 0
            row = connection.execute(f"SELECT max(id) FROM {table}").fetchone()
        return int(row[0] or 0) if row else 0

    def _database_of(self, frame_id: int) -> Database:
        parts = self._parts.now
        return next(
            (part.database for part in parts if part.frames.after < frame_id <= part.frames.last),
            parts[0].database,
        )


def _preview(row: tuple[Any, ...], heads: dict[int, bytes]) -> bytes:
    """Give the payload's first bytes; an HTTP message has its start line before them."""
    head = heads.get(row[0])
    payload = as_bytes(row[8])
    return payload if head is None else head.partition(b"\r\n")[0] + b"\r\n" + payload


def _take(connection: apsw.Connection, sql: str, values: tuple[int, ...]) -> list[tuple[Any, ...]]:
    """Fetch rows until they hold enough bytes."""
    rows: list[tuple[Any, ...]] = []
    size = 0
    cursor = connection.cursor()
    try:
        for row in cursor.execute(sql, values):
            rows.append(row)
            size += len(row[7] or b"")
            if size > _CHUNK_BYTES:
                break
    finally:
        cursor.close()
    return rows
