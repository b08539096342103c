"""A block of `Name: value` lines, as copied from a browser or a log."""

from __future__ import annotations

from typing import NamedTuple

from inspector.ui.options.draft import HeaderRow

_MADE_BY_THE_HANDSHAKE = frozenset(
    {
        "host",
        "connection",
        "upgrade",
        "content-length",
        "transfer-encoding",
        "sec-websocket-key",
        "sec-websocket-version",
        "sec-websocket-accept",
        "sec-websocket-extensions",
        "sec-websocket-protocol",
    }
)


class HeaderBlock(NamedTuple):
    """The rows of a block, and how many of its lines are no headers."""

    rows: list[HeaderRow]
    left_out: int


def parse_header_block(text: str) -> HeaderBlock:
    """Read `Name: value` lines; those that every opening handshake makes itself come switched off."""
    rows: list[HeaderRow] = []
    left_out = 0
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if not line.strip() or _is_start_line(line):
            continue
        if not colon or not name.strip() or line[0].isspace():
            left_out += 1
            continue
        enabled = name.strip().lower() not in _MADE_BY_THE_HANDSHAKE
        rows.append(HeaderRow(enabled, name.strip(), value.strip()))
    return HeaderBlock(rows, left_out)


def _is_start_line(line: str) -> bool:
    return line.startswith("HTTP/") or line.rstrip().endswith(("HTTP/1.1", "HTTP/1.0"))
