"""Joins frames to messages (RFC 6455 §5.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from inspector.capture.records import FrameSummary
from inspector.capture.rows import FrameTuple
from inspector.capture.store import Capture
from inspector.wire.records import HTTP

_BLOCK = 512


class Message(NamedTuple):
    """A whole message; `time_ns` is that of the frame that ended it."""

    connection_id: int
    direction: int
    opcode: int
    time_ns: int
    payload: bytes


class Joiner:
    """Joins the fragments of each connection and direction; control frames stand between them."""

    def __init__(self) -> None:
        self._begun: dict[tuple[int, int], list[FrameTuple]] = {}

    def add(self, row: FrameTuple) -> list[Message]:
        """Give what a data frame makes whole: at most one message, or two where one never ended."""
        head = row[4]
        key = (row[1], row[3])
        if head & 0x8F > 0x80 and key not in self._begun:
            return [_joined([row])]
        messages = []
        if head & 0x0F and key in self._begun:
            messages.append(_joined(self._begun.pop(key)))
        rows = self._begun.setdefault(key, [])
        rows.append(row)
        if head & 0x80:
            messages.append(_joined(self._begun.pop(key)))
        return messages

    def rest(self) -> list[Message]:
        """Give the messages that never ended."""
        begun, self._begun = self._begun, {}
        return [_joined(rows) for rows in begun.values()]


class Completion:
    """Gives whole messages where only some of their fragments were chosen."""

    def __init__(self, capture: Capture, last_id: int) -> None:
        self._capture = capture
        self._last_id = last_id
        self._ends: dict[tuple[int, int], int] = {}

    def of(self, row: FrameTuple) -> Message | None:
        """Give the message of a fragment; None where it was given already for a fragment before."""
        key = (row[1], row[3])
        if row[0] <= self._ends.get(key, 0):
            return None
        ids = self.ids_of(row)
        self._ends[key] = ids[-1]
        stored = [self._capture.frame(frame_id) for frame_id in ids]
        return _joined([(one.id, one.connection_id, *one.frame) for one in stored if one is not None])

    def ids_of(self, row: FrameTuple) -> list[int]:
        """Give the ids of all fragments of a fragment's message, in order."""
        before = [] if row[4] & 0x0F else self._walk(row, -1)
        after = [] if row[4] & 0x80 else self._walk(row, 1)
        return [*reversed(before), row[0], *after]

    def _walk(self, row: FrameTuple, step: int) -> list[int]:
        """Give the ids of the fragments before or after one, the nearest first."""
        found: list[int] = []
        for frame in self._others(row, step):
            if frame.head & 0x0F if step > 0 else frame.head & 0x80:
                break  # another message
            found.append(frame.id)
            if frame.head & 0x80 if step > 0 else frame.head & 0x0F:
                break
        return found

    def _others(self, row: FrameTuple, step: int) -> Iterator[FrameSummary]:
        """Give the data frames of the same connection and direction, going away from one."""
        at = row[0] + step
        while 1 <= at <= self._last_id:
            first, last = (at, at + _BLOCK - 1) if step > 0 else (at - _BLOCK + 1, at)
            block = self._capture.summaries(first, min(last, self._last_id))
            for frame in block if step > 0 else reversed(block):
                same = frame.connection_id == row[1] and frame.direction == row[3]
                if same and frame.head != HTTP and not frame.head & 0x08:
                    yield frame
            at = last + 1 if step > 0 else first - 1


def is_fragment(head: int) -> bool:
    """Tell whether a data frame is a part of a message only."""
    return not head & 0x80 or not head & 0x0F


def _joined(rows: list[FrameTuple]) -> Message:
    """Join the frames of one message. The opcode is 0 where it has no first frame, against the RFC."""
    first, last = rows[0], rows[-1]
    payload = first[7] if len(rows) == 1 else b"".join(row[7] for row in rows)
    return Message(first[1], first[3], first[4] & 0x0F, last[2], payload)
