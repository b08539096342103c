"""The fields of one frame as RFC 6455 §5.2 draws them: where they lie, their bits, and what they say."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QLocale

from inspector.ui.sizes import exact_bytes
from inspector.wire.header import encode_header
from inspector.wire.records import Opcode, WireFrame, opcode_name

ROW_BITS = 32
"""The width of the RFC's diagram."""
_PAYLOAD_ROWS = 2
"""How many rows the start of the payload may take, the rest of the header's last row included."""


class Field(NamedTuple):
    """One field of the diagram; texts go from the longest to the shortest, the first that fits is drawn."""

    captions: tuple[str, ...]
    start: int
    """The first bit, counted from the start of the frame."""
    length: int
    """How many bits are drawn."""
    bits: str
    """The bits as on the wire, or nothing where the capture does not hold them."""
    values: tuple[str, ...]
    tip: str
    wrong: bool = False
    """The value is one that RFC 6455 reserves."""

    @property
    def text(self) -> str:
        """The field as one line, for copying and for screen readers."""
        value = f" ({self.values[0]})" if self.values and self.values[0] != self.bits else ""
        return f"{self.captions[0]}: {self.bits}{value}" if self.bits else f"{self.captions[0]}:{value}"


def fields_of(frame: WireFrame, header: bytes | None = None) -> list[Field]:
    """Give the fields of a frame in the order of the wire; `header` where it is not the minimal one."""
    header = header or encode_header(frame.head, frame.wire_length, frame.masking_key)
    bits = "".join(f"{byte:08b}" for byte in header)
    fields = [*_flag_fields(frame, bits), *_length_fields(frame, bits)]
    if frame.masking_key is not None:
        fields.append(_key_field(frame.masking_key, bits))
    payload = _payload_field(frame, len(bits))
    return [*fields, payload] if payload else fields


def wire_payload(frame: WireFrame, limit: int) -> bytes | None:
    """Give the first bytes of the payload as they were on the wire; None where they were compressed.

    A continuation of a compressed message carries no RSV1 (RFC 7692 §6.1), so it may be compressed too.
    """
    if frame.rsv1 or frame.opcode == Opcode.CONTINUATION or frame.wire_length < len(frame.payload):
        return None
    key = frame.masking_key or bytes(4)
    return bytes(byte ^ key[index % 4] for index, byte in enumerate(frame.payload[:limit]))


def _flag_fields(frame: WireFrame, bits: str) -> list[Field]:
    final = _tr("FIN 1: this is the final fragment of its message (RFC 6455 §5.2).")
    more = _tr("FIN 0: more fragments of this message follow (RFC 6455 §5.4).")
    compressed = _tr("RSV1 1: permessage-deflate compressed this message (RFC 7692 §6).")
    plain = _tr("RSV1 0: not the start of a compressed message (RFC 7692 §6).")
    reserved = _tr("{0} {1}: must be 0 unless an extension defines it (RFC 6455 §5.2).")
    name = opcode_name(frame.opcode)
    number = f"0x{frame.opcode:X}"
    known = not name.startswith("reserved")
    return [
        Field(("FIN",), 0, 1, bits[0], (), final if frame.fin else more),
        Field(("RSV1",), 1, 1, bits[1], (), compressed if frame.rsv1 else plain),
        Field(("RSV2",), 2, 1, bits[2], (), reserved.format("RSV2", bits[2]), frame.rsv2),
        Field(("RSV3",), 3, 1, bits[3], (), reserved.format("RSV3", bits[3]), frame.rsv3),
        Field(
            (_tr("opcode"), _tr("op")),
            4,
            4,
            bits[4:8],
            (f"{number} {name}", name, number) if known else (name, number),
            _tr("Opcode {0}: {1} (RFC 6455 §5.2).").format(number, _opcode_meaning(frame.opcode)),
            not known,
        ),
    ]


