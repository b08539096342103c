"""The Engine.IO packets of a session one after the other, whichever transport carried them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inspector.capture.nearby import REACH, Near, Source, Window, frames_in
from inspector.payloads.engineio import EngineIoPacket, EngineIoType, read_engineio
from inspector.payloads.packet_error import PacketError
from inspector.wire.records import HTTP, Opcode

_AT_ONCE = 64
_DATA = f"(head IS NULL OR head = {HTTP} OR (head & 15) < 3) AND ifnull(direction, 0) <> 0 = ?"


class PacketAt(NamedTuple):
    """A packet and where it is."""

    frame_id: int
    """Of the message's first frame, or of the HTTP message."""
    number: int
    """Which packet of the body it is, from 0."""
    packet: EngineIoPacket
    """Of a large WebSocket message only the beginning."""
    size: int
    """Bytes of its data; of a large message as in the capture."""


def packets_from(
    source: Source, connections: Sequence[int], direction: int, frame_id: int, eio: int
) -> Iterator[PacketAt]:
    """Give the packets that went one way, from a frame on, as far as is looked. Raises `CaptureError`.

    What is no packet is left out.
    """
    after, end = frame_id - 1, min(source.last_id, frame_id + REACH)
    started: dict[int, Near] = {}
    while after < end:
        rows = frames_in(source, Window(after, end, connections), _DATA, (direction,), limit=_AT_ONCE)
        for row in rows:
            message = _message(row, started)
            if message is not None:
                yield from _packets(source, message, eio)
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1].id


def _message(row: Near, started: dict[int, Near]) -> Near | None:
    """Join fragments (RFC 6455 §5.4); give a message once it is whole."""
    if row.is_http:
        return row
    if row.opcode != Opcode.CONTINUATION:
        started.pop(row.connection_id, None)
        if row.fin:
            return row
        started[row.connection_id] = row
        return None
    first = started.pop(row.connection_id, None)
    if first is None:
        return None
    joined = first.payload if len(first.payload) < first.length else first.payload + row.payload
    first = first._replace(payload=joined, length=first.length + row.length)
    if not row.fin:
        started[row.connection_id] = first
    return first if row.fin else None


def _packets(source: Source, message: Near, eio: int) -> Iterator[PacketAt]:
    if message.is_http:
        yield from _of_body(source, message, eio)
        return
    binary = message.opcode == Opcode.BINARY
    payload = message.payload
    if len(payload) < message.length:
        payload = payload.decode("utf-8", "ignore").encode() if not binary else payload
    try:
        packets = read_engineio(payload, binary=binary, polling=False, eio=eio)
    except PacketError:
        return
    for packet in packets:
        yield PacketAt(message.id, 0, packet, message.length - packet.data_start)


def _of_body(source: Source, message: Near, eio: int) -> Iterator[PacketAt]:
    body = message.payload
    if len(body) < message.length:
        stored = source.frame(message.id)
        body = stored.frame.payload if stored is not None else body
    if body == b"ok":  # the answer to a POST
        return
    try:
        packets = read_engineio(body, binary=body[:1] in (b"\0", b"\1"), polling=True, eio=eio)
    except PacketError:
        return
    for index, packet in enumerate(packets):
        yield PacketAt(message.id, index, packet, len(packet.data))


def messages_only(packets: Iterator[PacketAt]) -> Iterator[PacketAt]:
    """Leave out what is not for Socket.IO: heartbeats, upgrades and the like."""
    return (one for one in packets if one.packet.type is EngineIoType.MESSAGE)
