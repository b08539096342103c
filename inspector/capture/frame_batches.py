"""Reads many whole frames in order, in lists of a bounded size."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

import apsw

from inspector.capture.parts import Parts
from inspector.capture.rows import READ_FRAME, FrameTuple, frame_tuple

_MARKS = 500
_CHUNK_ROWS = 2048
_CHUNK_BYTES = 8 * 1024 * 1024
_NEXT = f"SELECT {READ_FRAME}, payload FROM frame WHERE id > ? AND id <= ? ORDER BY id LIMIT {_CHUNK_ROWS}"

Row = tuple[Any, ...]


def batches_until(parts: Parts, last_id: int) -> Iterator[list[FrameTuple]]:
    """Give every frame up to an id. Raises `CaptureError`.

    Nothing is held between two of the lists, so that reading slowly keeps nobody from writing.
    """
    after = -1
    while after < last_id:
        rows = _next_rows(parts, after, last_id)
        if not rows:
            return
        after = rows[-1][0]
        yield _as_tuples(rows)


def batches_of(parts: Parts, ids: Sequence[int]) -> Iterator[list[FrameTuple]]:
    """Give frames by their ascending ids; unknown ids are left out. Raises `CaptureError`."""
    at = 0
    while at < len(ids):
        rows, looked_at = _rows_of(parts, ids[at : at + _MARKS])
        at += looked_at
        if rows:
            yield _as_tuples(rows)


def _as_tuples(rows: list[Row]) -> list[FrameTuple]:
    return [row if type(row[7]) is bytes else frame_tuple(row) for row in rows]


def _next_rows(parts: Parts, after: int, last_id: int) -> list[Row]:
    rows: list[Row] = []
    for part in parts.now:
        first, last = max(after, part.frames.after), min(last_id, part.frames.last)
        if first >= last:
            continue
        with part.database.reading() as connection:
            rows = _take(connection, _NEXT, (first, last))
        if rows:
            break
    return rows


def _rows_of(parts: Parts, ids: Sequence[int]) -> tuple[list[Row], int]:
    """Give the first of some frames, and how many ids were looked at."""
    for part in parts.now:
        after, last = part.frames
        some = tuple(number for number in ids if after < number <= last)
        if not some:
            continue
        marks = ",".join("?" * len(some))
        sql = f"SELECT {READ_FRAME}, payload FROM frame WHERE id IN ({marks}) ORDER BY id"
        with part.database.reading() as connection:
            rows = _take(connection, sql, some)
        if rows:
            return rows, bisect_right(ids, rows[-1][0])
    return [], len(ids)


def _take(connection: apsw.Connection, sql: str, values: tuple[int, ...]) -> list[Row]:
    """Fetch rows until they hold enough bytes."""
    rows: list[Row] = []
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
