"""The part of a capture that is read: answers questions about what it holds, from any thread."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from inspector.capture import fields, frame_batches, messages, schema
from inspector.capture.database import Database
from inspector.capture.messages import Fragment
from inspector.capture.parts import Part, Parts
from inspector.capture.payload_window import PayloadWindow
from inspector.capture.records import FrameSummary, NoteRecord, StoredFrame
from inspector.capture.rows import (
    READ_FRAME,
    FrameTuple,
    as_bytes,
    frame_tuple,
    note_record,
    present_columns,
    stored_frame,
)
from inspector.wire.records import HTTP

_MARKS = 500
_SMALL_PREVIEW = f"substr(payload, 1, {schema.PREVIEW})"
_PREVIEW = f"""
    CASE WHEN ifnull(length(payload), 0) <= {schema.LARGE} THEN {_SMALL_PREVIEW}
    ELSE (SELECT substr(payload, 1, {schema.PREVIEW}) FROM frame g INDEXED BY frame_preview
          WHERE length(payload) > {schema.LARGE} AND g.id = f.id) END"""


class CaptureReader:
    """Reads committed rows, wherever they are. Every method may raise `CaptureError`."""

    def __init__(self, parts: Parts, last_id: int) -> None:
        self._parts = parts
        self._window = PayloadWindow(parts)
        self.last_id = last_id
        """The id of the last committed frame, 0 when there is none."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Where the rows are now, for whoever reads them with SQL of its own."""
        return self._parts.now

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
        sql = f"SELECT {READ_FRAME}, payload FROM frame WHERE id = ?"
        with self._parts.database_of(frame_id).reading() as connection:
            row = connection.execute(sql, (frame_id,)).fetchone()
        return None if row is None else stored_frame(frame_tuple(row))

    def http_heads(self, frame_ids: Sequence[int]) -> dict[int, bytes]:
        """Give the start lines and headers of those frames that are HTTP messages."""
        return self._beside("http_message", schema.HTTP_COLUMNS, frame_ids)

    def http_head(self, frame_id: int) -> bytes | None:
        """Give the start line and headers of an HTTP message; None for a frame."""
        return self.http_heads([frame_id]).get(frame_id)

    def frame_header(self, frame_id: int) -> bytes | None:
        """Give a frame's header as on the wire where its length is not minimal; None where it is."""
        return self._beside("frame_header", schema.HEADER_COLUMNS, [frame_id]).get(frame_id)

    def frames(self) -> Iterator[StoredFrame]:
        """Give every frame committed by now in order, one at a time, with its whole payload."""
        for rows in self.frame_batches():
            yield from map(stored_frame, rows)

    def frame_batches(self, last_id: int | None = None) -> Iterator[list[FrameTuple]]:
        """Give the same, up to an id if asked, as plain tuples in lists of a bounded size."""
        return frame_batches.batches_until(self._parts, self.last_id if last_id is None else last_id)

    def batches_of(self, ids: Sequence[int]) -> Iterator[list[FrameTuple]]:
        """Give frames by their ascending ids, as `frame_batches` does; unknown ids are left out."""
        return frame_batches.batches_of(self._parts, ids)

    def payload_part(self, frame_id: int, offset: int, length: int) -> bytes:
        """Give a part of a payload, shorter at its end."""
        return self._window.part(frame_id, offset, length)

    def field_values(self, path: str, ids: Sequence[int]) -> dict[int, str]:
        """Give the values at a path, such as ``$.type``, of those frames whose JSON has one there."""
        return fields.field_values(self._parts.now, path, ids)

    def fragments_of(self, frame_id: int, reach: int | None = None) -> list[Fragment]:
        """Give the frames of the message that begins with a frame, at most 10,000 after it.

        With a `reach`, they are looked for among so many frames after the first one.
        """
        return messages.fragments_of(self._parts.now, frame_id, reach)

    def frame_ids(self, connection_id: int, after_id: int = 0) -> array[int]:
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
        self,
        connection_id: int | None = None,
        frame_id: int | None = None,
        after_id: int = 0,
        *,
        limit: int | None = None,
    ) -> list[NoteRecord]:
        """Give notes in order, of one connection or frame if asked, at most `limit`."""
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
                f"SELECT {READ_FRAME}, ifnull(octet_length(payload), 0), {preview} FROM frame f "
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


def _preview(row: tuple[Any, ...], heads: dict[int, bytes]) -> bytes:
    """Give the payload's first bytes; an HTTP message has its start line before them."""
    head = heads.get(row[0])
    payload = as_bytes(row[8])
    return payload if head is None else head.partition(b"\r\n")[0] + b"\r\n" + payload
