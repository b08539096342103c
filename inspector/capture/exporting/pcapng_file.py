"""The blocks of a pcapng file (IETF draft-ietf-opsawg-pcapng)."""

from __future__ import annotations

import struct
from collections.abc import Callable

_SECTION_HEADER, _INTERFACE, _PACKET = 0x0A0D0D0A, 1, 6
_ETHERNET = 1
_COMMENT, _APPLICATION, _NAME, _RESOLUTION = 1, 4, 2, 9
_NANOSECONDS = b"\x09"
_COMMENT_BYTES = 60_000
"""An option's length has 16 bits."""


class PcapngFile:
    """Writes packets of one Ethernet interface, with times in nanoseconds."""

    def __init__(self, write: Callable[[bytes], object], application: str, comment: str) -> None:
        self._write = write
        options = _option(_COMMENT, comment.encode()) + _option(_APPLICATION, application.encode()) + _END
        # Byte order magic, version 1.0, and -1 for a section whose length is not known.
        write(_block(_SECTION_HEADER, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1) + options))
        options = _option(_NAME, b"synthesised") + _option(_RESOLUTION, _NANOSECONDS) + _END
        write(_block(_INTERFACE, struct.pack("<HHI", _ETHERNET, 0, 0) + options))

    def packet(self, time_ns: int, data: bytes, comment: str = "") -> None:
        """Write a packet. Times before 1970 are written as 1970."""
        length = len(data)
        stamp = max(time_ns, 0) & 0xFFFFFFFFFFFFFFFF
        body = _PACKET_FIELDS.pack(0, stamp >> 32, stamp & 0xFFFFFFFF, length, length) + data
        body += b"\0" * (-length % 4)
        if comment:
            body += _option(_COMMENT, comment.encode()[:_COMMENT_BYTES]) + _END
        self._write(_block(_PACKET, body))


_PACKET_FIELDS = struct.Struct("<IIIII")
_END = struct.pack("<HH", 0, 0)


def _option(code: int, value: bytes) -> bytes:
    return struct.pack("<HH", code, len(value)) + value + b"\0" * (-len(value) % 4)


def _block(kind: int, body: bytes) -> bytes:
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length
