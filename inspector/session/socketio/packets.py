"""Socket.IO packets: what an Engine.IO message holds (protocol v5, and v4 of Socket.IO 2)."""

from __future__ import annotations

import functools
import re
from typing import Any, NamedTuple

from inspector.payloads.socketio import SocketIoType
from inspector.session.socketio.faults import SOCKET, PacketError, shown
from inspector.session.socketio.values import ValueJson

MAX_ATTACHMENTS = 1_000
RESERVED = frozenset(
    {"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"}
)
"""Names of events that the protocol keeps for itself."""


class SocketPacket(NamedTuple):
    """One packet, with its attachments in their places."""

    type: SocketIoType
    namespace: str = "/"
    data: Any = None
    id: int | None = None
    attachments: int = 0
    """How many follow, where they are not in their places yet."""


# Type, "<attachments>-", "/namespace,", ack id, and JSON to the end.
_HEAD = re.compile(r"([0-6])(?:([0-9]+)-)?(?:(/[^,]*)(?:,|\Z))?([0-9]+)?", re.ASCII)
_BINARY = (SocketIoType.BINARY_EVENT, SocketIoType.BINARY_ACK)
_MAX_ID = 2**63 - 1


@functools.cache
def packet_class() -> Any:
    """Give the library's codec with our JSON; the first call takes a tenth of a second to import it."""
    from socketio.packet import Packet

    return type("JsonPacket", (Packet,), {"json": ValueJson})


def decode(text: str) -> SocketPacket:
    """Read the text of a packet; raises `PacketError` for what the protocol does not allow."""
    head = _HEAD.match(text)
    if head is None:
        told = f"A Socket.IO packet begins with {text[:1]!r}" if text else "A Socket.IO packet is empty"
        raise PacketError(f"{told}: its type is a digit from 0 to 6. It reads {shown(text)}.", SOCKET)
    kind, announced = SocketIoType(int(head[1])), head[2]
    _check_head(kind, announced, head[4], text)
    try:
        packet = packet_class()(encoded_packet=text)
    except (ValueError, RecursionError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else "broken"
        told = f"The JSON of the {kind.name} packet is {why}"
        raise PacketError(f"{told}: the packet reads {shown(text)}.", SOCKET) from error
    attachments = int(announced or 0)
    namespace = head[3] or "/"
    decoded = SocketPacket(kind, namespace.partition("?")[0], packet.data, packet.id, attachments)
    _check_data(decoded, text)
    return decoded


def _check_head(kind: SocketIoType, announced: str | None, ack_id: str | None, text: str) -> None:
    if (announced is not None) != (kind in _BINARY):
        told = "announces attachments" if announced else "does not say how many attachments follow"
        raise PacketError(f"A packet of type {kind.name} {told}: it reads {shown(text)}.", SOCKET)
    if announced is not None and (len(announced) > 9 or int(announced) > MAX_ATTACHMENTS):
        raise PacketError(
            f"The {kind.name} packet announces {announced[:20]} attachments, more than the {MAX_ATTACHMENTS} "
            "that this program joins: the connection is closed.",
            SOCKET,
            fatal=True,
        )
    if ack_id is not None and (len(ack_id) > 19 or int(ack_id) > _MAX_ID):
        raise PacketError(f"The ack id {ack_id[:30]} is too large: the packet reads {shown(text)}.", SOCKET)
    if kind in (SocketIoType.ACK, SocketIoType.BINARY_ACK) and ack_id is None:
        raise PacketError(f"The {kind.name} packet has no ack id: it reads {shown(text)}.", SOCKET)


def _check_data(packet: SocketPacket, text: str) -> None:
    wrong = _wrong_data(packet)
    if wrong:
        raise PacketError(f"{wrong}: the packet reads {shown(text)}.", SOCKET)


def _wrong_data(packet: SocketPacket) -> str:
    data = packet.data
    match packet.type:
        case SocketIoType.EVENT | SocketIoType.BINARY_EVENT:
            return _wrong_event(data)
        case SocketIoType.ACK | SocketIoType.BINARY_ACK:
            return "" if isinstance(data, list) else "The data of an ack is an array"
        case SocketIoType.CONNECT:
            return "" if data is None or isinstance(data, dict) else "The data of CONNECT is an object"
        case SocketIoType.CONNECT_ERROR:
            # An object with a message; Socket.IO 2 sends plain text.
            return "" if isinstance(data, dict | str) else "The data of CONNECT_ERROR is an object"
        case SocketIoType.DISCONNECT:
            return "" if data is None else "DISCONNECT has no data"


def _wrong_event(data: Any) -> str:
    if not isinstance(data, list) or not data:
        return "The data of an event is an array that begins with the event's name"
    if isinstance(data[0], bool) or not isinstance(data[0], str | int | float):
        return "An event's name is text"
    return f"The event's name {data[0]!r} is reserved" if data[0] in RESERVED else ""


def encode(packet: SocketPacket) -> list[str | bytes]:
    """Give the text of a packet, and its attachments after it; raises `ValueError` or `RecursionError`."""
    kinds = {SocketIoType.BINARY_EVENT: SocketIoType.EVENT, SocketIoType.BINARY_ACK: SocketIoType.ACK}
    kind = int(kinds.get(packet.type, packet.type))
    encoded = packet_class()(kind, packet.data, namespace=packet.namespace, id=packet.id).encode()
    if isinstance(encoded, str):
        return [encoded]
    return [part if isinstance(part, str) else bytes(part) for part in encoded]
