"""Cuts one direction of a connection into its frames (RFC 6455 §5.2)."""

from __future__ import annotations

from typing import NamedTuple

from inspector.wire.inflate import InflateError, Inflater, TooLargeError
from inspector.wire.records import FrameRow, Opcode

try:
    from websockets.speedups import apply_mask
except ImportError:
    from websockets.utils import apply_mask

KEPT_OF_OVERSIZED = 65_536
"""How many bytes of a payload beyond the limit are kept, so that a person sees what it was."""

_LARGEST = 1 << 63
_FINAL_TEXT, _FINAL_BINARY = 0x80 | Opcode.TEXT, 0x80 | Opcode.BINARY
_FINAL_COMPRESSED = (0xC0 | Opcode.TEXT, 0xC0 | Opcode.BINARY)


class RawFrame(NamedTuple):
    """One frame that needs more than the fast lane: a judge, or a second look."""

    head: int
    masking_key: bytes | None
    wire_length: int
    payload: bytes
    """Unmasked, not inflated."""
    wire: bytes
    """The frame's bytes for the library to judge; of an oversized frame only the header. Empty when
    the lane itself has judged it."""
    minimal: bool
    """RFC 6455 §5.2: "the minimal number of bytes MUST be used to encode the length"."""
    oversized: bool = False
    close_code: int | None = None
    """Set when reading the payload failed: the code to fail the connection with, and the reason."""
    reason: str = ""


