"""Where a message is cut into fragments, and what each frame then looks like (RFC 6455 §5.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

MARKER = "‖"
"""Stands in an editor where a person wants a cut; it is never sent."""

MOST_PARTS = 1_000_000
_PREVIEW_BYTES = 48


class FragmentPreview(NamedTuple):
    """One frame of a fragmented message, as it will be on the wire."""

    number: int
    opcode: str
    fin: bool
    length: int
    preview: bytes


def without_markers(text: str) -> str:
    """Give the text that is sent, joined over all cuts."""
    return text.replace(MARKER, "")


class EqualParts:
    """A payload cut into `count` parts whose lengths differ by one byte at most; some may be empty.

    Parts are cut when asked for: a million of them are shown without being made.
    """

    def __init__(self, payload: bytes, count: int) -> None:
        self._payload = payload
        self._count = count
        self._size, self._longer = divmod(len(payload), count)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[bytes]:
        start = 0
        for index in range(self._count):
            end = start + self._size + (index < self._longer)
            yield self._payload[start:end]
            start = end


Parts = list[bytes] | EqualParts


def preview_fragments(text: bool, parts: Parts) -> Iterator[FragmentPreview]:
    """Describe each frame in turn, lazily: a message may have a million of them."""
    for index, part in enumerate(parts):
        opcode = "continuation" if index else "text" if text else "binary"
        fin = index == len(parts) - 1
        yield FragmentPreview(index + 1, opcode, fin, len(part), part[:_PREVIEW_BYTES])
