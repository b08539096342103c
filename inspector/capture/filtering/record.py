"""One frame as a filter sees it."""

from __future__ import annotations

from typing import Literal, NamedTuple

Mark = Literal["error", "note", "bookmark"]
"""What may be tied to a frame in other tables."""


class FrameRecord(NamedTuple):
    """All that a filter can ask about."""

    id: int
    connection_id: int = 0
    time_ns: int = 0
    direction: int = 0
    head: int = 0
    """The frame's first byte; `HTTP` for a message of long-polling."""
    payload: bytes = b""
    url: str = ""
    """Of its connection."""
    marks: frozenset[Mark] = frozenset()
