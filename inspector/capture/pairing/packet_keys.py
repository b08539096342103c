"""Ids in Engine.IO and Socket.IO packets: heartbeats, acks and the joining of namespaces."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.capture.nearby import Near
from inspector.capture.pairing.rules import Key, Role, Rule
from inspector.payloads.engineio import EngineIoPacket, EngineIoType, read_engineio
from inspector.payloads.packet_error import PacketError
from inspector.payloads.socketio import SocketIoHeader, SocketIoType, read_header

_ASKS = (SocketIoType.EVENT, SocketIoType.BINARY_EVENT)
_ANSWERS = (SocketIoType.ACK, SocketIoType.BINARY_ACK)
_JOINS = (SocketIoType.CONNECT, SocketIoType.CONNECT_ERROR)


def packet_keys(frame: Near, eio: int, scope: int, *, from_client: bool) -> Iterator[Key]:
    """Give the ids of a text message, or of a body of long-polling. Never raises."""
    payload = frame.payload
    if len(payload) < frame.length and eio >= 4:
        payload = payload.decode("utf-8", "ignore").encode()  # the header is at the beginning
    binary = frame.is_http and payload[:1] in (b"\0", b"\1")
    try:
        packets = read_engineio(payload, binary=binary, polling=frame.is_http, eio=eio)
    except PacketError:
        return
    for packet in packets:
        yield from _of_packet(packet, scope, from_client)


def _of_packet(packet: EngineIoPacket, scope: int, from_client: bool) -> Iterator[Key]:
    if isinstance(packet.data, bytes):
        return
    if packet.type in (EngineIoType.PING, EngineIoType.PONG):
        role = Role.ASKS if packet.type is EngineIoType.PING else Role.ANSWERS
        yield Key(Rule.ENGINEIO_PING, scope, packet.data, role)
    elif packet.type is EngineIoType.MESSAGE:
        try:
            header = read_header(packet.data)
        except PacketError:
            return
        yield from _of_header(header, scope, from_client)


def _of_header(header: SocketIoHeader, scope: int, from_client: bool) -> Iterator[Key]:
    kind = header.type
    if kind in _JOINS:
        # The client asks for a namespace; the server answers with the same type, or refuses.
        role = Role.ASKS if from_client and kind is SocketIoType.CONNECT else Role.ANSWERS
        yield Key(Rule.SOCKETIO_CONNECT, scope, header.namespace, role)
    elif header.ack_id is not None and kind in _ASKS + _ANSWERS:
        role = Role.ASKS if kind in _ASKS else Role.ANSWERS
        # Each side counts its own events: the direction keeps both counts apart.
        asker = from_client == (role is Role.ASKS)
        yield Key(Rule.SOCKETIO_ACK, scope, (header.namespace, asker, header.ack_id), role)
