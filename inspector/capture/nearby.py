"""Frames around a place in a capture, read with a bound on how far is looked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from inspector.capture.parts import Part
from inspector.capture.records import ConnectionRecord, StoredFrame
from inspector.capture.rows import as_bytes
from inspector.wire.records import HTTP

REACH = 50_000
"""Ids that are looked at in one direction: some 10 ms."""
BEGINNING = 4_096
"""Bytes of a payload that are read, unless the whole is asked for."""
_CLOCK_SLACK_NS = 2_000_000_000
"""Frames of several connections are written in batches, so that their times may step back a little."""


class Source(Protocol):
    """What is read of a capture; `Capture` is one."""

    @property
    def last_id(self) -> int:
        """The id of the last committed frame."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Where the rows are now."""

    def connection(self, connection_id: int) -> ConnectionRecord | None:
        """Give one connection."""

    def connections(self) -> list[ConnectionRecord]:
        """Give every connection in the order they were opened."""

    def frame(self, frame_id: int) -> StoredFrame | None:
        """Give a frame with its whole payload."""


class Near(NamedTuple):
    """A frame, or an HTTP message of long-polling, with its payload or the beginning of it."""

    id: int
    connection_id: int
    time_ns: int
    direction: int
    head: int
    length: int
    """Bytes of the whole payload."""
    payload: bytes
    """The whole, or its beginning."""

    @property
    def opcode(self) -> int:
        """The four opcode bits."""
        return self.head & 0x0F

    @property
    def fin(self) -> bool:
        """RFC 6455 §5.2: this is the final fragment of its message."""
        return bool(self.head & 0x80)

    @property
    def is_http(self) -> bool:
        """It is no frame but an HTTP message: the payload is its body."""
        return self.head == HTTP


class Window(NamedTuple):
    """Where to look: ids after the first number up to the second, on some connections; None for all."""

    after: int
    last: int
    connections: Sequence[int] | None = None
    backward: bool = False
    """Begin with the last."""


def frames_in(
    source: Source,
    window: Window,
    condition: str = "1",
    values: Iterable[object] = (),
    *,
    limit: int = -1,
    most: int = BEGINNING,
) -> list[Near]:
    """Read the frames of a window that fulfil a condition of SQL, at most `limit` of them.

    `most` limits the bytes of each payload. Raises `CaptureError`.
    """
    where, where_values = _connections(window.connections)
    order = "DESC" if window.backward else "ASC"
    sql = (
        "SELECT id, ifnull(connection_id, 0), ifnull(time_ns + 0, 0), ifnull(direction, 0) <> 0, "
        f"ifnull(head, {HTTP}), ifnull(octet_length(payload), 0), substr(CAST(payload AS BLOB), 1, ?) "
        f"FROM frame WHERE id > ? AND id <= ? {where} AND ({condition}) ORDER BY id {order} LIMIT ?"
    )
    found: list[Near] = []
    parts = source.parts[::-1] if window.backward else source.parts
    for part in parts:
        after, last = max(window.after, part.frames.after), min(window.last, part.frames.last)
        if after < last and limit:
            bound = (most, after, last, *where_values, *values, limit)
            found += _read(part, sql, bound)
            limit = limit if limit < 0 else max(0, limit - len(found))
    return found


def place_of_time(source: Source, time_ns: int) -> int:
    """Give an id a little before the frames of a time, by halving: times rise with the ids, more or less.

    Raises `CaptureError`.
    """
    low, high = 0, source.last_id
    while low < high:
        middle = (low + high) // 2
        row = frames_in(source, Window(middle, high), limit=1, most=0)
        if row and row[0].time_ns < time_ns - _CLOCK_SLACK_NS:
            low = row[0].id
        else:
            high = middle
    return low


def _connections(ids: Sequence[int] | None) -> tuple[str, tuple[int, ...]]:
    if ids is None:
        return "", ()
    return f"AND connection_id IN ({','.join('?' * len(ids))})", tuple(ids)


def _read(part: Part, sql: str, values: tuple[Any, ...]) -> list[Near]:
    with part.database.reading() as connection:
        rows = connection.execute(sql, values).fetchall()
    return [Near._make((*row[:6], as_bytes(row[6]))) for row in rows]
