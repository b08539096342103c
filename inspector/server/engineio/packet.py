"""Engine.IO packets: one character for the type, and what follows it.

python-engineio has a codec too, but it reads JSON out of a message and writes it anew; an echo has to be
exact, and a packet that breaks the protocol has to be told from one that does not.
"""

from __future__ import annotations

import base64
import binascii
from typing import NamedTuple

from inspector.payloads.engineio import EngineIoType


class Packet(NamedTuple):
    """One packet; only a message carries bytes."""

    type: EngineIoType
    data: str | bytes = ""


class PacketError(Exception):
    """What arrived is not a packet; the text is one sentence for the person."""


_TYPES = {str(kind.value): kind for kind in EngineIoType}
_BASE64_SIGN = "b"


def decode_text(text: str, protocol: int) -> Packet:
    """Read a packet from text, base64 included; raises `PacketError`."""
    if text.startswith(_BASE64_SIGN):
        return _decode_base64(text[1:], protocol)
    if not text:
        raise PacketError("An Engine.IO packet is empty: not even its type is there.")
    if text[0] not in _TYPES:
        raise PacketError(
            f"{_shown(text)} is no Engine.IO packet: its first character is a type from 0 to 6."
        )
    return Packet(_TYPES[text[0]], text[1:])


def decode_binary(data: bytes, protocol: int) -> Packet:
    """Read a packet from a binary frame; raises `PacketError`."""
    if protocol != 3:
        # v4: "Binary payloads are sent as is, without modification."
        return Packet(EngineIoType.MESSAGE, data)
    if not data or data[0] > EngineIoType.NOOP:
        raise PacketError(
            f"The binary packet {data[:8].hex(' ') or '(empty)'} has no type from 0 to 6 in its first byte."
        )
    return Packet(EngineIoType(data[0]), data[1:])


def encode_text(packet: Packet, protocol: int) -> str:
    """Write a packet as text; bytes become base64."""
    kind = packet.type.value
    if isinstance(packet.data, bytes):
        sign = f"{_BASE64_SIGN}{kind}" if protocol == 3 else _BASE64_SIGN
        return sign + base64.b64encode(packet.data).decode()
    return f"{kind}{packet.data}"


def encode_binary(packet: Packet, protocol: int) -> bytes:
    """Write a packet as bytes, for a binary frame or a binary payload."""
    data = packet.data.encode("utf-8", "surrogatepass") if isinstance(packet.data, str) else packet.data
    return bytes([packet.type.value]) + data if protocol == 3 else data


def _decode_base64(text: str, protocol: int) -> Packet:
    kind = EngineIoType.MESSAGE
    if protocol == 3:
        if text[:1] not in _TYPES:
            raise PacketError(f"A base64 packet has no type from 0 to 6 but {_shown(text)}.")
        kind, text = _TYPES[text[0]], text[1:]
    try:
        return Packet(kind, base64.b64decode(text + "=" * (-len(text) % 4), validate=True))
    except (binascii.Error, ValueError):
        raise PacketError(f"The base64 of a binary packet cannot be read: {_shown(text)}.") from None


def _shown(text: str) -> str:
    return ascii(text if len(text) <= 40 else text[:40] + "…")
