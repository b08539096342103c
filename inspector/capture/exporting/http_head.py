"""Takes the head of an HTTP message apart, whatever is in it (RFC 9112 §2)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Head:
    """A start line in its three parts, and the headers in order."""

    start: tuple[str, str, str]
    """Method, target and version of a request; version, status and reason of a response."""
    headers: tuple[tuple[str, str], ...]
    size: int
    """Bytes with the blank line."""

    def all(self, name: str) -> list[str]:
        """Give the values of a header in order."""
        return [value for known, value in self.headers if known.lower() == name.lower()]

    def first(self, name: str) -> str:
        """Give the first value of a header, or nothing."""
        return next(iter(self.all(name)), "")


def parse_head(data: bytes) -> Head:
    """Take a head apart; never fails: a line without a colon is a header without a value."""
    start, *lines = data.decode("latin-1").split("\n")
    headers: list[tuple[str, str]] = []
    for line in lines:
        stripped = line.rstrip("\r")
        if not stripped:
            break
        if stripped[0] in " \t" and headers:
            # RFC 9112 §5.2: a line that begins with a space or tab continues the one before.
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {stripped.strip()}".strip())
            continue
        name, _colon, value = stripped.partition(":")
        headers.append((name.strip(), value.strip()))
    words = start.rstrip("\r").split(" ", 2)
    first, second, third = (*words, "", "")[:3]
    return Head((first, second, third), tuple(headers), len(data))
