"""What the OPEN packet says: the handshake of Engine.IO."""

from __future__ import annotations

from typing import Any, NamedTuple

from inspector.payloads.engineio import EngineIoType
from inspector.session.opening import OpeningError
from inspector.session.socketio import refusals
from inspector.session.socketio.engine_packets import Eio, EnginePacket, decode, page
from inspector.session.socketio.faults import PacketError, shown
from inspector.session.socketio.values import ValueJson

_MAX_MS = 2**31 - 1
"""Timers of JavaScript go no further, and no server means it."""


class Handshake(NamedTuple):
    """A new session; times in seconds."""

    sid: str
    ping_interval: float
    ping_timeout: float
    upgrades: tuple[str, ...]
    max_payload: int | None
    """Bytes that the server takes in one POST; None where it does not say."""


def read_handshake(first: str | bytes, eio: Eio, transport: str) -> Handshake:
    """Read the first packet of a session; raises `OpeningError` for what begins none."""
    if eio == 4 and transport == "polling" and isinstance(first, str) and _has_length(first):
        raise OpeningError(refusals.speaks_v3("it puts a length before each packet"))
    try:
        packet = decode(first, eio)
        if packet.type != EngineIoType.OPEN:
            raise OpeningError(refusals.no_open_packet(transport, first))
        return _read(packet, eio)
    except PacketError as error:
        raise OpeningError(refusals.no_open_packet(transport, first, error.sentence)) from error


def _has_length(first: str) -> bool:
    digits, colon, rest = first.partition(":")
    return bool(colon) and digits.isdecimal() and rest.startswith("0{")


def _read(packet: EnginePacket, eio: Eio) -> Handshake:
    try:
        data: Any = ValueJson.loads(str(packet.data))
    except (ValueError, RecursionError) as error:
        raise PacketError(f"The OPEN packet holds no JSON: {shown(packet.data)}.", page(eio)) from error
    if not isinstance(data, dict):
        raise PacketError(f"The OPEN packet holds no JSON object: {shown(packet.data)}.", page(eio))
    sid, upgrades = data.get("sid"), data.get("upgrades")
    if not isinstance(sid, str) or not sid:
        raise PacketError("The OPEN packet has no sid.", page(eio))
    if not isinstance(upgrades, list):
        raise PacketError("The OPEN packet has no list of upgrades.", page(eio))
    interval, timeout = (_seconds(data, name, eio) for name in ("pingInterval", "pingTimeout"))
    limit = data.get("maxPayload")
    names = tuple(name for name in upgrades if isinstance(name, str))
    return Handshake(sid, interval, timeout, names, limit if type(limit) is int and limit > 0 else None)


def _seconds(data: dict[str, Any], name: str, eio: Eio) -> float:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MAX_MS:
        raise PacketError(f"The OPEN packet has no {name} in milliseconds.", page(eio))
    return value / 1000
