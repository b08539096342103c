"""pcapng: the conversation as packets, for Wireshark and its kin."""

from __future__ import annotations

import heapq
from typing import BinaryIO

from inspector import __version__
from inspector.capture.exporting.flows import Flow, flow_of
from inspector.capture.exporting.job import Job, unknown_connection
from inspector.capture.exporting.pcapng_file import PcapngFile
from inspector.capture.rows import FrameTuple
from inspector.wire.records import HTTP

_ABOUT = (
    "Packets made up around the bytes of a capture: Ethernet, IP and TCP are synthesised, each frame is a "
    "segment of its own, and what TLS carried is plaintext. Compressed messages are compressed anew."
)


def write_pcapng(job: Job, out: BinaryIO) -> None:
    """Write each connection as a TCP stream: its heads, then the bytes of its frames, masked as they were.

    What was TLS on the wire is plaintext. Connections are told apart by their ports.
    """
    file = PcapngFile(out.write, f"WebSocket Inspector {__version__}", _ABOUT)
    flows = _Flows(job, file)
    for rows in job.batches():
        heads = job.http_heads(rows)
        for row in rows:
            flows.add(row, heads)
    flows.end()


class _Flows:
    """Opens and closes each connection in the order of time, among the frames of the others."""

    def __init__(self, job: Job, file: PcapngFile) -> None:
        self._job = job
        self._file = file
        records = job.connections()
        self._records = {record.id: record for record in records}
        self._open: dict[tuple[int, bool], Flow] = {}
        self._ends: list[tuple[int, int, bool]] = []
        # Of frames that were chosen one by one, only their own connections are written.
        early = records if job.ids is None else []
        self._begins = [(record.opened_ns, record.id) for record in early]
        heapq.heapify(self._begins)

    def add(self, row: FrameTuple, heads: dict[int, bytes]) -> None:
        """Write a frame, and before it what happened to other connections."""
        time_ns, key = row[2], (row[1], row[4] == HTTP)
        while self._begins and self._begins[0][0] <= time_ns:
            self._begin_early(heapq.heappop(self._begins)[1])
        while self._ends and self._ends[0][0] < time_ns:
            self._end(heapq.heappop(self._ends))
        (self._open.get(key) or self._begin(*key)).add(row, heads)

    def end(self) -> None:
        """Write what happened after the last frame."""
        while self._begins:
            self._begin_early(heapq.heappop(self._begins)[1])
        while self._ends:
            self._end(heapq.heappop(self._ends))

    def _begin_early(self, connection_id: int) -> None:
        polled = self._records[connection_id].url.startswith(("http:", "https:"))
        if (connection_id, polled) not in self._open:
            self._begin(connection_id, polled)

    def _begin(self, connection_id: int, polled: bool) -> Flow:
        record = self._records.get(connection_id) or unknown_connection(connection_id)
        flow = self._open[connection_id, polled] = flow_of(
            self._job, record, self._file.packet, polled=polled
        )
        if record.closed_ns is not None:
            heapq.heappush(self._ends, (record.closed_ns, connection_id, polled))
        flow.begin()
        return flow

    def _end(self, entry: tuple[int, int, bool]) -> None:
        _closed_ns, connection_id, polled = entry
        self._open[connection_id, polled].end()
