"""Where a message is cut into fragments, and what each frame then looks like (RFC 6455 §5.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def equal_parts(payload: bytes, count: int) -> list[bytes]:
    """Cut a payload into `count` parts whose lengths differ by one byte at most; some may be empty."""
    size, longer = divmod(len(payload), count)
    parts = []
    start = 0
    for index in range(count):
        end = start + size + (index < longer)
        parts.append(payload[start:end])
        start = end
    return parts


def preview_fragments(text: bool, parts: Sequence[bytes]) -> Iterator[FragmentPreview]:
    """Describe each frame in turn, lazily: a message may have a million of them."""
    for index, part in enumerate(parts):
        opcode = "continuation" if index else "text" if text else "binary"
        fin = index == len(parts) - 1
        yield FragmentPreview(index + 1, opcode, fin, len(part), part[:_PREVIEW_BYTES])