def _opcode_meaning(opcode: int) -> str:
    meanings = {
        Opcode.CONTINUATION: _tr("a continuation frame, the next fragment of a message"),
        Opcode.TEXT: _tr("a text frame, its message is UTF-8"),
        Opcode.BINARY: _tr("a binary frame"),
        Opcode.CLOSE: _tr("a close frame, it starts or answers the closing handshake"),
        Opcode.PING: _tr("a ping, the other endpoint must answer with a pong"),
        Opcode.PONG: _tr("a pong, it answers a ping or is a one-way heartbeat"),
    }
    known = Opcode(opcode) if opcode in set(Opcode) else None
    return meanings[known] if known is not None else _tr("reserved, the connection must be failed")


def _length_fields(frame: WireFrame, bits: str) -> list[Field]:
    masked = frame.masking_key is not None
    mask_tip = (
        _tr("MASK 1: the payload is masked with the masking key, as a client must (RFC 6455 §5.3).")
        if masked
        else _tr("MASK 0: the payload is not masked; only a server sends so (RFC 6455 §5.1).")
    )
    short = int(bits[9:16], 2)
    fields = [
        Field(("MASK",), 8, 1, bits[8], (), mask_tip),
        Field(
            (_tr("payload length"), _tr("payload len"), _tr("length")),
            9,
            7,
            bits[9:16],
            (str(short),),
            _short_length_tip(short),
        ),
    ]
    extended = {126: 16, 127: 64}.get(short, 0)
    if extended:
        total = exact_bytes(frame.wire_length)
        captions = (
            _tr("extended payload length ({0} bits)").format(extended),
            _tr("extended length ({0})").format(extended),
            _tr("extended length"),
        )
        tip = _tr("The payload is {0} on the wire, in network byte order (RFC 6455 §5.2).").format(total)
        values = (total, QLocale().toString(frame.wire_length))
        fields.append(Field(captions, 16, extended, bits[16 : 16 + extended], values, tip))
    return fields


def _short_length_tip(short: int) -> str:
    if short == 126:
        return _tr("126: the next 16 bits are the payload length (RFC 6455 §5.2).")
    if short == 127:
        return _tr("127: the next 64 bits are the payload length (RFC 6455 §5.2).")
    return _tr("The payload is {0} on the wire (RFC 6455 §5.2).").format(exact_bytes(short))


def _key_field(key: bytes, bits: str) -> Field:
    tip = _tr("Byte i of the payload is XORed with byte i mod 4 of this key (RFC 6455 §5.3).")
    return Field((_tr("masking key"), _tr("key")), len(bits) - 32, 32, bits[-32:], (key.hex(" "),), tip)


def _payload_field(frame: WireFrame, start: int) -> Field | None:
    if not frame.wire_length:
        return None
    # Whole rows, so that the diagram ends flush; fewer where the payload is shorter.
    known = wire_payload(frame, ROW_BITS * _PAYLOAD_ROWS // 8)
    rows = 1 if known is None else _PAYLOAD_ROWS
    length = min(ROW_BITS * rows - start % ROW_BITS, frame.wire_length * 8)
    size = exact_bytes(frame.wire_length)
    captions = (_tr("payload, {0}").format(size), _tr("payload"), _tr("data"))
    if known is None:
        tip = _tr("The payload on the wire may be compressed; the capture holds it inflated (RFC 7692 §6).")
        return Field(captions, start, length, "", (_tr("compressed"),), tip)
    tip = _tr("The payload as on the wire (RFC 6455 §5.2).")
    if frame.masking_key is not None:
        tip = _tr("The payload as on the wire, masked (RFC 6455 §5.3).")
    drawn = known[: length // 8]
    if not drawn:
        return Field(captions, start, length, "", (_tr("did not come"),), tip)
    length = min(length, len(drawn) * 8)
    return Field(captions, start, length, "".join(f"{byte:08b}" for byte in drawn), (drawn.hex(" "),), tip)


def _tr(text: str) -> str:
    return QCoreApplication.translate("FrameFields", text)
