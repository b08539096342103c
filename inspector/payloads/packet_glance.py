"""What a packet is at a glance: its header and its event's name, also where only its beginning is known."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from inspector.payloads.engineio import EngineIoPacket, EngineIoType, read_engineio
from inspector.payloads.socketio import SocketIoType, read_header, read_socketio

_NAME = re.compile(r'\s*\[\s*("(?:[^"\\]|\\.)*"|-?[0-9]+)\s*(,|\]|\Z)', re.DOTALL)
_EVENTS = (SocketIoType.EVENT, SocketIoType.BINARY_EVENT)
_V3_LENGTH = re.compile(rb"[0-9]+:|[\x00\x01][\x00-\x09]+\xff?")


class Glance(NamedTuple):
    """A packet in short."""

    kind: str
    """The Socket.IO type, such as ``EVENT``; the Engine.IO type in small letters; or ``attachment``."""
    namespace: str = ""
    """Empty where no Socket.IO packet is in it."""
    event: str | None = None
    ack_id: int | None = None
    attachments: int = 0
    rest: str = ""
    """The data after the event's name, as it came; of an attachment nothing."""
    size: int = 0
    """Bytes of an attachment."""


def _glance_at(packet: EngineIoPacket) -> Glance:
    """Look at an Engine.IO packet. Raises `PacketError` where it holds no Socket.IO packet but should."""
    if isinstance(packet.data, bytes):
        return Glance("attachment", size=len(packet.data))
    if packet.type is not EngineIoType.MESSAGE:
        return Glance(packet.type.name.lower(), rest=packet.data)
    header = read_header(packet.data)
    rest = packet.data[header.data_start :]
    event = None
    if header.type in _EVENTS and (match := _NAME.match(rest)) is not None:
        event = _name(match[1])
        rest = "[" + rest[match.end() :].lstrip() if match[2] == "," else ""
    return Glance(header.type.name, header.namespace, event, header.ack_id, header.attachments, rest)


def glances(payload: bytes, *, binary: bool, polling: bool, eio: int = 4, whole: bool = True) -> list[Glance]:
    """Look at every packet of a payload, or of its beginning where it is not `whole`.

    Raises `PacketError`.
    """
    if whole:
        packets = read_engineio(payload, binary=binary, polling=polling, eio=eio)
    else:
        packets = _of_beginning(payload, binary=binary, polling=polling, eio=eio)
    return [_glance_at(packet) for packet in packets]


def check_packets(payload: bytes, *, binary: bool, polling: bool, eio: int = 4) -> None:
    """Raise `PacketError` where a packet of a whole payload breaks the protocol behind its header."""
    for packet in read_engineio(payload, binary=binary, polling=polling, eio=eio):
        if packet.type is EngineIoType.MESSAGE and isinstance(packet.data, str):
            read_socketio(packet.data)


def _of_beginning(payload: bytes, *, binary: bool, polling: bool, eio: int) -> list[EngineIoPacket]:
    """Read what is there of a payload that is cut; an attachment that is cut has no bytes."""
    attachment = EngineIoPacket(EngineIoType.MESSAGE, b"", 0, 0, len(payload))
    if polling and eio < 4:
        # Where the second packet begins is told by a length; the first is enough here.
        binary, polling = payload.startswith(b"\x01"), False
        payload = _V3_LENGTH.sub(b"", payload, count=1)
    if binary and not polling:
        return [attachment]
    text = payload.decode("utf-8", "ignore").encode()  # a character may be cut
    before, separator, last = text.rpartition(b"\x1e") if polling else (b"", b"", text)
    text = before + separator + (b"b" if last.startswith(b"b") else last)
    return read_engineio(text, binary=False, polling=polling, eio=eio)


def _name(literal: str) -> str:
    try:
        return str(json.loads(literal)) if literal.startswith('"') else literal
    except ValueError:
        return literal.strip('"')
