"""Engine.IO, protocol versions 3 and 4: a WebSocket message or a body of long-polling as its packets."""

from __future__ import annotations

from inspector.payloads.engineio_packet import (
    MOST_PACKETS,
    EngineIoPacket,
    EngineIoType,
    read_bytes_packet,
    read_text_packet,
)
from inspector.payloads.engineio_v3 import read_body
from inspector.payloads.packet_error import PacketError

__all__ = ["MOST_PACKETS", "EngineIoPacket", "EngineIoType", "PacketError", "read_engineio"]

_SEPARATOR = b"\x1e"
"""Version 4: what stands between the packets of one body."""


def read_engineio(payload: bytes, *, binary: bool, polling: bool, eio: int = 4) -> list[EngineIoPacket]:
    """Read the packets of a whole WebSocket message, or of a whole body of long-polling.

    `binary` tells that the message came in binary frames, or the body as ``application/octet-stream``.
    A WebSocket message is one packet, a body any number. Raises `PacketError`.
    """
    if polling and eio < 4:
        return read_body(payload, binary=binary)
    if polling:
        return _read_separated(payload)
    if binary:
        # Version 4 sends an attachment without a type: a binary message is its bytes.
        attachment = EngineIoPacket(EngineIoType.MESSAGE, payload, 0, 0, len(payload))
        return [attachment if eio >= 4 else read_bytes_packet(payload, 0, 0, len(payload))]
    return [read_text_packet(payload, 0, 0, len(payload), eio)]


def _read_separated(payload: bytes) -> list[EngineIoPacket]:
    if not payload:
        return []
    count = payload.count(_SEPARATOR) + 1
    if count > MOST_PACKETS:
        raise PacketError(f"The body has {count:,} Engine.IO packets; at most {MOST_PACKETS:,} are read.")
    packets = []
    start = 0
    for part in payload.split(_SEPARATOR):
        packets.append(read_text_packet(payload, start, start, start + len(part)))
        start += len(part) + 1
    return packets
