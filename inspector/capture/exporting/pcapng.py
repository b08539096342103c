"""pcapng: the conversation as packets, for Wireshark and its kin."""

from __future__ import annotations

import heapq
from typing import BinaryIO

from inspector import __version__
from inspector.capture.exporting.flows import Flow, flow_of
from inspector.capture.exporting.job import Job
from inspector.capture.exporting.pcapng_file import PcapngFile
from inspector.capture.rows import FrameTuple

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
        self._open: dict[int, Flow] = {}
        self._ends: list[tuple[int, int]] = []
        # Of frames that were chosen one by one, only their own connections are written.
        early = records if job.ids is None else []
        self._begins = [(record.opened_ns, record.id) for record in early]
        heapq.heapify(self._begins)

    def add(self, row: FrameTuple, heads: dict[int, bytes]) -> None:
        """Write a frame, and before it what happened to other connections."""
        time_ns = row[2]
        while self._begins and self._begins[0][0] <= time_ns:
            self._begin(heapq.heappop(self._begins)[1])
        while self._ends and self._ends[0][0] < time_ns:
            self._open[heapq.heappop(self._ends)[1]].end()
        flow = self._open.get(row[1]) or self._begin(row[1])
        if flow is not None:
            flow.add(row, heads)

    def end(self) -> None:
        """Write what happened after the last frame."""
        while self._begins:
            self._begin(heapq.heappop(self._begins)[1])
        while self._ends:
            self._open[heapq.heappop(self._ends)[1]].end()

    def _begin(self, connection_id: int) -> Flow | None:
        record = self._records.get(connection_id)
        if record is None or connection_id in self._open:
            return self._open.get(connection_id)
        flow = flow_of(self._job, record, self._file.packet)
        self._open[connection_id] = flow
        if record.closed_ns is not None:
            heapq.heappush(self._ends, (record.closed_ns, connection_id))
        flow.begin()
        return flow
