"""Which connections of a capture speak Engine.IO, seen by their address or by their first packets."""

from __future__ import annotations

import threading
from typing import NamedTuple

from inspector.capture.nearby import REACH, Near, Source, Window, frames_in, place_of_time
from inspector.capture.records import ConnectionRecord
from inspector.payloads.packet_open import EngineIoAddress, read_address, read_open
from inspector.wire.records import HTTP, Direction, Opcode

_FIRST_FRAMES = 4
_NEIGHBOURS = 200
"""Connections before and after one that are looked at for its session."""
_DATA = f"(head IS NULL OR head = {HTTP} OR (head & 15) IN ({Opcode.TEXT:d}, {Opcode.BINARY:d}))"


class Recognised(NamedTuple):
    """A connection that speaks Engine.IO."""

    eio: int
    """The protocol version: 3 or 4."""
    sid: str
    """The session's id; empty while no packet and no address told it."""
    polling: bool
    """It is a session of long-polling; otherwise a WebSocket."""
    by_address: bool
    """The URL told it; otherwise the first packets did."""


class Recognition:
    """Knows which connections of one capture speak Engine.IO; for any thread.

    What is found is kept, so that asking again costs nothing.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._known: dict[int, Recognised | None] = {}
        self._looked_through: dict[int, int] = {}

    def of(self, connection_id: int) -> Recognised | None:
        """Tell what is known of a connection; None when it speaks no Engine.IO. Raises `CaptureError`."""
        with self._lock:
            if connection_id in self._known:
                return self._known[connection_id]
        record = self._source.connection(connection_id)
        if record is None:
            return None
        address = read_address(record.url)
        first = self._first_frames(record)
        found = _judge(record, address, first)
        if _is_final(record, found, first):
            with self._lock:
                self._known[connection_id] = found
        return found

    def siblings(self, connection_id: int) -> tuple[int, ...]:
        """Give the connections of the same Engine.IO session, itself included. Raises `CaptureError`."""
        own = self.of(connection_id)
        if own is None or not own.sid:
            return (connection_id,)
        ids = [record.id for record in self._source.connections()]
        at = ids.index(connection_id) if connection_id in ids else 0
        near = ids[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS + 1]
        return tuple(one for one in near if one == connection_id or self._is_of(one, own.sid))

    def _is_of(self, connection_id: int, sid: str) -> bool:
        found = self.of(connection_id)
        return found is not None and found.sid == sid

    def _first_frames(self, record: ConnectionRecord) -> list[Near]:
        """Read the first messages of a connection, or go on looking for them where the last look ended."""
        last = self._source.last_id
        with self._lock:
            after = self._looked_through.get(record.id)
        if after is None:
            after = place_of_time(self._source, record.opened_ns) if record.opened_ns else 0
        end = min(last, after + REACH)
        found = frames_in(
            self._source, Window(after, end, [record.id]), _DATA, limit=_FIRST_FRAMES, most=2_048
        )
        with self._lock:
            # What is not found within reach is looked for in what comes next.
            self._looked_through[record.id] = after if found else end
        return found


def _is_final(record: ConnectionRecord, found: Recognised | None, first: list[Near]) -> bool:
    """Tell whether later frames cannot change what was found."""
    if len(first) >= _FIRST_FRAMES:
        return True
    if found is not None:
        return bool(found.sid)
    # The server speaks first in Engine.IO: once it said something else, it is something else.
    server = Direction.SENT if record.role == "server" else Direction.RECEIVED
    return any(frame.direction == server for frame in first)


def _judge(record: ConnectionRecord, address: EngineIoAddress | None, first: list[Near]) -> Recognised | None:
    texts = [frame.payload for frame in first if frame.is_http or frame.opcode == Opcode.TEXT]
    opened = next(filter(None, map(read_open, texts)), None)
    if address is None and opened is None:
        return None
    sid = address.sid if address is not None else ""
    eio = address.eio if address is not None else None
    if opened is not None:
        sid, eio = sid or opened.sid, eio or opened.eio
    polling = record.url.startswith(("http:", "https:")) or any(frame.is_http for frame in first)
    return Recognised(3 if eio is not None and eio < 4 else 4, sid, polling, address is not None)
