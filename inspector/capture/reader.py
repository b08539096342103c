"""Answers questions about what a capture holds, from any thread."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from typing import Any

import apsw

from inspector.capture import schema
from inspector.capture.records import (
    ConnectionRecord,
    FrameSummary,
    NoteRecord,
    StoredFrame,
)
from inspector.wire.records import WireFrame

PREVIEW = 256
_CONNECTION_FIELDS = {field.name for field in fields(ConnectionRecord)}


class Reader:
    """Reads committed rows. Each thread has a database connection of its own.

    `connect` opens one; `spilled_after` gives the last frame in the file when later ones are in memory.
    """

    def __init__(
        self, connect: Callable[[], apsw.Connection], spill_uri: str, spilled_after: Callable[[], int | None]
    ) -> None:
        self._connect = connect
        self._spill_uri = spill_uri
        self._spilled_after = spilled_after
        self._mine = threading.local()
        self._all: list[apsw.Connection] = []

    def close(self) -> None:
        """Close the connections of all threads."""
        while self._all:
            self._all.pop().close(True)
        self._mine = threading.local()

    def last_id(self) -> int:
        """Give the id of the last frame, 0 when there is none."""
        connection = self._connection()
        value = connection.execute(f"SELECT max(id) FROM {self._frames()}").fetchone()
        return int(value[0] or 0) if value else 0

    def connections(self) -> list[ConnectionRecord]:
        """Read every connection of the file, also of files that have fewer columns than ours."""
        connection = self._connection()
        known = schema.columns_of(connection, "connection") & _CONNECTION_FIELDS
        names = [f"connection.{name}" for name in sorted(known)]
        endpoint = sorted(schema.columns_of(connection, "endpoint") & set(schema.ENDPOINT_COLUMNS))
        join = "LEFT JOIN endpoint ON endpoint.connection_id = connection.id" if endpoint else ""
        names += [f"endpoint.{name}" for name in endpoint]
        rows = connection.execute(f"SELECT {', '.join(names)} FROM connection {join} ORDER BY connection.id")
        return [_connection_record([name.split(".")[1] for name in names], row) for row in rows]

    def counts(self) -> dict[int, list[int]]:
        """Count the frames of each connection: sent and received."""
        counts: dict[int, list[int]] = {}
        for connection_id, direction, count in self._connection().execute(
            f"SELECT connection_id, direction, count(*) FROM {self._frames()} GROUP BY 1, 2"
        ):
            counts.setdefault(connection_id, [0, 0])[1 if direction else 0] = count
        return counts

    def summaries(self, first_id: int, last_id: int) -> list[FrameSummary]:
        """Give the frames of a range of ids, both ends included."""
        return self._summaries("id BETWEEN ? AND ? ORDER BY id", (first_id, last_id))

    def summaries_of(self, ids: Sequence[int]) -> list[FrameSummary]:
        """Give frames in the order of their ids as asked; unknown ids are left out."""
        marks = ",".join("?" * len(ids))
        found = {summary.id: summary for summary in self._summaries(f"id IN ({marks})", tuple(ids))}
        return [found[frame_id] for frame_id in ids if frame_id in found]

    def frame(self, frame_id: int) -> StoredFrame | None:
        """Give a frame with its whole payload."""
        columns = ", ".join(schema.FRAME_COLUMNS[1:])
        sql = f"SELECT {columns} FROM {self._frames()} WHERE id = ?"
        row = self._connection().execute(sql, (frame_id,)).fetchone()
        if row is None:
            return None
        connection_id, *frame, payload = row
        return StoredFrame(frame_id, connection_id, WireFrame._make((*frame, _bytes(payload))))

    def frames(self) -> Iterator[StoredFrame]:
        """Give every frame in order, one at a time."""
        columns = ", ".join(schema.FRAME_COLUMNS)
        for row in self._connection().execute(f"SELECT {columns} FROM {self._frames()} ORDER BY id"):
            frame_id, connection_id, *frame, payload = row
            yield StoredFrame(
                int(str(frame_id)), int(str(connection_id)), WireFrame._make((*frame, _bytes(payload)))
            )

    def payload_part(self, frame_id: int, offset: int, length: int) -> bytes:
        """Give a part of a payload, shorter at its end; the payload last asked for is kept at hand."""
        kept = getattr(self._mine, "payload", None)
        if kept is None or kept[0] != frame_id:
            # Incremental reading is not possible: SQLite refuses it for tables with generated columns.
            sql = f"SELECT payload FROM {self._frames()} WHERE id = ?"
            row = self._connection().execute(sql, (frame_id,)).fetchone()
            kept = self._mine.payload = (frame_id, _bytes(row[0]) if row else b"")
        return bytes(memoryview(kept[1])[offset : offset + length])

    def frame_ids(self, connection_id: int, after_id: int) -> array[int]:
        """Give the ids of one connection's frames after an id, ascending."""
        rows = self._connection().execute(
            f"SELECT id FROM {self._frames()} WHERE id > ? AND connection_id = ? ORDER BY id",
            (after_id, connection_id),
        )
        return array("q", (row[0] for row in rows))

    def notes(
        self, connection_id: int | None = None, frame_id: int | None = None, after_id: int = 0
    ) -> list[NoteRecord]:
        """Give notes in order, of one connection or frame if asked."""
        where, values = "WHERE id > ?", [after_id]
        for column, value in (("connection_id", connection_id), ("frame_id", frame_id)):
            if value is not None:
                where += f" AND {column} = ?"
                values.append(value)
        names = self._note_columns()
        if not {"id", "text"} <= set(names):
            return []
        source = self._both("note", ", ".join(names))
        rows = self._connection().execute(
            f"SELECT {', '.join(names)} FROM {source} {where} ORDER BY id",
            values,
        )
        return [_note_record(names, row) for row in rows]

    def _note_columns(self) -> list[str]:
        present = schema.columns_of(self._connection(), "note")
        return [name for name in schema.NOTE_COLUMNS if name in present]

    def _summaries(self, condition: str, values: tuple[int, ...]) -> list[FrameSummary]:
        flagged = "0"
        if "frame_id" in self._note_columns():
            flagged = f"EXISTS (SELECT 1 FROM {self._both('note', 'frame_id')} WHERE frame_id = f.id)"
        rows = self._connection().execute(
            "SELECT id, connection_id, time_ns, direction, head, masking_key, wire_length, "
            "ifnull(length(payload), 0), "
            f"substr(payload, 1, {PREVIEW}), {flagged} "
            f"FROM {self._frames()} f WHERE {condition}",
            values,
        )
        return [FrameSummary._make((*row[:8], _bytes(row[8]), bool(row[9]))) for row in rows.fetchall()]

    def _frames(self) -> str:
        return self._both("frame", ", ".join(schema.FRAME_COLUMNS))

    def _both(self, table: str, columns: str) -> str:
        """Name a table of the file, together with its rest in memory when there is one."""
        after = self._spilled_after()
        if after is None:
            return f"main.{table}"
        limit = f" WHERE id > {after:d}" if table == "frame" else ""
        return f"(SELECT {columns} FROM main.{table} UNION ALL SELECT {columns} FROM spill.{table}{limit})"

    def _connection(self) -> apsw.Connection:
        mine: apsw.Connection | None = getattr(self._mine, "connection", None)
        if mine is None:
            mine = self._mine.connection = self._connect()
            self._all.append(mine)
        if self._spilled_after() is not None and not getattr(self._mine, "spill", False):
            mine.execute("ATTACH ? AS spill", (self._spill_uri,))
            self._mine.spill = True
        return mine


def _bytes(payload: Any) -> bytes:
    """Take a payload as other programs may have stored it: as text, or not at all."""
    return payload.encode() if isinstance(payload, str) else payload or b""


def _note_record(names: list[str], row: tuple[Any, ...]) -> NoteRecord:
    values = {name: value for name, value in zip(names, row, strict=True) if value is not None}
    return NoteRecord(
        values["id"],
        values.get("time_ns", 0),
        values.get("kind", ""),
        values.get("text", ""),
        values.get("section", ""),
        values.get("connection_id"),
        values.get("frame_id"),
    )


def _connection_record(names: list[str], row: tuple[object, ...]) -> ConnectionRecord:
    values = dict(zip(names, row, strict=True))
    for name in ("request_head", "response_head"):
        if isinstance(values.get(name), str):
            values[name] = str(values[name]).encode("latin-1", "replace")
    values["url"] = values.get("url") or ""
    values["opened_ns"] = values.get("opened_ns") or 0
    values["role"] = values.get("role") or "client"
    return ConnectionRecord(**values)  # type: ignore[arg-type]
