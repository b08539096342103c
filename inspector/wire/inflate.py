"""The one inflate context of a direction (RFC 7692 §7.2.2)."""

from __future__ import annotations

import zlib
from typing import Any

# RFC 7692 §7.2.2: "Append 4 octets of 0x00 0x00 0xff 0xff to the tail end of the payload".
_TAIL = b"\x00\x00\xff\xff"


class InflateError(Exception):
    """A compressed payload is not a DEFLATE stream."""


class TooLargeError(Exception):
    """A compressed payload inflates to more than the limit."""


class Inflater:
    """Inflates the messages of one direction, one after the other.

    `extension` is the negotiated ``PerMessageDeflate`` of the `websockets` library when that library
    reads the same direction: its own ``decoder`` is then used, so that there are never two contexts.
    Without it the context is kept here.
    """

    def __init__(
        self, *, window_bits: int = 15, no_context_takeover: bool = False, extension: Any = None
    ) -> None:
        self._window_bits = window_bits
        self._no_context_takeover = no_context_takeover
        self._extension = extension
        self._own: Any = None
        self._compressed = False

    def whole(self, payload: bytes, limit: int | None) -> bytes:
        """Inflate an unfragmented message; `limit` in bytes, None for none."""
        decoder = self._decoder(start=True)
        return self._run(decoder, payload + _TAIL, limit)

    def fragment(self, head: int, payload: bytes) -> bytes:
        """Inflate one frame of a direction that nobody else inflates, without a limit."""
        if head & 0x0F:
            self._compressed = bool(head & 0x40)
        if not self._compressed:
            return payload
        decoder = self._decoder(start=bool(head & 0x0F))
        return self._run(decoder, payload + _TAIL if head & 0x80 else payload, None)

    def _decoder(self, *, start: bool) -> Any:
        if self._extension is not None and not self._no_context_takeover:
            return self._extension.decoder
        if self._own is None or (start and self._no_context_takeover):
            self._own = zlib.decompressobj(wbits=-self._window_bits)
        return self._own

    @staticmethod
    def _run(decoder: Any, data: bytes, limit: int | None) -> bytes:
        try:
            payload: bytes = decoder.decompress(data, limit or 0)
            # What is left over may be no more than the end of the last block: ask for one byte more.
            if decoder.unconsumed_tail and decoder.decompress(decoder.unconsumed_tail, 1):
                raise TooLargeError
        except zlib.error as error:
            raise InflateError(str(error)) from error
        return payload