class FrameSplitter:
    """Turns the bytes of one direction into rows, in pieces of any size.

    Complete, unfragmented, valid data frames come out as rows; each other frame comes out alone, as a
    `RawFrame`. Gathering is linear: a payload in many pieces is collected in one buffer.
    """

    def __init__(self, direction: int, *, masked: bool) -> None:
        self.fast = True
        """False while a fragmented message is under way: each frame is then handed out alone."""
        self.limit: int | None = None
        """The largest payload accepted, in bytes, before and after inflating; None for any."""
        self.inflater: Inflater | None = None
        """Set when permessage-deflate was negotiated."""
        self._direction = direction
        self._masked = masked
        self._data: bytes = b""
        self._at = 0
        self._gathered = bytearray()
        self._wanted = 0
        self._skip = 0

    def feed(self, data: bytes) -> None:
        """Add bytes from the wire; `take` gives what they complete."""
        if self._skip:
            skipped = min(self._skip, len(data))
            self._skip -= skipped
            data = data[skipped:]
        if self._wanted:
            self._gathered += data
            return
        rest = self._data[self._at :]
        self._data, self._at = (rest + data if rest else data), 0

    def pending(self) -> bytes:
        """Give the bytes of a frame that never became complete."""
        return bytes(self._gathered) if self._wanted else self._data[self._at :]

    def cut(self) -> RawFrame | None:
        """Give a frame that never became complete, by its header and what came of its payload.

        None when not even all of its header has come.
        """
        data = self.pending()
        header = _read_header(data, 0)
        if header is None:
            return None
        start, length, key, minimal = header
        payload = data[start:] if key is None else apply_mask(data[start:], key)
        return RawFrame(data[0], key, length, payload, data[:start], minimal)

    def doomed(self) -> bytes:
        """Give the start of an incomplete frame whose header alone is enough to refuse it; else nothing."""
        start = bytes(self._gathered[:10]) if self._wanted else self._data[self._at : self._at + 10]
        if len(start) < 2:
            return b""
        opcode, second = start[0] & 0x0F, start[1]
        extended = {126: 2, 127: 8}.get(second & 0x7F, 0)
        length = int.from_bytes(start[2 : 2 + extended], "big") if extended else second & 0x7F
        too_long = len(start) >= 2 + extended and self.limit is not None and length > self.limit
        if opcode not in tuple(Opcode) or bool(second & 0x80) != self._masked or too_long:
            return start[: 2 + extended]
        return b""

    def take(self, time_ns: int) -> tuple[list[FrameRow], RawFrame | None]:
        """Give the rows up to the next frame that needs a judge, and that frame; None: no more yet."""
        rows: list[FrameRow] = []
        while True:
            if self.fast and not self._wanted:
                self._take_small(rows, time_ns)
            raw = self._take_one()
            if raw is None:
                return rows, None
            row_or_raw = self._judge(raw, time_ns) if self.fast else raw
            if isinstance(row_or_raw, RawFrame):
                return rows, row_or_raw
            rows.append(row_or_raw)

    def _take_small(self, rows: list[FrameRow], time_ns: int) -> None:
        """Take what makes up nearly all traffic: complete small uncompressed messages."""
        if self._masked:
            self._take_small_masked(rows, time_ns)
            return
        # The same steps as for masked frames, written out: this loop decides how fast a flood is read.
        data, at, end = self._data, self._at, len(self._data)
        direction = self._direction
        limit = _LARGEST if self.limit is None else self.limit
        append = rows.append
        while end - at >= 2:
            head = data[at]
            length = data[at + 1]
            start = at + 2
            if length >= 126:
                if length > 126:
                    break
                start += 2
                length = int.from_bytes(data[at + 2 : start], "big")
                if length < 126:
                    break
            stop = start + length
            if stop > end or length > limit:
                break
            payload = data[start:stop]
            if head == _FINAL_TEXT:
                if not payload.isascii() and utf8_error(payload):
                    break
            elif head != _FINAL_BINARY:
                break
            append((time_ns, direction, head, None, length, payload))
            at = stop
        self._at = at

    def _take_small_masked(self, rows: list[FrameRow], time_ns: int) -> None:
        data, at, end = self._data, self._at, len(self._data)
        limit = _LARGEST if self.limit is None else self.limit
        while end - at >= 6:
            head, length, start = data[at], data[at + 1] - 0x80, at + 2
            if length == 126:
                start += 2
                length = int.from_bytes(data[at + 2 : start], "big")
                if length < 126:
                    break
            elif not 0 <= length < 126:
                break
            key = data[start : start + 4]
            start += 4
            stop = start + length
            if stop > end or length > limit or head not in (_FINAL_TEXT, _FINAL_BINARY):
                break
            payload = apply_mask(data[start:stop], key)
            if head == _FINAL_TEXT and not payload.isascii() and utf8_error(payload):
                break
            rows.append((time_ns, self._direction, head, key, length, payload))
            at = stop
        self._at = at

    def _take_one(self) -> RawFrame | None:
        """Take one frame of any shape, or None until it is complete."""
        if self._wanted and len(self._gathered) < self._wanted:
            return None
        data: bytes | bytearray = self._gathered if self._wanted else self._data
        at = 0 if self._wanted else self._at
        header = _read_header(data, at)
        if header is None:
            return None
        start, length, key, minimal = header
        head = data[at]
        if self.limit is not None and length > self.limit:
            return self._refuse(at, start, length, key, minimal)
        stop = start + length
        if stop > len(data):
            self._gather(at, stop)
            return None
        payload = bytes(memoryview(data)[start:stop])
        if key is not None:
            payload = apply_mask(payload, key)
        lane = self.fast and minimal and (key is not None) == self._masked and self._is_whole(head)
        wire = b"" if lane else bytes(memoryview(data)[at:stop])
        self._advance(data, stop)
        return RawFrame(head, key, length, payload, wire, minimal)

    def _is_whole(self, head: int) -> bool:
        """Tell whether a frame is a whole message with no bit set that was not negotiated."""
        plain = head in (_FINAL_TEXT, _FINAL_BINARY)
        return plain or (head in _FINAL_COMPRESSED and self.inflater is not None)

    def _judge(self, raw: RawFrame, time_ns: int) -> FrameRow | RawFrame:
        """Make a row of a valid, unfragmented data frame; hand out anything else."""
        if raw.wire:
            return raw
        payload = raw.payload
        if raw.head & 0x40 and self.inflater is not None:
            try:
                payload = self.inflater.whole(payload, self.limit)
            except InflateError:
                return raw._replace(close_code=1002, reason="decompression failed")
            except TooLargeError:
                reason = f"frame exceeds limit of {self.limit} bytes"
                return raw._replace(close_code=1009, reason=reason)
        if raw.head & 0x0F == Opcode.TEXT and not payload.isascii():
            reason = utf8_error(payload)
            if reason:
                return raw._replace(payload=payload, close_code=1007, reason=reason)
        return (time_ns, self._direction, raw.head, raw.masking_key, raw.wire_length, payload)

    def _refuse(self, at: int, start: int, length: int, key: bytes | None, minimal: bool) -> RawFrame:
        """Give an oversized frame by its header, before its payload has arrived."""
        data = self._data
        present = data[start : start + min(length, KEPT_OF_OVERSIZED)]
        payload = present if key is None else apply_mask(present, key)
        self._at = min(len(data), start + length)
        self._skip = length - (self._at - start)
        return RawFrame(data[at], key, length, payload, data[at:start], minimal, oversized=True)

    def _gather(self, at: int, stop: int) -> None:
        if not self._wanted:
            self._gathered = bytearray(memoryview(self._data)[at:])
            self._data, self._at = b"", 0
            self._wanted = stop - at

    def _advance(self, data: bytes | bytearray, stop: int) -> None:
        if self._wanted:
            self._data, self._at = bytes(memoryview(data)[stop:]), 0
            self._gathered, self._wanted = bytearray(), 0
        else:
            self._at = stop


def utf8_error(payload: bytes) -> str:
    """Say where a payload stops being UTF-8, in the words of the codec; empty when it is."""
    try:
        payload.decode()
    except UnicodeDecodeError as error:
        return f"{error.reason} at position {error.start}"
    return ""


def _read_header(data: bytes | bytearray, at: int) -> tuple[int, int, bytes | None, bool] | None:
    """Read where the payload starts, its length, the masking key, and whether the length is minimal."""
    if len(data) - at < 2:
        return None
    second = data[at + 1]
    length = second & 0x7F
    start = at + 2
    extended = 2 if length == 126 else 8 if length == 127 else 0
    key_length = 4 if second & 0x80 else 0
    if len(data) < start + extended + key_length:
        return None
    minimal = True
    if extended:
        length = int.from_bytes(data[start : start + extended], "big")
        minimal = length >= (126 if extended == 2 else 65_536)
        start += extended
    key = bytes(data[start : start + 4]) if key_length else None
    return start + key_length, length, key, minimal
