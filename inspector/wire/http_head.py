"""The heads of HTTP requests and responses: found in a stream, and read as forgivingly as can be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inspector.wire.records import Finding

_BLANK_LINE = b"\r\n\r\n"
_LINE_END = re.compile("\r?\n")
MAX_HEAD = 1024 * 1024
"""How many bytes of a head are kept; the library gives up far earlier."""


@dataclass(frozen=True, slots=True)
class Head:
    """A request or response head, read as forgivingly as can be: an inspector shows what is there."""

    start_line: str
    headers: tuple[tuple[str, str], ...]

    def all(self, name: str) -> list[str]:
        """Give every value of a header, in order."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def get(self, name: str) -> str | None:
        """Give the values of a header joined as HTTP joins them, or None without any."""
        values = self.all(name)
        return ", ".join(values) if values else None

    def tokens(self, name: str) -> list[str]:
        """Give the elements of a comma-separated header."""
        return [token.strip() for token in (self.get(name) or "").split(",") if token.strip()]

    @property
    def status(self) -> int | None:
        """The status code of a response head, or None for anything else."""
        words = self.start_line.split(" ", 2)
        if words[0].startswith("HTTP/") and len(words) > 1 and words[1].isdigit():
            return int(words[1])
        return None


class HeadReader:
    """Finds the blank line that ends a head, in bytes that come in pieces of any size."""

    def __init__(self) -> None:
        self.head = bytearray()
        self.complete = False

    def feed(self, data: bytes) -> int:
        """Add bytes and tell how many of them belong to the head."""
        searched = max(0, len(self.head) - 3)
        before = len(self.head)
        self.head += data
        end = self.head.find(_BLANK_LINE, searched)
        if end < 0:
            del self.head[MAX_HEAD:]
            return len(data)
        self.complete = True
        del self.head[end + 4 :]
        return end + 4 - before


def check_line_ends(kind: str, head: bytes) -> list[Finding]:
    """Find the first line of a ``request`` or ``response`` head that ends with a bare LF.

    RFC 9112 §2.2: "a recipient MAY recognize a single LF as a line terminator"; most do not.
    """
    for number, line in enumerate(head.split(b"\n")[:-1], 1):
        if not line.endswith(b"\r"):
            sentence = f"Line {number} of the {kind} head ends with a bare LF instead of CRLF."
            return [Finding(False, "line ends", "RFC 9112 §2.2", sentence)]
    return []


def parse_head(data: bytes) -> Head:
    """Read a head byte for byte; lines without a colon become headers with an empty name."""
    lines = _LINE_END.split(data.decode("latin-1"))
    headers = []
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name, value.strip(" \t")))
        elif line:
            headers.append(("", line))
    return Head(lines[0], tuple(headers))
