"""How a batch of what is waiting becomes one transaction."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import apsw

from inspector.capture.items import Item, Rows
from inspector.wire.records import FrameRow

_GROUPS = (250, 50)
"""Rows in one statement: as many as fit, the rest in one.

Each statement gives the interpreter lock away and has to win it back; with one row in each, a busy
second thread slows writing down thirty times. Few sizes, so that SQLite keeps all of them prepared.
"""
_INTO_FRAME = "INSERT INTO frame(connection_id,time_ns,direction,head,masking_key,wire_length,payload) "
_ALIKE = f"{_INTO_FRAME} SELECT ?,?,?,?,?,length(value),value FROM carray(?)"
_HAS_ARRAYS = hasattr(apsw, "carray")  # from apsw 3.51 on


class IdsTakenError(Exception):
    """Another program added frames, so that the ids given out do not hold."""


def write_batch(connection: apsw.Connection, batch: Sequence[Item], last_id: int) -> int:
    """Write a batch as one transaction and give the id of the last frame.

    Frames get their ids from SQLite, which counts on from the largest; that they are the ones given out
    is verified. Raises `apsw.Error` or `IdsTakenError`, with nothing written.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        for connection_id, items in itertools.groupby(batch, _connection_of):
            if connection_id is None:
                for item in items:
                    connection.execute(item.sql, item.values)  # type: ignore[union-attr]
                continue
            count = _insert_frames(connection, connection_id, [item.rows for item in items])  # type: ignore[union-attr]
            last_id += count
            if count and connection.last_insert_rowid() != last_id:
                raise IdsTakenError("another program added frames to it")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return last_id


def _insert_frames(
    connection: apsw.Connection, connection_id: int, lists: Sequence[Sequence[FrameRow]]
) -> int:
    """Insert frames of one connection, list by list; gives their number."""
    one = f"({connection_id:d},?,?,?,?,?,?)"
    different: list[FrameRow] = []
    for rows in lists:
        alike = _alike(rows) if _HAS_ARRAYS and len(rows) > _GROUPS[-1] else None
        if alike is None:
            different += rows
            continue
        insert_rows(connection, f"{_INTO_FRAME} VALUES ", one, different)
        different = []
        *values, payloads = alike
        connection.execute(_ALIKE, (connection_id, *values, apsw.carray(payloads)))
    insert_rows(connection, f"{_INTO_FRAME} VALUES ", one, different)
    return sum(map(len, lists))


def _alike(rows: Sequence[FrameRow]) -> tuple[Any, ...] | None:
    """Give what frames have in common, then their payloads, if they differ in nothing else.

    Most of a flood does not: what arrived at once, not compressed and of one type. Such rows are written
    without the interpreter lock, in two thirds of the time.
    """
    *columns, lengths, payloads = zip(*rows, strict=True)
    if any(column.count(column[0]) != len(rows) for column in columns):
        return None
    return (*(column[0] for column in columns), payloads) if tuple(map(len, payloads)) == lengths else None


def insert_rows(connection: apsw.Connection, into: str, one: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, many with each statement; `one` is the SQL of one row's values."""
    for group in _groups(rows):
        sql = into + ",".join([one] * len(group))
        connection.execute(sql, tuple(itertools.chain.from_iterable(group)))


def _groups(rows: Sequence[tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    start = 0
    for size in _GROUPS:
        while len(rows) - start >= size:
            yield rows[start : start + size]
            start += size
    if start < len(rows):
        yield rows[start:]


def _connection_of(item: Item) -> int | None:
    return item.connection_id if isinstance(item, Rows) else None
