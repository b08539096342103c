"""HAR 1.2, with WebSocket messages as Chrome's developer tools write them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from json.encoder import encode_basestring as quoted
from typing import BinaryIO

from inspector import __version__
from inspector.capture.exporting.exchanges import Exchanges, HttpMessage
from inspector.capture.exporting.fields import base64_text
from inspector.capture.exporting.har_entry import http_entry, websocket_entry
from inspector.capture.exporting.job import Job, unknown_connection
from inspector.capture.exporting.messages import Completion, Joiner, Message, is_fragment
from inspector.capture.exporting.spool import Spool
from inspector.capture.records import ConnectionRecord
from inspector.capture.rows import FrameTuple
from inspector.wire.records import HTTP, Direction, Opcode

CREATOR = "WebSocket Inspector"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write_har(job: Job, out: BinaryIO) -> None:
    """Write one entry a connection, with its messages: whole ones, though only a fragment was chosen.

    HAR knows no control frames. HTTP messages of long-polling are entries of their own.
    """
    with Spool(job.scratch) as spool:
        sorter = _Sorter(job, spool)
        for rows in job.batches():
            sorter.add(rows)
        sorter.end()
        creator = _encode({"name": CREATOR, "version": __version__})
        out.write(f'{{"log":{{"version":"1.2","creator":{creator},"pages":[],"entries":['.encode())
        between = b"\n"
        for record in job.connections(sorter.seen):
            for entry in _entries(job, record, spool, chosen=record.id in sorter.seen):
                out.write(between)
                for piece in entry:
                    job.check()
                    out.write(piece)
                between = b",\n"
        out.write(b"\n]}}\n")


class _Sorter:
    """Sorts messages and exchanges by connection, each as JSON."""

    def __init__(self, job: Job, spool: Spool) -> None:
        self.seen: set[int] = set()
        self._job = job
        self._spool = spool
        self._records = {record.id: record for record in job.connections()}
        self._joiner = Joiner()
        self._completion = None if job.ids is None else Completion(job.capture, job.last_id)
        self._exchanges: dict[int, Exchanges] = {}

    def add(self, rows: list[FrameTuple]) -> None:
        heads = self._job.http_heads(rows)
        self.seen.update(row[1] for row in rows)
        for row in rows:
            if row[4] == HTTP:
                self._add_http(row, heads.get(row[0], b""))
            elif not row[4] & 0x08:
                for message in self._messages(row):
                    self._put(message)

    def end(self) -> None:
        for message in self._joiner.rest():
            self._put(message)
        for connection_id, exchanges in self._exchanges.items():
            for request in exchanges.rest():
                self._put_exchange(connection_id, request, None)

    def _messages(self, row: FrameTuple) -> list[Message]:
        if self._completion is None or not is_fragment(row[4]):
            return self._joiner.add(row)
        message = self._completion.of(row)
        return [] if message is None else [message]

    def _put(self, message: Message) -> None:
        packets = self._job.packets.of_message(message.connection_id, message.opcode, message.payload)
        self._spool.add(message.connection_id, _utf8(_message_json(message, packets)))

    def _add_http(self, row: FrameTuple, head: bytes) -> None:
        record = self._records.setdefault(row[1], unknown_connection(row[1]))
        exchanges = self._exchanges.setdefault(row[1], Exchanges(record.role))
        message = HttpMessage.of(row, head)
        if exchanges.is_request(row):
            exchanges.ask(message)
        else:
            self._put_exchange(row[1], exchanges.answer(message), message)

    def _put_exchange(
        self, connection_id: int, request: HttpMessage | None, response: HttpMessage | None
    ) -> None:
        entry = http_entry(self._job, self._records[connection_id], request, response)
        for name, message in (("request", request), ("response", response)):
            packets = message and self._job.packets.of_body(connection_id, message.body)
            if packets:
                entry[name]["_packets"] = json.loads(packets)
        self._spool.add(("http", connection_id), b",\n" + _utf8(_encode(entry)))


def _message_json(message: Message, packets: str | None) -> str:
    """Write a message with a comma before it; the packets in it stand beside Chrome's fields."""
    kind = "receive" if message.direction == Direction.RECEIVED else "send"
    seconds, nanoseconds = divmod(message.time_ns, 1_000_000_000)
    start = f',\n{{"type":"{kind}","time":{seconds}.{nanoseconds:09d},"opcode":{message.opcode},"data":'
    end = "}" if packets is None else f',"_packets":{packets}}}'
    if message.opcode != Opcode.TEXT:
        return f'{start}"{base64_text(message.payload)}"{end}'
    try:
        return f"{start}{quoted(message.payload.decode())}{end}"
    except UnicodeDecodeError:
        # Chrome fails such a connection; what was there in truth is kept beside what can be shown.
        shown = quoted(message.payload.decode(errors="replace"))
        return f'{start}{shown},"_bytes":"{base64_text(message.payload)}"{end}'


def _entries(job: Job, record: ConnectionRecord, spool: Spool, *, chosen: bool) -> Iterator[Iterator[bytes]]:
    """Give the entries of a connection, each in pieces."""
    http = ("http", record.id)
    if http in spool:
        yield _without_first_comma(spool.read(http))
    polled = record.url.startswith(("http:", "https:"))
    if record.id in spool or (not polled and (chosen or job.ids is None)):
        yield _websocket_pieces(job, record, spool)


def _websocket_pieces(job: Job, record: ConnectionRecord, spool: Spool) -> Iterator[bytes]:
    yield _utf8(_encode(websocket_entry(job, record))[:-1] + ',"_webSocketMessages":[')
    yield from _without_first_comma(spool.read(record.id))
    yield b"]}"


def _without_first_comma(pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield next(pieces, b",")[1:]
    yield from pieces


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
