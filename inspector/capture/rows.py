"""Makes records of rows as they are in the file, also of those that other programs wrote."""

from __future__ import annotations

from typing import Any

import apsw

from inspector.capture import schema
from inspector.capture.records import ConnectionRecord, NoteRecord, StoredFrame
from inspector.wire.records import HTTP, WireFrame

FrameTuple = tuple[int, int, int, int, int, bytes | None, int, bytes]
"""A frame's columns in the order of `schema.FRAME_COLUMNS`."""

READ_FRAME = (
    f"id, ifnull(connection_id, 0), ifnull(time_ns, 0), ifnull(direction, 0), ifnull(head, {HTTP}), "
    "masking_key, ifnull(wire_length, 0)"
)
"""The SQL that reads them, the payload left out."""


def stored_frame(row: FrameTuple) -> StoredFrame:
    """Make a record of a frame's columns."""
    return StoredFrame(row[0], row[1], WireFrame._make(row[2:]))


def present_columns(connection: apsw.Connection, table: str) -> list[str]:
    """Give those columns of a table that we know and that it really has."""
    known = {
        "connection": schema.CONNECTION_COLUMNS,
        "endpoint": schema.ENDPOINT_COLUMNS,
        "http_message": schema.HTTP_COLUMNS,
        "frame_header": schema.HEADER_COLUMNS,
        "bookmark": schema.BOOKMARK_COLUMNS,
        "note": schema.NOTE_COLUMNS,
    }[table]
    present = schema.columns_of(connection, table)
    return [name for name in known if name in present]


def as_bytes(payload: Any) -> bytes:
    """Take a payload as other programs may have stored it: as text or a number, or not at all."""
    if isinstance(payload, bytes):
        return payload
    return b"" if payload is None else str(payload).encode()


def frame_tuple(row: tuple[Any, ...]) -> FrameTuple:
    """Make sure that the payload is bytes."""
    *columns, payload = row
    return (*columns, as_bytes(payload))


def note_record(names: list[str], row: tuple[Any, ...]) -> NoteRecord:
    """Make a record of those columns of a note that are there."""
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


def connection_record(names: list[str], row: tuple[Any, ...]) -> ConnectionRecord:
    """Make a record of those columns of a connection that are there."""
    values = dict(zip(names, row, strict=True))
    for name in ("request_head", "response_head"):
        if isinstance(values.get(name), str):
            values[name] = values[name].encode("latin-1", "replace")
    values["url"] = values.get("url") or ""
    values["opened_ns"] = values.get("opened_ns") or 0
    values["role"] = values.get("role") or "client"
    return ConnectionRecord(**values)
