"""Bodies of long-polling in Engine.IO v3: each packet is announced by its length."""

from __future__ import annotations

from inspector.payloads.engineio_packet import (
    MOST_PACKETS,
    EngineIoPacket,
    read_bytes_packet,
    read_text_packet,
)
from inspector.payloads.packet_error import PacketError

_LONGEST_LENGTH = 12
"""Digits that a length may have."""


def read_body(body: bytes, *, binary: bool) -> list[EngineIoPacket]:
    """Read the packets of a body; `binary` when it is ``application/octet-stream``. Raises `PacketError`."""
    return _read_bytes(body) if binary else _read_text(body)


def _read_text(body: bytes) -> list[EngineIoPacket]:
    """Read ``length:packet``, again and again; JavaScript counts the length in UTF-16 units."""
    try:
        units = body.decode().encode("utf-16-le")
    except UnicodeDecodeError as error:
        raise PacketError(
            f"The body is not UTF-8: byte 0x{body[error.start]:02X} at {error.start:,}."
        ) from error
    packets: list[EngineIoPacket] = []
    start = at = 0
    while start < len(body):
        _check_count(packets)
        length, begin = _announced(body, start, b":")
        at += (begin - start) * 2
        end = begin + _utf8_length(units[at : at + length * 2])
        at += length * 2
        if at > len(units):
            raise PacketError(_too_short(length, len(units) // 2 - (at // 2 - length)))
        packets.append(read_text_packet(body, start, begin, end, 3))
        start = end
    return packets


def _read_bytes(body: bytes) -> list[EngineIoPacket]:
    """Read a byte 0 for text or 1 for bytes, the length in digits of that value, 255, and the packet."""
    packets: list[EngineIoPacket] = []
    start = 0
    while start < len(body):
        _check_count(packets)
        if body[start] > 1:
            raise PacketError(
                f"The byte 0x{body[start]:02X} begins no packet: 0x00 announces text and 0x01 bytes."
            )
        digits, mark, _ = body[start + 1 : start + 2 + _LONGEST_LENGTH].partition(b"\xff")
        if not mark or not digits or max(digits) > 9:
            raise PacketError("The length of an Engine.IO packet is not digits that end with 0xFF.")
        length = int("".join(map(str, digits)))
        begin = start + 2 + len(digits)
        end = begin + length
        if end > len(body):
            raise PacketError(_too_short(length, len(body) - begin))
        read = read_bytes_packet if body[start] else read_text_packet
        packets.append(read(body, start, begin, end))
        start = end
    return packets


def _announced(body: bytes, start: int, mark: bytes) -> tuple[int, int]:
    digits, found, _ = body[start : start + _LONGEST_LENGTH + 1].partition(mark)
    if not found or not digits.isdigit():
        raise PacketError("An Engine.IO v3 packet is announced by its length and a colon, and none is here.")
    return int(digits), start + len(digits) + 1


def _utf8_length(units: bytes) -> int:
    try:
        return len(units.decode("utf-16-le").encode())
    except UnicodeDecodeError as error:
        raise PacketError("The length of an Engine.IO packet ends inside a character.") from error


def _check_count(packets: list[EngineIoPacket]) -> None:
    if len(packets) >= MOST_PACKETS:
        raise PacketError(
            f"The body has more than {MOST_PACKETS:,} Engine.IO packets; at most so many are read."
        )


def _too_short(length: int, there: int) -> str:
    return f"An Engine.IO packet announces a length of {length:,}, and {there:,} follow."
