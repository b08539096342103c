"""The bytes of a frame as they were on the wire, as far as a capture can tell (RFC 6455 §5.2)."""

from __future__ import annotations

from typing import NamedTuple

from inspector.capture.exporting.deflating import Agreement, Deflater, agreements, cautious
from inspector.capture.records import ConnectionRecord
from inspector.capture.rows import FrameTuple
from inspector.capture.store import Capture
from inspector.wire.header import encode_header
from inspector.wire.records import Direction, Opcode

_RSV1 = 0x40


class Encoded(NamedTuple):
    """A frame's header and payload, how many bytes of it are not in the capture, and what is to be said."""

    data: bytes
    missing: int
    comment: str


class FrameBytes:
    """Encodes the frames of one connection in their order: masked and compressed as they were.

    A message is compressed anew in the context that was agreed, so that its bytes, not its content, may
    differ from those that were sent.
    """

    def __init__(self, capture: Capture, record: ConnectionRecord) -> None:
        self._capture = capture
        agreed = cautious(*(agreements(record.extensions) or (Agreement(), Agreement())))
        self._deflaters = (Deflater(agreed, ours=True), Deflater(agreed, ours=False))
        self._compressed = [False, False]
        """The message under way in each direction is compressed."""
        self._ended = [False, False]

    def encode(self, row: FrameTuple) -> Encoded:
        """Encode the next frame."""
        frame_id, _connection, _time, direction, head, key, wire_length, payload = row
        way = Direction.RECEIVED if direction else Direction.SENT
        comment = ""
        if self._is_compressed(row, way):
            data = self._deflaters[way].frame(payload, starts=bool(head & 0x0F), ends=bool(head & 0x80))
            missing = 0
            if len(data) != wire_length:
                comment = f"Compressed anew to {len(data):,} bytes; on the wire it had {wire_length:,}."
        else:
            data, missing = payload, max(wire_length - len(payload), 0)
            if missing:
                comment = f"The last {missing:,} bytes of the payload are not in the capture."
        if head & 0x0F == Opcode.CLOSE:
            self._ended[way] = True
        header = encode_header(head, len(data) + missing, key)
        masked = data if key is None else _mask(data, key)
        return Encoded(header + masked, missing, f"Frame {frame_id}. {comment}" if comment else "")

    def _is_compressed(self, row: FrameTuple, way: Direction) -> bool:
        """Tell whether the payload is what a compressed one was inflated to."""
        head = row[4]
        if head & 0x08:  # RFC 7692 §5: control frames are never compressed
            return False
        if head & 0x0F:
            self._compressed[way] = bool(head & _RSV1) and not self._is_as_sent(row, way)
        return self._compressed[way]

    def _is_as_sent(self, row: FrameTuple, way: Direction) -> bool:
        """Tell whether a payload could not be inflated, and is in the capture as it was on the wire."""
        if len(row[7]) != row[6]:
            return False
        notes = self._capture.notes(frame_id=row[0])
        return self._ended[way] or any(note.section.startswith("RFC 7692") for note in notes)


def _mask(data: bytes, key: bytes) -> bytes:
    """RFC 6455 §5.3: each octet is combined with the octet of the key at its place modulo 4."""
    length = len(data)
    repeated = (key * (length // 4 + 1))[:length]
    return (int.from_bytes(data, "little") ^ int.from_bytes(repeated, "little")).to_bytes(length, "little")
