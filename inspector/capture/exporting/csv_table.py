"""CSV: a table with one row a frame, for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import BinaryIO

from inspector.capture.exporting.fields import head_fields, iso_time, payload_fields
from inspector.capture.exporting.job import Job
from inspector.capture.rows import FrameTuple
from inspector.wire.records import HTTP

_COLUMNS = (
    "id", "connection_id", "url", "time", "time_ns", "direction", "type", "opcode", "fin", "rsv1", "rsv2",
    "rsv3", "masking_key", "wire_length", "length", "close_code", "close_reason", "text", "data", "packets",
    "http_head",
)  # fmt: skip


def write_csv(job: Job, out: BinaryIO) -> None:
    """Write a heading and one row a frame, as RFC 4180 has it: UTF-8, lines that end with CR LF."""
    urls = {record.id: job.url(record) for record in job.connections()}
    _write_rows(out, [_COLUMNS])
    for rows in job.batches():
        heads = job.http_heads(rows)
        _write_rows(out, [_row(job, row, urls, heads) for row in rows])


def _write_rows(out: BinaryIO, rows: list[tuple[object, ...]]) -> None:
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows(rows)
    out.write(lines.getvalue().encode("utf-8", "backslashreplace"))


def _row(job: Job, row: FrameTuple, urls: dict[int, str], heads: dict[int, bytes]) -> tuple[object, ...]:
    frame_id, connection_id, time_ns, direction, head, key, wire_length, payload = row
    text, data, code, reason = payload_fields(head, payload)
    http_head = job.head(heads.get(frame_id, b"")).decode("latin-1") if head == HTTP else None
    return (
        frame_id, connection_id, urls.get(connection_id, ""), iso_time(time_ns), time_ns,
        *head_fields(direction, head), key.hex() if key else None, wire_length, len(payload),
        code, reason, text, data, job.packets.of_row(row), http_head,
    )  # fmt: skip
