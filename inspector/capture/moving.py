"""Moves rows from memory into a file, which may be one that others made."""

from __future__ import annotations

from typing import Any

import apsw

from inspector.capture import schema
from inspector.capture.batch import IdsTakenError, insert_rows
from inspector.capture.database import Database

_ROWS = 4096
_BYTES = 16 * 1024 * 1024

Row = tuple[Any, ...]
Rest = dict[str, list[Row]]

_COLUMNS = {
    "connection": schema.CONNECTION_COLUMNS,
    "endpoint": schema.ENDPOINT_COLUMNS,
    "http_message": schema.HTTP_COLUMNS,
    "frame_header": schema.HEADER_COLUMNS,
    "bookmark": schema.BOOKMARK_COLUMNS,
    "property": ("name", "value"),
}


def upsert(table: str) -> str:
    """Give the SQL that writes one row of a table, new or known; columns of others stay as they are."""
    names = _COLUMNS[table]
    changes = ",".join(f"{name}=excluded.{name}" for name in names[1:])
    return (
        f"INSERT INTO {table}({','.join(names)}) VALUES ({','.join('?' * len(names))}) "
        f"ON CONFLICT({names[0]}) DO UPDATE SET {changes}"
    )


def set_last_ids(connection: apsw.Connection, last_frame: int, last_note: int) -> None:
    """Let an empty database count on from these ids."""
    connection.execute("INSERT INTO frame(id) VALUES (?)", (last_frame,))
    connection.execute("INSERT INTO note(id) VALUES (?)", (last_note,))


def last_ids(connection: apsw.Connection) -> tuple[int, int]:
    """Give the ids of the last frame and the last note, 0 for none."""
    frame = connection.execute("SELECT ifnull(max(id), 0) FROM frame").get
    note = connection.execute("SELECT ifnull(max(id), 0) FROM note").get
    return frame, note


def read_frames(source: apsw.Connection, after: int) -> list[Row]:
    """Read the next frames, some thousands or some megabytes."""
    rows: list[Row] = []
    size = 0
    cursor = source.cursor()
    try:
        for row in cursor.execute(
            f"SELECT {','.join(schema.FRAME_COLUMNS)} FROM frame WHERE id > ? ORDER BY id LIMIT {_ROWS}",
            (after,),
        ):
            rows.append(row)
            size += len(row[-1])
            if size > _BYTES:
                break
    finally:
        cursor.close()
    return rows


def write_frames(target: apsw.Connection, rows: list[Row]) -> None:
    """Write frames with their ids, all or none. Raises `apsw.Error` or `IdsTakenError`."""
    into = f"INSERT INTO frame({','.join(schema.FRAME_COLUMNS)}) VALUES "
    try:
        with target:
            insert_rows(target, into, f"({','.join('?' * len(schema.FRAME_COLUMNS))})", rows)
    except apsw.ConstraintError as error:
        raise IdsTakenError("another program added frames to it") from error


def copy_frames(database: Database, target: apsw.Connection, after: int) -> None:
    """Write all frames after an id, the rows that arrive meanwhile too.

    Raises `apsw.Error`, `CaptureError` or `IdsTakenError`.
    """
    while True:
        with database.reading() as source:
            rows = read_frames(source, after)
        if not rows:
            return
        write_frames(target, rows)
        after = rows[-1][0]


def read_rest(source: apsw.Connection, after_note: int) -> Rest:
    """Read all that is no frame."""
    rest = {
        table: list(source.execute(f"SELECT {','.join(names)} FROM {table}"))
        for table, names in _COLUMNS.items()
    }
    names = ",".join(schema.NOTE_COLUMNS[1:])
    rest["note"] = list(source.execute(f"SELECT {names} FROM note WHERE id > ? ORDER BY id", (after_note,)))
    return rest


def write_rest(target: apsw.Connection, rest: Rest) -> None:
    """Write it, all or nothing. Raises `apsw.Error`."""
    names = ",".join(schema.NOTE_COLUMNS[1:])
    with target:
        for table in _COLUMNS:
            target.executemany(upsert(table), rest[table])
        target.execute("DELETE FROM bookmark WHERE text IS NULL")  # removed while it was in memory only
        insert_rows(target, f"INSERT INTO note({names}) VALUES ", "(?,?,?,?,?,?)", rest["note"])
