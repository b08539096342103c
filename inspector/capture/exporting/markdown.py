"""Markdown for a bug report: what was asked and answered, frame by frame, and how it ended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO

from inspector.capture.exporting.fields import direction_name, iso_time
from inspector.capture.exporting.job import Job
from inspector.capture.exporting.spool import Spool
from inspector.capture.records import ConnectionRecord, NoteRecord
from inspector.capture.rows import FrameTuple
from inspector.payloads.hex_dump import BYTES_A_LINE, dump_line
from inspector.payloads.visible import visible
from inspector.wire.closecodes import close_code_name
from inspector.wire.records import HTTP, Direction, Opcode, opcode_name

_PREVIEW = 80
"""Characters of a payload in the table."""
_TEXT_BLOCK = 4_000
"""Characters of a payload that is shown by itself."""
_HEX_BLOCK = 256
_ARROWS = {Direction.SENT: "→", Direction.RECEIVED: "←"}
_BACKTICKS = re.compile("`+")


def write_markdown(job: Job, out: BinaryIO) -> None:
    """Write a section for each connection: its handshake, commands of other tools, its frames, its notes.

    Longer payloads stand below the table of frames; of very long ones only the beginning.
    """
    with Spool(job.scratch) as spool:
        seen = _sort(job, spool)
        out.write(b"# A WebSocket conversation\n")
        for record in job.connections(seen):
            if job.ids is None or record.id in seen:
                out.write(_utf8(_about(job, record)))
                _write_frames(job, out, spool, record.id)


def _sort(job: Job, spool: Spool) -> set[int]:
    """Sort table rows, payloads and notes by connection; gives the connections that frames are of."""
    opened = {record.id: record.opened_ns for record in job.connections()}
    seen: set[int] = set()
    for rows in job.batches():
        heads = job.http_heads(rows)
        seen.update(row[1] for row in rows)
        for row in rows:
            head = job.head(heads[row[0]]) if row[0] in heads else b""
            since = (row[2] - opened.get(row[1], row[2])) / 1e9
            spool.add(("rows", row[1]), _utf8(_table_row(row, head, since)))
            block = _block(row, head)
            if block:
                spool.add(("blocks", row[1]), _utf8(block))
    for note in job.notes(seen if job.ids is not None else set(opened)):
        spool.add(("notes", note.connection_id), _utf8(_note_line(note)))
    return seen


def _write_frames(job: Job, out: BinaryIO, spool: Spool, connection_id: int) -> None:
    parts = (
        ("rows", "\n### Frames\n\n| frame | after | | type | bytes | payload |\n|--:|--:|:-:|:--|--:|:--|\n"),
        ("blocks", "\n### Payloads\n"),
        ("notes", "\n### Notes\n\n"),
    )
    for name, heading in parts:
        if (name, connection_id) in spool:
            out.write(heading.encode())
            for piece in spool.read((name, connection_id)):
                job.check()
                out.write(piece)


def _about(job: Job, record: ConnectionRecord) -> str:
    lines = [f"\n## Connection {record.id}: {_code(job.url(record))}\n"]
    lines.append(f"- opened {iso_time(record.opened_ns)}, recorded at the {record.role}")
    for name, value in (
        ("peer", record.peer),
        ("subprotocol", record.subprotocol),
        ("extensions", record.extensions),
    ):
        if value:
            lines.append(f"- {name} {_code(value)}")
    if record.closed_ns is not None:
        by = f" by the {record.closed_by} end" if record.closed_by else ""
        lines.append(f"- closed {iso_time(record.closed_ns)}{by}{_close(record)}")
    if record.error:
        lines.append(f"- error: {_plain(record.error)}")
    text = "\n".join(lines) + "\n"
    if record.request_head is not None:
        text += "\n### Opening handshake\n\n" + _fenced(_head_text(job.head(record.request_head)), "http")
    if record.response_head is not None:
        text += "\n" + _fenced(_head_text(job.head(record.response_head)), "http")
    commands = _commands(job, record)
    if commands:
        text += "\n### The same connection with other tools\n"
    return text + "".join(f"\n{name}:\n\n{_fenced(line, 'sh')}" for name, line in commands)


def _commands(job: Job, record: ConnectionRecord) -> Sequence[tuple[str, str]]:
    if job.commands is None:
        return ()
    head = record.request_head
    return job.commands(
        replace(record, url=job.url(record), request_head=None if head is None else job.head(head))
    )


def _close(record: ConnectionRecord) -> str:
    if record.close_code is None:
        return ""
    reason = f", {_code(record.close_reason)}" if record.close_reason else ""
    return f": {record.close_code} ({close_code_name(record.close_code)}){reason}"


def _table_row(row: FrameTuple, head: bytes, since: float) -> str:
    frame_id, _connection, _time, direction, first, _key, _wire_length, payload = row
    arrow = f"{_ARROWS[Direction.RECEIVED if direction else Direction.SENT]} {direction_name(direction)}"
    shown, cut = _preview(row, head)
    more = " …" if cut else ""
    return (
        f"| {frame_id} | {since:+.6f} s | {arrow} | {_type(first)} | {len(payload):,} "
        f"| {_code(shown, in_table=True) if shown else ''}{more} |\n"
    )


def _type(head: int) -> str:
    if head == HTTP:
        return "http"
    flags = [name for bit, name in ((0x40, "RSV1"), (0x20, "RSV2"), (0x10, "RSV3")) if head & bit]
    if not head & 0x80:
        flags.append("no FIN")
    return " ".join([opcode_name(head & 0x0F), *flags])


def _preview(row: FrameTuple, head: bytes) -> tuple[str, bool]:
    """Give what fits a table of a payload, and whether that is not all."""
    text = _text(row, head)
    if text is None:
        return row[7][:BYTES_A_LINE].hex(" "), len(row[7]) > BYTES_A_LINE
    shown = visible(text[: _PREVIEW + 1], one_line=True)
    return shown[:_PREVIEW], len(shown) > _PREVIEW


def _text(row: FrameTuple, head: bytes) -> str | None:
    """Give a payload as text, as far as it is ever shown; None for what is none."""
    payload = row[7][: _TEXT_BLOCK * 4]
    opcode = row[4] & 0x0F
    if row[4] == HTTP:
        payload = head.partition(b"\r\n")[0] + b"\n" + payload if head else payload
    elif opcode == Opcode.CLOSE and len(payload) >= 2:
        code = int.from_bytes(payload[:2], "big")
        return f"{code} {payload[2:].decode(errors='replace')}".rstrip()
    elif opcode == Opcode.BINARY:
        return None
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data" and len(payload) < len(row[7])
        return payload[: error.start].decode() if cut else None


def _block(row: FrameTuple, head: bytes) -> str:
    """Give a payload by itself where the table has only its beginning."""
    if not _preview(row, head)[1]:
        return ""
    text = _text(row, head)
    if text is None:
        part = row[7][:_HEX_BLOCK]
        shown = "\n".join(
            dump_line(start, part[start : start + BYTES_A_LINE])
            for start in range(0, len(part), BYTES_A_LINE)
        )
        cut = len(row[7]) > _HEX_BLOCK
    else:
        shown, cut = text[:_TEXT_BLOCK], len(text) > _TEXT_BLOCK
    more = f"\nCut here; the payload has {len(row[7]):,} bytes.\n" if cut else ""
    return f"\nFrame {row[0]}:\n\n{_fenced(visible(shown), '')}{more}"


def _note_line(note: NoteRecord) -> str:
    frame = f" of frame {note.frame_id}" if note.frame_id is not None else ""
    section = f" ({note.section})" if note.section else ""
    return f"- {note.kind}{frame}: {_plain(note.text)}{section}\n"


def _head_text(head: bytes) -> str:
    return visible(head.decode("latin-1").replace("\r\n", "\n").rstrip("\n"))


def _code(text: str, *, in_table: bool = False) -> str:
    """Write text as code on one line; CommonMark: the fence is longer than any run of backticks in it."""
    shown = visible(text, one_line=True)
    if in_table:
        shown = shown.replace("|", "\\|")
    fence = "`" * (1 + max(map(len, _BACKTICKS.findall(shown)), default=0))
    padding = " " if "`" in shown or shown != shown.strip() else ""
    return f"{fence}{padding}{shown}{padding}{fence}"


def _fenced(text: str, language: str) -> str:
    fence = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(text)), default=0))
    return f"{fence}{language}\n{text}\n{fence}\n"


def _plain(text: str) -> str:
    """Write a sentence so that nothing in it is markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", visible(text, one_line=True))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
