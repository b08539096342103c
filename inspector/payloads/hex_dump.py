"""Bytes in hexadecimal with their ASCII beside them: it shows anything."""

from __future__ import annotations

from inspector.payloads.view import View

priority = 0
_WIDTH = 16


def decode(payload: bytes) -> View:
    """Show any bytes."""
    return View("hex", "\n".join(lines(payload)))


def lines(payload: bytes, offset: int = 0) -> list[str]:
    """Give lines of 16 bytes; `offset` is the first byte's place in the whole payload."""
    return [
        f"{offset + at:08x}  {hex_columns(payload[at : at + _WIDTH])}  {ascii_column(payload[at : at + _WIDTH])}"
        for at in range(0, len(payload), _WIDTH)
    ]


def hex_columns(part: bytes) -> str:
    """Give up to 16 bytes in two groups of eight, as wide as a full line."""
    return f"{part[:8].hex(' '):<23}  {part[8:].hex(' '):<23}"


def ascii_column(part: bytes) -> str:
    """Give the printable ASCII characters, and a dot for each other byte."""
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in part)
