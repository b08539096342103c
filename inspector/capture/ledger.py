"""What is known of each connection while it lives: its record, and how many frames it has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from operator import itemgetter
from typing import Any

from inspector.capture import moving, schema
from inspector.capture.items import Rows, Statement, statement
from inspector.capture.records import ConnectionRecord
from inspector.wire.records import FrameRow

_direction_of = itemgetter(1)
_payload_of = itemgetter(5)


class Ledger:
    """Records and counts of all connections; one thread changes them, any thread reads them."""

    def __init__(self, records: Iterable[ConnectionRecord], counts: dict[int, list[int]]) -> None:
        self._records = {record.id: record for record in records}
        self._counts = {key: [0, 0] for key in self._records} | counts
        self._earlier: dict[int, list[int]] = {}
        self._bytes = [0, 0]
        self._next_id = max(self._counts, default=0) + 1

    @property
    def next_id(self) -> int:
        """The id that the next connection gets."""
        return max(self._next_id, max(self._earlier, default=0) + 1)

    def set_earlier(self, counts: dict[int, list[int]]) -> None:
        """Take what was counted late of the frames that were there at first; for any thread."""
        self._earlier = counts

    def begin(self, url: str, opened_ns: int, role: str, peer: str | None) -> tuple[int, list[Statement]]:
        """Begin a connection; gives its id and what stores it."""
        connection_id = self.next_id
        self._next_id = connection_id + 1
        self._counts[connection_id] = [0, 0]
        record = ConnectionRecord(connection_id, url, opened_ns, role=role, peer=peer)
        return connection_id, self._keep(record)

    def update(self, connection_id: int, columns: dict[str, Any]) -> list[Statement]:
        """Change columns of a connection; gives what stores it."""
        return self._keep(replace(self._records[connection_id], **columns))

    def count(self, connection_id: int, rows: list[FrameRow], received: int | None) -> Rows:
        """Count frames, and give them as what is to be written."""
        if received is None:
            received = sum(map(_direction_of, rows))
        counts = self._counts[connection_id]
        counts[1] += received
        counts[0] += len(rows) - received
        size = sum(map(len, map(_payload_of, rows)))
        arrived = size if received else 0
        if 0 < received < len(rows):
            arrived = sum(len(row[5]) for row in rows if row[1])
        self._bytes[1] += arrived
        self._bytes[0] += size - arrived
        return Rows(connection_id, rows, size)

    def records(self) -> list[ConnectionRecord]:
        """Give every connection in the order of their ids."""
        return list(self._records.values())

    def record(self, connection_id: int) -> ConnectionRecord | None:
        """Give one connection."""
        return self._records.get(connection_id)

    def frame_counts(self) -> dict[int, tuple[int, int]]:
        """Count the frames of each connection: sent and received."""
        counts = {key: (both[0], both[1]) for key, both in list(self._counts.items())}
        for key, (sent, received) in self._earlier.items():
            known = counts.get(key, (0, 0))
            counts[key] = (known[0] + sent, known[1] + received)
        return counts

    def byte_counts(self) -> tuple[int, int]:
        """Count the payload bytes since the capture was opened: sent and received."""
        return self._bytes[0], self._bytes[1]

    def _keep(self, record: ConnectionRecord) -> list[Statement]:
        self._records[record.id] = record
        contract = [getattr(record, name) for name in schema.CONNECTION_COLUMNS]
        ours = [record.id, *(getattr(record, name) for name in schema.ENDPOINT_COLUMNS[1:])]
        return [
            statement(moving.upsert("connection"), contract),
            statement(moving.upsert("endpoint"), ours),
        ]
