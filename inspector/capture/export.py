"""Writes a capture in other formats, row by row, whatever its size."""

from __future__ import annotations

import base64
import csv
import datetime
import functools
import json
from collections.abc import Callable, Iterator
from typing import Any, TextIO

from inspector.capture.records import ConnectionRecord, StoredFrame
from inspector.capture.store import Capture
from inspector.wire.records import Direction, Opcode, opcode_name

Progress = Callable[[int, int], None]
"""Hears frames written and frames in all, now and then."""

_STEP = 10_000
_SECRET_HEADERS = (b"authorization", b"proxy-authorization", b"cookie", b"set-cookie")
_CSV_COLUMNS = (
    "id", "connection_id", "url", "time", "time_ns", "direction", "type", "opcode", "fin", "rsv1", "rsv2",
    "rsv3", "masking_key", "wire_length", "length", "close_code", "close_reason", "text", "data",
)  # fmt: skip


def export_jsonl(
    capture: Capture, out: TextIO, *, secrets: bool = False, progress: Progress | None = None
) -> int:
    """Write one JSON object a line: the connections, the notes, then the frames. Gives how many frames.

    A payload is ``text`` where it is UTF-8 text, else ``data`` in base64. Credentials in the heads
    are masked unless `secrets`.
    """
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for record in capture.connections():
        out.write(encode(_connection_fields(record, secrets=secrets)) + "\n")
    for note in capture.notes():
        fields = {name: getattr(note, name) for name in ("connection_id", "frame_id", "time_ns", "kind")}
        out.write(encode({"record": "note", **fields, "text": note.text, "section": note.section}) + "\n")
    count = 0
    for stored in _frames(capture, progress):
        out.write(encode({"record": "frame", **_frame_fields(stored)}) + "\n")
        count += 1
    return count


def export_csv(
    capture: Capture, out: TextIO, *, secrets: bool = False, progress: Progress | None = None
) -> int:
    """Write a table with a heading, one line a frame; open `out` with ``newline=""``. Gives how many."""
    del secrets  # a table of frames has no heads
    urls = {record.id: record.url for record in capture.connections()}
    writer = csv.DictWriter(out, _CSV_COLUMNS, restval="")
    writer.writeheader()
    count = 0
    for stored in _frames(capture, progress):
        writer.writerow({"url": urls.get(stored.connection_id, "")} | _frame_fields(stored))
        count += 1
    return count


def mask_secrets(head: bytes) -> bytes:
    """Replace the credentials in a head by ``***``."""
    lines = head.split(b"\r\n")
    for index, line in enumerate(lines):
        name, colon, _ = line.partition(b":")
        if colon and name.strip().lower() in _SECRET_HEADERS:
            lines[index] = name + b": ***"
    return b"\r\n".join(lines)


def _frames(capture: Capture, progress: Progress | None) -> Iterator[StoredFrame]:
    last = capture.last_id
    written = 0
    for stored in capture.frames():
        yield stored
        written += 1
        if progress is not None and written % _STEP == 0:
            progress(written, last)
    if progress is not None:
        progress(written, last)


def _connection_fields(record: ConnectionRecord, *, secrets: bool) -> dict[str, Any]:
    def head(data: bytes | None) -> str | None:
        if data is None:
            return None
        return (data if secrets else mask_secrets(data)).decode("latin-1")

    return {
        "record": "connection",
        "id": record.id,
        "url": record.url,
        "role": record.role,
        "peer": record.peer,
        "opened": _iso(record.opened_ns),
        "opened_ns": record.opened_ns,
        "closed_ns": record.closed_ns,
        "request_head": head(record.request_head),
        "response_head": head(record.response_head),
        "subprotocol": record.subprotocol,
        "extensions": record.extensions,
        "tls": json.loads(record.tls) if record.tls else None,
        "timings": json.loads(record.timings) if record.timings else None,
        "close_code": record.close_code,
        "close_reason": record.close_reason,
        "closed_by": record.closed_by,
        "error": record.error,
    }


def _frame_fields(stored: StoredFrame) -> dict[str, Any]:
    frame = stored.frame
    head, payload = frame.head, frame.payload
    opcode = head & 0x0F
    fields: dict[str, Any] = {
        "id": stored.id,
        "connection_id": stored.connection_id,
        "time": _iso(frame.time_ns),
        "time_ns": frame.time_ns,
        "direction": "received" if frame.direction == Direction.RECEIVED else "sent",
        "type": opcode_name(opcode),
        "opcode": opcode,
        "fin": head >> 7,
        "rsv1": head >> 6 & 1,
        "rsv2": head >> 5 & 1,
        "rsv3": head >> 4 & 1,
        "masking_key": frame.masking_key.hex() if frame.masking_key else None,
        "wire_length": frame.wire_length,
        "length": len(payload),
    }
    if opcode == Opcode.CLOSE and len(payload) >= 2:
        fields["close_code"] = int.from_bytes(payload[:2], "big")
        fields["close_reason"] = payload[2:].decode(errors="replace")
    elif opcode != Opcode.BINARY:
        try:
            fields["text"] = payload.decode()
        except UnicodeDecodeError:
            fields["data"] = base64.b64encode(payload).decode()
        return fields
    fields["data"] = base64.b64encode(payload).decode()
    return fields


def _iso(time_ns: int) -> str:
    """Write a time as ISO 8601 in UTC, to the nanosecond."""
    seconds, nanoseconds = divmod(time_ns, 1_000_000_000)
    return f"{_second(seconds)}.{nanoseconds:09d}Z"


@functools.lru_cache(maxsize=4)
def _second(seconds: int) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S")
