"""Socket.IO packets as a filter sees them: their type, namespace, ack id and event.

Socket.IO protocol v5: `<type>[<attachments>-][<namespace>,][<ack id>][JSON]`, behind the ``4`` of an
Engine.IO message. Engine.IO protocol v4: several packets in one body of long-polling are separated by 0x1E;
v3: each has its length before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from inspector.capture.filtering import json_value
from inspector.payloads.engineio import PacketError, read_engineio
from inspector.wire.records import HTTP, Opcode

SEPARATOR = b"\x1e"
_EVENTS = b"25"  # EVENT, BINARY_EVENT
_ANSWERED = b"2356"  # these and ACK, BINARY_ACK may have an ack id
_PACKET = re.compile(
    rb"4(?:(?P<type>[0-4])|(?P<binary>[56])[0-9]++-)(?:(?P<namespace>/[^,]*+)(?:,|\Z))?(?P<ack>[0-9]*+)(?P<data>.*)",
    re.DOTALL,
)
_ANNOUNCED = re.compile(rb"[0-9]{1,9}:|[\x00\x01][\x00-\x09]")


class Packet(NamedTuple):
    """One Socket.IO packet."""

    type: bytes
    """Its digit."""
    namespace: bytes
    ack: int | None
    data: bytes
    """JSON."""

    def event(self) -> bytes | None:
        """Give the name of the event, None where it is no event."""
        if self.type not in _EVENTS:
            return None
        name = json_value.find(self.data, (0,))
        return name.text() if name is not None and name.kind == "text" else None


def packets(head: int, payload: bytes) -> Iterator[Packet]:
    """Give the Socket.IO packets in a text frame, or in the body of a message of long-polling."""
    if head != HTTP and head & 15 != Opcode.TEXT:
        return
    for part in _parts(payload) if head == HTTP else [payload]:
        found = _PACKET.fullmatch(part)
        if found is not None:
            kind = found["type"] or found["binary"]
            namespace = (found["namespace"] or b"/").partition(b"?")[0]
            digits = found["ack"]
            ack = int(digits) if digits and len(digits) < 19 and kind in _ANSWERED else None
            yield Packet(kind, namespace, ack, found["data"])


def _parts(body: bytes) -> list[bytes]:
    """Take a body of long-polling apart; version 3 announces the length of each packet before it."""
    if _ANNOUNCED.match(body) is None:
        return body.split(SEPARATOR)
    try:
        read = read_engineio(body, binary=body[0] < 2, polling=True, eio=3)
    except PacketError:
        return []
    return [b"%d" % one.type + one.data.encode() for one in read if isinstance(one.data, str)]
