"""Which binary messages belong to which Socket.IO packet."""

from __future__ import annotations

from typing import NamedTuple

from inspector.capture.engine_packets import PacketAt, messages_only, packets_from
from inspector.capture.nearby import REACH, Near, Source, Window, frames_in
from inspector.capture.recognition import Recognised, Recognition
from inspector.payloads.engineio import EngineIoType, read_engineio
from inspector.payloads.packet_error import PacketError
from inspector.payloads.socketio import SocketIoType, read_header
from inspector.wire.records import HTTP, Opcode

_BINARY_TYPES = (SocketIoType.BINARY_EVENT, SocketIoType.BINARY_ACK)
_TEXTS_BACK = 32
_TEXT = f"(head IS NULL OR head = {HTTP} OR (head & 15) = {Opcode.TEXT:d}) AND ifnull(direction, 0) <> 0 = ?"


class Place(NamedTuple):
    """Where an attachment is."""

    frame_id: int
    number: int
    """Which packet of a body of long-polling it is; 0 for a WebSocket message."""
    size: int
    """Its bytes."""


class Attachments(NamedTuple):
    """The attachments of one packet."""

    frame_id: int
    """Of the packet that announces them."""
    announced: int
    places: list[Place]
    """Those that followed, in order."""
    problem: str
    """One sentence where some are missing; else empty."""


def attachments_of(source: Source, recognition: Recognition, frame_id: int) -> Attachments | None:
    """Find what follows the last binary packet of a frame. None when it has none. Raises `CaptureError`."""
    row = _row(source, frame_id)
    known = recognition.of(row.connection_id) if row is not None else None
    if row is None or known is None:
        return None
    around = recognition.siblings(row.connection_id)
    stream = messages_only(packets_from(source, around, row.direction, frame_id, known.eio))
    announced, places = 0, list[Place]()
    for one in stream:
        header = _announced(one)
        if one.frame_id == frame_id and header:
            announced, places = header, []
        elif announced and one.packet.binary and len(places) < announced:
            places.append(Place(one.frame_id, one.number, one.size))
        elif not one.packet.binary and one.frame_id != frame_id:
            break
        if one.frame_id != frame_id and (not announced or len(places) == announced):
            break
    return Attachments(frame_id, announced, places, _missing(announced, len(places))) if announced else None


def owner_of(source: Source, recognition: Recognition, frame_id: int) -> Attachments | None:
    """Find the packet that a binary message is an attachment of, with all its attachments.

    None when it belongs to none within reach. Raises `CaptureError`.
    """
    row = _row(source, frame_id)
    known = recognition.of(row.connection_id) if row is not None else None
    if row is None or known is None or row.opcode != Opcode.BINARY:
        return None
    window = Window(
        max(-1, frame_id - REACH), frame_id - 1, recognition.siblings(row.connection_id), backward=True
    )
    for text in frames_in(source, window, _TEXT, (row.direction,), limit=_TEXTS_BACK):
        kind = _last_message(text, known)
        if kind in _BINARY_TYPES:
            found = attachments_of(source, recognition, text.id)
            belongs = found is not None and any(place.frame_id == frame_id for place in found.places)
            return found if belongs else None
        if kind is not None:
            return None
    return None


def _row(source: Source, frame_id: int) -> Near | None:
    rows = frames_in(source, Window(frame_id - 1, frame_id), most=0)
    return rows[0] if rows else None


def _announced(one: PacketAt) -> int:
    """Count the attachments that a packet announces."""
    if isinstance(one.packet.data, bytes):
        return 0
    try:
        header = read_header(one.packet.data)
    except PacketError:
        return 0
    return header.attachments if header.type in _BINARY_TYPES else 0


def _last_message(row: Near, known: Recognised) -> SocketIoType | None:
    """Give the type of the last Socket.IO packet of a text message or body; None when it has none."""
    binary = row.is_http and row.payload[:1] in (b"\0", b"\1")
    payload = (
        row.payload if len(row.payload) == row.length else row.payload.decode("utf-8", "ignore").encode()
    )
    try:
        packets = read_engineio(payload, binary=binary, polling=row.is_http, eio=known.eio)
        texts = [
            one.data for one in packets if one.type is EngineIoType.MESSAGE and isinstance(one.data, str)
        ]
        return read_header(texts[-1]).type if texts else None
    except PacketError:
        return None


def _missing(announced: int, found: int) -> str:
    if found == announced:
        return ""
    return f"{announced:,} attachments are announced, and {found:,} followed."
