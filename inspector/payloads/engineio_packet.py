"""One Engine.IO packet, protocol versions 3 and 4."""

from __future__ import annotations

import binascii
import enum
from typing import NamedTuple

from inspector.payloads.packet_error import PacketError

MOST_PACKETS = 10_000
"""Packets in one body of long-polling that are read."""
_BASE64 = ord("b")
_EMPTY = "An Engine.IO packet without its type: the packet is empty."


class EngineIoType(enum.IntEnum):
    """What an Engine.IO packet is for, by the digit it begins with."""

    OPEN = 0
    CLOSE = 1
    PING = 2
    PONG = 3
    MESSAGE = 4
    UPGRADE = 5
    NOOP = 6


class EngineIoPacket(NamedTuple):
    """One packet, and where it stands in the payload it came in."""

    type: EngineIoType
    data: str | bytes
    """Text, or the bytes of an attachment (base64 decoded)."""
    start: int
    """Its first byte in the payload, with what announces its length (v3) or the type."""
    data_start: int
    """The first byte of its data in the payload."""
    end: int
    """The byte after its last."""

    @property
    def binary(self) -> bool:
        """Its data is an attachment."""
        return isinstance(self.data, bytes)


def read_text_packet(payload: bytes, start: int, begin: int, end: int, eio: int = 4) -> EngineIoPacket:
    """Read the packet between two places of a payload; `start` is where its length was announced.

    Raises `PacketError`.
    """
    if begin >= end:
        raise PacketError(_EMPTY)
    kind, data_start = EngineIoType.MESSAGE, begin + 1
    if payload[begin] != _BASE64:
        kind = packet_type(payload[begin])
        return EngineIoPacket(kind, _text(payload[data_start:end]), start, data_start, end)
    if eio < 4:
        # Version 3 has the type between the mark and the base64 text.
        if data_start >= end:
            raise PacketError("A binary Engine.IO packet without its type: nothing follows the b.")
        kind, data_start = packet_type(payload[data_start]), data_start + 1
    return EngineIoPacket(kind, _unbase64(payload[data_start:end]), start, data_start, end)


def read_bytes_packet(payload: bytes, start: int, begin: int, end: int) -> EngineIoPacket:
    """Read a binary packet of version 3: its type is a byte of that value. Raises `PacketError`."""
    if begin >= end:
        raise PacketError(_EMPTY)
    if payload[begin] > max(EngineIoType):
        raise PacketError(
            f"The byte 0x{payload[begin]:02X} is no type of an Engine.IO packet: a binary one begins "
            "with a byte from 0x00 to 0x06."
        )
    return EngineIoPacket(EngineIoType(payload[begin]), payload[begin + 1 : end], start, begin + 1, end)


def packet_type(byte: int) -> EngineIoType:
    """Give the type that a digit stands for. Raises `PacketError`."""
    if not 0x30 <= byte <= 0x36:
        shown = f'"{chr(byte)}"' if 0x20 < byte < 0x7F else f"the byte 0x{byte:02X}"
        raise PacketError(f"{shown} is no type of an Engine.IO packet: one begins with a digit from 0 to 6.")
    return EngineIoType(byte - 0x30)


def _unbase64(text: bytes) -> bytes:
    try:
        return binascii.a2b_base64(text + b"=" * (-len(text) % 4), strict_mode=True)
    except binascii.Error as error:
        raise PacketError(f"The attachment is not base64 ({error}).") from error


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise PacketError(
            f"The Engine.IO packet is not UTF-8: byte 0x{data[error.start]:02X} at {error.start:,}."
        ) from error
