"""Engine.IO packets, one at a time and in the payloads of polling, of protocol v4 and v3."""

from __future__ import annotations

import base64
import binascii
from typing import Literal, NamedTuple

from inspector.payloads.engineio import EngineIoType
from inspector.session.socketio.faults import ENGINE, ENGINE_3, PacketError, shown

Eio = Literal[4, 3]
SEPARATOR = "\x1e"
MAX_PACKETS = 100_000
"""In one payload of polling: a body of separators alone would become millions."""


class EnginePacket(NamedTuple):
    """One packet; binary data is always a message."""

    type: int
    data: str | bytes = ""


def page(eio: Eio) -> str:
    """Name the protocol page of a version."""
    return ENGINE if eio == 4 else ENGINE_3


def decode(raw: str | bytes, eio: Eio) -> EnginePacket:
    """Read what one WebSocket message holds; raises `PacketError`."""
    if isinstance(raw, str):
        return _decode_text(raw, eio)
    if eio == 4:
        return EnginePacket(EngineIoType.MESSAGE, raw)
    # v3: the type is the first byte of a binary frame.
    if not raw or raw[0] != EngineIoType.MESSAGE:
        raise PacketError(
            f"A binary packet must begin with the byte 04 (message), not {shown(raw[:1]) or 'nothing'}.",
            ENGINE_3,
        )
    return EnginePacket(EngineIoType.MESSAGE, raw[1:])


def _decode_text(raw: str, eio: Eio) -> EnginePacket:
    first = raw[:1]
    # Only the ASCII digits: int() takes those of all scripts.
    if first in ("0", "1", "2", "3", "4", "5", "6") and first:
        return EnginePacket(int(first), raw[1:])
    if first == "b":
        return EnginePacket(EngineIoType.MESSAGE, _from_base64(raw, eio))
    told = f"begins with {first!r}" if first else "is empty"
    raise PacketError(
        f"An Engine.IO packet {told}: its type is a digit from 0 to 6. It reads {shown(raw)}.", page(eio)
    )


def _from_base64(raw: str, eio: Eio) -> bytes:
    start = 1 if eio == 4 else 2
    if eio == 3 and raw[1:2] != "4":
        raise PacketError(f"A base64 packet must begin with b4, and reads {shown(raw)}.", ENGINE_3)
    try:
        return base64.b64decode(raw[start:], validate=True)
    except (binascii.Error, ValueError) as error:
        raise PacketError(f"A binary packet is not base64: it reads {shown(raw)}.", page(eio)) from error


def encode(packet: EnginePacket, eio: Eio) -> str | bytes:
    """Give what one WebSocket message is to hold."""
    from engineio.packet import Packet

    if eio == 3 and isinstance(packet.data, bytes):
        return bytes((packet.type,)) + packet.data
    encoded: str | bytes = Packet(packet.type, packet.data).encode()
    return encoded


def encode_payload(packets: list[EnginePacket], eio: Eio) -> str:
    """Give the body of a POST; binary data is base64 there."""
    return "".join(_with_lengths(packets)) if eio == 3 else SEPARATOR.join(map(as_text, packets))


def as_text(packet: EnginePacket) -> str:
    """Give a packet as polling of v4 carries it."""
    from engineio.packet import Packet

    encoded: str = Packet(packet.type, packet.data).encode(b64=True)
    return encoded


def _with_lengths(packets: list[EnginePacket]) -> list[str]:
    """v3: `<length>:<packet>`, where JavaScript counts the length, which is in UTF-16 code units."""
    texts = []
    for packet in packets:
        text = as_text(packet)
        if isinstance(packet.data, bytes):
            text = "b4" + text[1:]
        texts.append(f"{utf16_length(text)}:{text}")
    return texts


def utf16_length(text: str) -> int:
    """Count UTF-16 code units."""
    return len(text) + sum(char > "\uffff" for char in text)
