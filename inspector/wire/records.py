"""The records that travel between the packages, under the names of RFC 6455."""

from __future__ import annotations

import enum
from typing import NamedTuple

FrameRow = tuple[int, int, int | None, bytes | None, int, bytes]
"""The fields of a `WireFrame` as a plain tuple; the head is None for an HTTP message.

The fast lane makes these by the million; a named tuple costs four times as much to build.
"""


HTTP = -1
"""The `head` of a row that is no frame but an HTTP message of long-polling."""


class Direction(enum.IntEnum):
    """Which way a frame went, seen from this program."""

    SENT = 0
    RECEIVED = 1


class Role(enum.StrEnum):
    """Which endpoint of the connection this program is."""

    CLIENT = "client"
    SERVER = "server"


class Opcode(enum.IntEnum):
    """RFC 6455 §5.2: the opcodes that have a meaning; 3–7 and 11–15 are reserved."""

    CONTINUATION = 0x0
    TEXT = 0x1
    BINARY = 0x2
    CLOSE = 0x8
    PING = 0x9
    PONG = 0xA


class WireFrame(NamedTuple):
    """One frame as it was on the wire, with its payload unmasked and inflated."""

    time_ns: int
    direction: int
    head: int
    masking_key: bytes | None
    wire_length: int
    payload: bytes

    @property
    def is_http(self) -> bool:
        """It is no frame but an HTTP message: the payload is its body."""
        return self.head == HTTP

    @property
    def fin(self) -> bool:
        """RFC 6455 §5.2: this is the final fragment of its message."""
        return bool(self.head & 0x80)

    @property
    def rsv1(self) -> bool:
        """RFC 7692 §6: the message is compressed."""
        return bool(self.head & 0x40)

    @property
    def rsv2(self) -> bool:
        """Reserved: no extension in use defines it."""
        return bool(self.head & 0x20)

    @property
    def rsv3(self) -> bool:
        """Reserved: no extension in use defines it."""
        return bool(self.head & 0x10)

    @property
    def opcode(self) -> int:
        """The four opcode bits, reserved values included."""
        return self.head & 0x0F


class Finding(NamedTuple):
    """One thing on the wire that a person should know of, with the rule it is judged by."""

    ok: bool
    name: str
    section: str
    """Where the rule stands, for example ``RFC 6455 §5.1``."""
    sentence: str


def opcode_name(opcode: int) -> str:
    """Name an opcode the way the RFC does; reserved ones by their number."""
    try:
        return Opcode(opcode).name.lower()
    except ValueError:
        return f"reserved 0x{opcode:X}"
