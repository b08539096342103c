"""Writes a capture in other formats, frame by frame, whatever its size."""

from __future__ import annotations

import binascii
import csv
import functools
import io
import json
import time
from collections.abc import Callable, Iterator
from json.encoder import encode_basestring as quoted
from typing import Any, BinaryIO, Protocol, TextIO

from inspector.capture.masking import mask_head, mask_url
from inspector.capture.records import ConnectionRecord
from inspector.capture.rows import FrameTuple
from inspector.capture.store import Capture
from inspector.wire.records import Direction, Opcode, opcode_name

Progress = Callable[[int, int], None]
"""Hears how many frames are written, and the id of the last there is, now and then."""

_NOTES = 10_000
_CSV_COLUMNS = (
    "id", "connection_id", "url", "time", "time_ns", "direction", "type", "opcode", "fin", "rsv1", "rsv2",
    "rsv3", "masking_key", "wire_length", "length", "close_code", "close_reason", "text", "data",
)  # fmt: skip
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class _Writer(Protocol):
    def write(self, text: str, /) -> object: ...


class _Utf8:
    """Writes text to a stream of bytes."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, text: str, /) -> object:
        return self._out.write(text.encode())


def export_jsonl(
    capture: Capture, out: TextIO | BinaryIO, *, secrets: bool = False, progress: Progress | None = None
) -> int:
    """Write one JSON object a line: the connections, the notes, then the frames. Gives how many frames.

    A payload is ``text`` where it is UTF-8 text, else ``data`` in base64; a close frame has its code and
    reason besides. Credentials in heads and URLs are masked unless `secrets`. Raises `CaptureError`.
    """
    write = _writer(out).write
    for record in capture.connections():
        write(_encode(_connection_fields(record, secrets=secrets)) + "\n")
    for line in _note_lines(capture):
        write(line)
    urls = {key: quoted(url) for key, url in _urls(capture, secrets=secrets).items()}
    count = 0
    for rows in capture.frame_batches():
        write("".join([_json_line(row, urls) for row in rows]))
        count += len(rows)
        if progress is not None:
            progress(count, capture.last_id)
    return count


def export_csv(
    capture: Capture, out: TextIO | BinaryIO, *, secrets: bool = False, progress: Progress | None = None
) -> int:
    """Write a table with a heading, one row a frame; gives how many frames.

    A stream of text has to be opened with ``newline=""``. Passwords in URLs are masked unless `secrets`.
    Raises `CaptureError`.
    """
    writer = csv.writer(_writer(out))
    writer.writerow(_CSV_COLUMNS)
    urls = _urls(capture, secrets=secrets)
    count = 0
    for rows in capture.frame_batches():
        writer.writerows([_csv_row(row, urls) for row in rows])
        count += len(rows)
        if progress is not None:
            progress(count, capture.last_id)
    return count


def _writer(out: TextIO | BinaryIO) -> _Writer:
    return out if isinstance(out, io.TextIOBase) else _Utf8(out)  # type: ignore[arg-type]


def _urls(capture: Capture, *, secrets: bool) -> dict[int, str]:
    return {record.id: record.url if secrets else mask_url(record.url) for record in capture.connections()}


def _note_lines(capture: Capture) -> Iterator[str]:
    after = 0
    while notes := capture.notes(after_id=after, limit=_NOTES):
        after = notes[-1].id
        for note in notes:
            fields = {name: getattr(note, name) for name in ("connection_id", "frame_id", "time_ns", "kind")}
            yield _encode({"record": "note", **fields, "text": note.text, "section": note.section}) + "\n"


def _connection_fields(record: ConnectionRecord, *, secrets: bool) -> dict[str, Any]:
    def head(data: bytes | None) -> str | None:
        return None if data is None else (data if secrets else mask_head(data)).decode("latin-1")

    return {
        "record": "connection",
        "id": record.id,
        "url": record.url if secrets else mask_url(record.url),
        "role": record.role,
        "peer": record.peer,
        "opened": _iso(record.opened_ns),
        "opened_ns": record.opened_ns,
        "closed": None if record.closed_ns is None else _iso(record.closed_ns),
        "closed_ns": record.closed_ns,
        "request_head": head(record.request_head),
        "response_head": head(record.response_head),
        "subprotocol": record.subprotocol,
        "extensions": record.extensions,
        "tls": _parsed(record.tls),
        "timings": _parsed(record.timings),
        "close_code": record.close_code,
        "close_reason": record.close_reason,
        "closed_by": record.closed_by,
        "error": record.error,
    }


def _parsed(stored: str | None) -> Any:
    """Give what JSON says; other programs may have stored plain text there."""
    try:
        return None if stored is None else json.loads(stored)
    except ValueError:
        return stored


def _json_line(row: FrameTuple, urls: dict[int, str]) -> str:
    frame_id, connection_id, time_ns, direction, head, key, wire_length, payload = row
    text, data, code, reason = _payload_fields(head, payload)
    line = (
        f'{{"record":"frame","id":{frame_id},"connection_id":{connection_id},'
        f'"url":{urls.get(connection_id, "null")},"time":"{_iso(time_ns)}","time_ns":{time_ns},'
        f'{_json_head(direction, head)},"masking_key":{f"{chr(34)}{key.hex()}{chr(34)}" if key else "null"},'
        f'"wire_length":{wire_length},"length":{len(payload)}'
    )
    if code is not None:
        line += f',"close_code":{code},"close_reason":{quoted(reason)}'
    if text is not None:
        return f'{line},"text":{quoted(text)}}}\n'
    return f'{line},"data":"{data}"}}\n'


def _csv_row(row: FrameTuple, urls: dict[int, str]) -> tuple[object, ...]:
    frame_id, connection_id, time_ns, direction, head, key, wire_length, payload = row
    text, data, code, reason = _payload_fields(head, payload)
    return (
        frame_id, connection_id, urls.get(connection_id, ""), _iso(time_ns), time_ns,
        *_head_fields(direction, head), key.hex() if key else None, wire_length, len(payload),
        code, reason, text, data,
    )  # fmt: skip


def _payload_fields(head: int, payload: bytes) -> tuple[str | None, str | None, int | None, str]:
    """Give the payload as text or else in base64, and the code and reason of a close frame."""
    opcode = head & 0x0F
    if opcode == Opcode.CLOSE and len(payload) >= 2:
        reason = payload[2:].decode(errors="replace")
        return None, _base64(payload), int.from_bytes(payload[:2], "big"), reason
    if opcode == Opcode.BINARY:
        return None, _base64(payload), None, ""
    try:
        return payload.decode(), None, None, ""
    except UnicodeDecodeError:
        return None, _base64(payload), None, ""


def _base64(payload: bytes) -> str:
    return binascii.b2a_base64(payload, newline=False).decode("ascii")


@functools.lru_cache(maxsize=1024)
def _head_fields(direction: int, head: int) -> tuple[str, str, int, int, int, int, int]:
    """Give direction, type, opcode, FIN and RSV1–3 of a frame."""
    told = "received" if direction == Direction.RECEIVED else "sent"
    opcode = head & 0x0F
    return told, opcode_name(opcode), opcode, head >> 7, head >> 6 & 1, head >> 5 & 1, head >> 4 & 1


@functools.lru_cache(maxsize=1024)
def _json_head(direction: int, head: int) -> str:
    names = ("direction", "type", "opcode", "fin", "rsv1", "rsv2", "rsv3")
    return _encode(dict(zip(names, _head_fields(direction, head), strict=True)))[1:-1]


def _iso(time_ns: int) -> str:
    """Write a time as ISO 8601 in UTC, to the nanosecond."""
    seconds, nanoseconds = divmod(time_ns, 1_000_000_000)
    return f"{_second(seconds)}.{nanoseconds:09d}Z"


@functools.lru_cache(maxsize=4)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
