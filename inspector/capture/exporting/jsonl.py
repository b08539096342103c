"""JSON Lines: all that a capture knows, one JSON object a line; the format that is imported without loss."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring as quoted
from typing import Any, BinaryIO

from inspector.capture.exporting.fields import direction_name, head_fields, iso_time, payload_fields
from inspector.capture.exporting.job import Job
from inspector.capture.records import ConnectionRecord
from inspector.capture.rows import FrameTuple
from inspector.wire.records import HTTP

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write_jsonl(job: Job, out: BinaryIO) -> None:
    """Write one JSON object a line: the connections, the notes, then the frames.

    A payload is ``text`` where it is UTF-8 text, else ``data`` in base64; a close frame has its code and
    reason besides. Of frames that were chosen one by one, a connection stands before its first frame, and
    its notes after it.
    """
    records = {record.id: record for record in job.connections()}
    urls = {key: quoted(job.url(record)) for key, record in records.items()}
    told: set[int] = set()
    if job.ids is None:
        told.update(records)
        _write_connections(job, out, records.values())
        _write_notes(job, out, told)
    for rows in job.batches():
        new = {row[1] for row in rows} - told
        told |= new
        _write_connections(job, out, [records[key] for key in sorted(new) if key in records])
        heads = job.http_heads(rows)
        out.write(_utf8("".join([_line(job, row, urls, heads) for row in rows])))
    if job.ids is not None:
        _write_notes(job, out, told)


def _write_connections(job: Job, out: BinaryIO, records: Iterable[ConnectionRecord]) -> None:
    for record in records:
        out.write(_utf8(_encode(_connection_fields(job, record)) + "\n"))


def _write_notes(job: Job, out: BinaryIO, connections: set[int]) -> None:
    for note in job.notes(connections):
        fields = {name: getattr(note, name) for name in ("connection_id", "frame_id", "time_ns", "kind")}
        line = _encode({"record": "note", **fields, "text": note.text, "section": note.section}) + "\n"
        out.write(_utf8(line))


def _utf8(line: str) -> bytes:
    return line.encode("utf-8", "backslashreplace")


def _connection_fields(job: Job, record: ConnectionRecord) -> dict[str, Any]:
    """Give all that is known of a connection, as it may leave the program."""

    def head(data: bytes | None) -> str | None:
        return None if data is None else job.head(data).decode("latin-1")

    return {
        "record": "connection",
        "id": record.id,
        "url": job.url(record),
        "role": record.role,
        "peer": record.peer,
        "opened": iso_time(record.opened_ns),
        "opened_ns": record.opened_ns,
        "closed": None if record.closed_ns is None else iso_time(record.closed_ns),
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


def _line(job: Job, row: FrameTuple, urls: dict[int, str], heads: dict[int, bytes]) -> str:
    frame_id, connection_id, time_ns, direction, head, key, wire_length, payload = row
    text, data, code, reason = payload_fields(head, payload)
    line = (
        f'{{"record":"{"http" if head == HTTP else "frame"}","id":{frame_id},"connection_id":{connection_id},'
        f'"url":{urls.get(connection_id, "null")},"time":"{iso_time(time_ns)}","time_ns":{time_ns},'
        f"{_head(direction, head)}"
    )
    if head == HTTP:
        line += f',"head":{quoted(job.head(heads.get(frame_id, b"")).decode("latin-1"))}'
    else:
        line += f',"masking_key":{f"{chr(34)}{key.hex()}{chr(34)}" if key else "null"}'
    line += f',"wire_length":{wire_length},"length":{len(payload)}'
    if code is not None:
        line += f',"close_code":{code},"close_reason":{quoted(reason)}'
    packets = job.packets.of_row(row)
    if packets is not None:
        line += f',"packets":{packets}'
    if text is not None:
        return f'{line},"text":{quoted(text)}}}\n'
    return f'{line},"data":"{data}"}}\n'


@functools.lru_cache(maxsize=1024)
def _head(direction: int, head: int) -> str:
    if head == HTTP:
        return f'"direction":"{direction_name(direction)}"'
    names: Sequence[str] = ("direction", "type", "opcode", "fin", "rsv1", "rsv2", "rsv3")
    return _encode(dict(zip(names, head_fields(direction, head), strict=True)))[1:-1]
