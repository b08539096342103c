"""One frame as a filter sees it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from inspector.capture.records import StoredFrame

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


def frame_record(stored: StoredFrame, url: str = "", marks: frozenset[Mark] = frozenset()) -> FrameRecord:
    """Make a record of a frame of a capture."""
    frame = stored.frame
    return FrameRecord(
        stored.id,
        stored.connection_id,
        frame.time_ns,
        frame.direction,
        frame.head,
        frame.payload,
        url,
        marks,
    )
