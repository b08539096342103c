"""What of a connection goes over which TCP stream, and when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Protocol

from inspector.capture.exporting.endpoints import endpoints
from inspector.capture.exporting.exchanges import Exchanges, HttpMessage
from inspector.capture.exporting.frame_bytes import FrameBytes
from inspector.capture.exporting.http_bytes import message_bytes
from inspector.capture.exporting.job import Job
from inspector.capture.exporting.tcp_stream import TcpStream, WritePacket
from inspector.capture.records import ConnectionRecord
from inspector.capture.rows import FrameTuple
from inspector.wire.records import Role


class Flow(Protocol):
    """The TCP streams of one connection."""

    def begin(self) -> None:
        """Write what comes before the first row."""

    def add(self, row: FrameTuple, heads: dict[int, bytes]) -> None:
        """Write a row; `heads` has those of HTTP messages, by their ids."""

    def end(self) -> None:
        """Write the close of a connection that was closed."""


def flow_of(job: Job, record: ConnectionRecord, write: WritePacket, *, polled: bool) -> Flow:
    """Give the flow of a connection's frames, or of its HTTP messages where it is `polled`."""
    return (_PollingFlow if polled else _WebSocketFlow)(job, record, write)


class _WebSocketFlow:
    """One TCP stream: the opening handshake, the frames, and the close."""

    def __init__(self, job: Job, record: ConnectionRecord, write: WritePacket) -> None:
        self._record = record
        self._job = job
        self._stream = TcpStream(*endpoints(record), write)
        self._frames = FrameBytes(job.capture, record)
        self._sent_by = 1 if record.role == Role.SERVER else 0

    def begin(self) -> None:
        record = self._record
        self._stream.open(record.opened_ns, _about(self._job, record))
        asked_ns, answered_ns = _handshake_times(record)
        if record.request_head:
            self._stream.send(0, self._job.head(record.request_head), asked_ns)
        if record.response_head:
            self._stream.send(1, self._job.head(record.response_head), answered_ns)

    def add(self, row: FrameTuple, _heads: dict[int, bytes]) -> None:
        encoded = self._frames.encode(row)
        direction = self._sent_by ^ row[3]
        self._stream.send(direction, encoded.data, row[2], encoded.comment)
        if encoded.missing:
            self._stream.skip(direction, encoded.missing)

    def end(self) -> None:
        ours = self._record.closed_by != "remote"
        if self._record.closed_ns is not None:
            self._stream.close(self._sent_by if ours else 1 - self._sent_by, self._record.closed_ns)


@dataclass(slots=True)
class _Lane:
    """A TCP connection of long-polling, and the request that it waits with."""

    stream: TcpStream
    request: HttpMessage | None = None


class _PollingFlow:
    """As many TCP streams as there were exchanges under way at once."""

    def __init__(self, job: Job, record: ConnectionRecord, write: WritePacket) -> None:
        self._record = record
        self._job = job
        self._write = write
        self._exchanges = Exchanges(record.role)
        self._lanes: list[_Lane] = []

    def begin(self) -> None:
        pass  # its first exchange opens the first stream

    def add(self, row: FrameTuple, heads: dict[int, bytes]) -> None:
        message = HttpMessage.of(row, self._job.head(heads.get(row[0], b"")))
        if self._exchanges.is_request(row):
            self._exchanges.ask(message)
            lane = self._lane_of(None, row[2])
            lane.request = message
        else:
            lane = self._lane_of(self._exchanges.answer(message), row[2])
            lane.request = None
        data, comment = message_bytes(message.head, message.body, message.wire_length)
        direction = 0 if self._exchanges.is_request(row) else 1
        lane.stream.send(direction, data, row[2], f"Frame {row[0]}. {comment}" if comment else "")

    def end(self) -> None:
        for lane in self._lanes:
            if self._record.closed_ns is not None:
                lane.stream.close(0, self._record.closed_ns)

    def _lane_of(self, request: HttpMessage | None, time_ns: int) -> _Lane:
        """Give the stream that waits with a request, or a new one."""
        for lane in self._lanes:
            if lane.request is request:
                return lane
        lane = _Lane(TcpStream(*endpoints(self._record, len(self._lanes)), self._write))
        lane.stream.open(time_ns, _about(self._job, self._record))
        self._lanes.append(lane)
        return lane


def _about(job: Job, record: ConnectionRecord) -> str:
    """Say of a connection what its packets do not show."""
    secure = record.url.startswith(("wss:", "https:"))
    sentences = [f"Connection {record.id}, {job.url(record)}."]
    if secure:
        sentences.append("It was encrypted with TLS; this is its plaintext.")
    if not record.peer:
        sentences.append("The addresses are made up.")
    if record.error:
        sentences.append(record.error)
    return " ".join(sentences)


def _handshake_times(record: ConnectionRecord) -> tuple[int, int]:
    """Give when the request head left, and when the response head came."""
    try:
        known = json.loads(record.timings or "{}")
    except ValueError:
        known = {}

    def after(*names: str) -> int:
        times = [known.get(name) for name in names] if isinstance(known, dict) else []
        return int(sum(time for time in times if isinstance(time, int | float)) * 1e6)

    before = ("dns", "tcp", "proxy", "tls")
    return record.opened_ns + after(*before), record.opened_ns + after(*before, "upgrade")
