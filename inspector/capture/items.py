"""What is waiting to be written: frames, and statements of SQL. Knows no database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from inspector.wire.records import FrameRow

_OVERHEAD = 512


class Rows(NamedTuple):
    """Frames of one connection, in the order of the wire."""

    connection_id: int
    rows: list[FrameRow]
    size: int
    """Bytes of payload."""

    @property
    def weight(self) -> int:
        """How much of the queue it takes."""
        return len(self.rows)


class Statement(NamedTuple):
    """Anything else to write."""

    sql: str
    values: tuple[object, ...]
    size: int
    """About so many bytes."""
    weight: int = 1
    adds_note: bool = False


Item = Rows | Statement


def statement(sql: str, values: Iterable[object], *, adds_note: bool = False) -> Statement:
    """Make a statement of values as they come; text that UTF-8 cannot hold is escaped."""
    stored = tuple(
        value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
        for value in values
    )
    size = _OVERHEAD + sum(len(value) for value in stored if isinstance(value, str | bytes))
    return Statement(sql, stored, size, adds_note=adds_note)
