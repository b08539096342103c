"""The Engine.IO and Socket.IO packets of frames, as JSON that stands beside the raw payload."""

from __future__ import annotations

import json
from typing import Any

from inspector.capture.recognition import Recognition
from inspector.capture.rows import FrameTuple
from inspector.capture.store import Capture
from inspector.payloads.engineio import EngineIoPacket, EngineIoType, read_engineio
from inspector.payloads.packet_error import PacketError
from inspector.payloads.socketio import read_socketio
from inspector.wire.records import HTTP, Opcode

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


class Packets:
    """Reads packets on connections that speak Engine.IO; elsewhere a ``2`` is no ping."""

    def __init__(self, capture: Capture) -> None:
        self._recognition = Recognition(capture)
        self._versions: dict[int, int | None] = {}

    def of_row(self, row: FrameTuple) -> str | None:
        """Give a list of packets as JSON; None for what holds none, such as fragments and control frames."""
        if self._version(row[1]) is None:
            return None
        head = row[4]
        if head == HTTP:
            return self.of_body(row[1], row[7])
        opcode = head & 0x0F
        if not head & 0x80 or opcode not in (Opcode.TEXT, Opcode.BINARY):
            return None
        return self.of_message(row[1], opcode, row[7])

    def of_message(self, connection_id: int, opcode: int, payload: bytes) -> str | None:
        """Give the same of a whole message."""
        return self._read(connection_id, payload, binary=opcode == Opcode.BINARY, polling=False)

    def of_body(self, connection_id: int, body: bytes) -> str | None:
        """Give the same of a body of long-polling."""
        if not body or body == b"ok":  # a GET's request, and the answer to a POST
            return None
        # Version 3 begins binary bodies with a byte 0 or 1, where others have a digit.
        return self._read(connection_id, body, binary=body[0] < 2, polling=True)

    def _read(self, connection_id: int, payload: bytes, *, binary: bool, polling: bool) -> str | None:
        eio = self._version(connection_id)
        if eio is None:
            return None
        try:
            packets = read_engineio(payload, binary=binary, polling=polling, eio=eio)
            return _encode([_fields(packet) for packet in packets])
        except (PacketError, RecursionError, ValueError):
            return None  # it is no packet, or holds what JSON cannot: the payload beside it says all

    def _version(self, connection_id: int) -> int | None:
        """Give the version of Engine.IO that a connection speaks; None for none."""
        if connection_id not in self._versions:
            recognised = self._recognition.of(connection_id)
            self._versions[connection_id] = recognised.eio if recognised else None
        return self._versions[connection_id]


def _fields(packet: EngineIoPacket) -> dict[str, Any]:
    if isinstance(packet.data, bytes):
        return {"engineio": packet.type.name.lower(), "attachment": len(packet.data)}
    if packet.type is not EngineIoType.MESSAGE:
        data = {"data": packet.data} if packet.data else {}
        return {"engineio": packet.type.name.lower(), **data}
    read = read_socketio(packet.data)
    fields = {"type": read.type.name, "namespace": read.namespace, "event": read.event, "ack_id": read.ack_id}
    known = {name: value for name, value in fields.items() if value is not None}
    return {"engineio": "message", **known, "attachments": read.attachments, "data": read.data}
