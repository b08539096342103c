"""Compresses messages anew: the capture keeps what they were inflated to (RFC 7692)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

_TAIL = b"\x00\x00\xff\xff"
_STORED = 0
"""The compression level at which nothing refers back, so that it fits a window of any size."""

_OUR_MEMORY_LEVEL = 5
"""What the `websockets` library compresses with."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What permessage-deflate was agreed to be for one direction."""

    window_bits: int = 15
    no_context_takeover: bool = False


def agreements(extensions: str | None) -> tuple[Agreement, Agreement] | None:
    """Read `Sec-WebSocket-Extensions` of a response: what binds the client, and the server; None for none."""
    for extension in (extensions or "").split(","):
        name, *parameters = (part.strip() for part in extension.split(";"))
        if name == "permessage-deflate":
            pairs = (parameter.partition("=") for parameter in parameters)
            values = {key.strip(): value.strip(' "') for key, _equals, value in pairs}
            return _agreement(values, "client"), _agreement(values, "server")
    return None


def cautious(first: Agreement, second: Agreement) -> Agreement:
    """Give what is within both agreements.

    Wireshark inflates each direction by what was agreed for the other one (seen in 4.0); and a sender may
    always do with a smaller window and without its context.
    """
    return Agreement(
        min(first.window_bits, second.window_bits), first.no_context_takeover or second.no_context_takeover
    )


def _agreement(values: dict[str, str], side: str) -> Agreement:
    bits = values.get(f"{side}_max_window_bits", "")
    known = int(bits) if bits.isdecimal() and bits.isascii() and 8 <= int(bits) <= 15 else 15
    return Agreement(known, f"{side}_no_context_takeover" in values)


class Deflater:
    """Compresses the messages of one direction, in the context that was agreed.

    `ours` are those that this program sent: with the settings of its library they become the same bytes.
    """

    def __init__(self, agreement: Agreement, *, ours: bool) -> None:
        self._agreement = agreement
        self._memory_level = _OUR_MEMORY_LEVEL if ours else zlib.DEF_MEM_LEVEL
        self._compressor: Any = None

    def frame(self, payload: bytes, *, starts: bool, ends: bool) -> bytes:
        """Compress the payload of a frame, which may start or end its message (RFC 7692 §7.2.1)."""
        if self._compressor is None or (starts and self._agreement.no_context_takeover):
            level = zlib.Z_DEFAULT_COMPRESSION if self._agreement.window_bits > 8 else _STORED
            bits = max(self._agreement.window_bits, 9)
            self._compressor = zlib.compressobj(level, wbits=-bits, memLevel=self._memory_level)
        data: bytes = self._compressor.compress(payload) + self._compressor.flush(zlib.Z_SYNC_FLUSH)
        if not ends:
            return data
        if not starts:
            # Wireshark 4.0 does not inflate a message of several frames: let the next one need nothing of it.
            self._compressor = None
        # 7.2.1: "Remove 4 octets (that are 0x00 0x00 0xff 0xff) from the tail end." 7.2.3.6: an empty
        # message may be one octet 0x00.
        return data.removesuffix(_TAIL) or b"\x00"
