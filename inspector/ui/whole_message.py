"""A message of several frames as one: its size, its beginning, and its payload."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from inspector.capture import fields
from inspector.capture.messages import MOST_FRAGMENTS, Fragment
from inspector.capture.schema import PREVIEW
from inspector.capture.store import Capture

REACH = 200_000
"""Frames after the first one among which the rest of a message is looked for while the window waits."""


class WholeMessage(NamedTuple):
    """What a table says of a message that has several frames."""

    frames: int
    length: int
    wire_length: int
    preview: bytes
    cut: bool
    """There are more frames than are followed."""


class MessageReader:
    """Reads messages of a capture by their first frame."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture

    def whole(self, frame_id: int) -> WholeMessage | None:
        """Sum up a message; None where it has one frame only."""
        fragments = self._capture.fragments_of(frame_id, REACH)
        if len(fragments) < 2:
            return None
        return WholeMessage(
            len(fragments),
            sum(one.length for one in fragments),
            sum(one.wire_length for one in fragments),
            JoinedPayload(self._capture, fragments).read(0, PREVIEW),
            len(fragments) > MOST_FRAGMENTS,
        )

    def ids(self, frame_id: int) -> list[int]:
        """Give the frames of a message."""
        return [one.id for one in self._capture.fragments_of(frame_id, REACH)]

    def value(self, frame_id: int, path: str) -> str:
        """Give the value at a path in a message that is JSON; empty where there is none."""
        payload = self.payload(frame_id)
        if payload is None or payload.length > fields.MOST_BYTES:
            return ""
        return fields.value_in(self._capture.parts, path, payload.read(0, payload.length))

    def payload(self, frame_id: int) -> JoinedPayload | None:
        """Give a message's payload; None where it has one frame only."""
        fragments = self._capture.fragments_of(frame_id, REACH)
        return JoinedPayload(self._capture, fragments) if len(fragments) > 1 else None


class JoinedPayload:
    """The payloads of fragments, one after the other."""

    def __init__(self, capture: Capture, fragments: Sequence[Fragment]) -> None:
        self._capture = capture
        self._fragments = fragments
        self._ends = list(accumulate(one.length for one in fragments))

    @property
    def length(self) -> int:
        """Bytes in all."""
        return self._ends[-1]

    def read(self, offset: int, length: int) -> bytes:
        """Read a part, shorter at the end; on any thread. Raises `CaptureError`."""
        parts: list[bytes] = []
        index = bisect_right(self._ends, offset)
        while length > 0 and index < len(self._fragments):
            one = self._fragments[index]
            inside = offset - (self._ends[index] - one.length)
            part = self._capture.payload_part(one.id, inside, min(length, one.length - inside))
            parts.append(part)
            offset, length, index = self._ends[index], length - len(part), index + 1
        return b"".join(parts)
