"""Text as it is, with what is invisible made visible."""

from __future__ import annotations

import codecs

from inspector.payloads.format import Sample
from inspector.payloads.utf8 import Utf8Reader
from inspector.payloads.visible import visible
from inspector.wire.records import Opcode

_LOOKED_AT = 4096
_CONTROLS_ALLOWED = frozenset(b"\t\n\r\x1b")


class TextReader:
    """Reads a text as it is."""

    def __init__(self, sample: Sample) -> None:
        self._utf8 = Utf8Reader(inside_character=sample.opcode == Opcode.CONTINUATION)

    @property
    def problem(self) -> str:
        """Where the text is not UTF-8."""
        return self._utf8.problem

    def feed(self, part: bytes, *, final: bool) -> str:
        """Give the next part's text."""
        # A carriage return belongs to the line's end only as a pair; it is shown in any case.
        return visible(self._utf8.feed(part, final=final))


class TextFormat:
    """Any text message, and binary ones that hold nothing but text."""

    name = "text"
    title = "Text"

    def priority(self, sample: Sample) -> int:
        """Fit text frames always, others when they look like text."""
        if sample.opcode == Opcode.TEXT:
            return 20
        return 20 if looks_like_text(sample) else 0

    def reader(self, sample: Sample) -> TextReader:
        """Begin to read."""
        return TextReader(sample)


def looks_like_text(sample: Sample) -> bool:
    """Tell whether the beginning is UTF-8 without control characters."""
    head = sample.head[:_LOOKED_AT]
    if not head:
        return False
    if sample.opcode == Opcode.CONTINUATION:
        head = head.lstrip(bytes(range(0x80, 0xC0))) if head[0] & 0xC0 == 0x80 else head
    if any(byte < 0x20 and byte not in _CONTROLS_ALLOWED for byte in head):
        return False
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head, len(head) == sample.length)
    except UnicodeDecodeError:
        return sample.opcode == Opcode.CONTINUATION and _only_end_is_cut(head)
    return True


def _only_end_is_cut(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head, False)
    except UnicodeDecodeError:
        return False
    return True
