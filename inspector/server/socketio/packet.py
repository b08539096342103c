"""Socket.IO packets: read strictly, with a sentence for each thing wrong; written by python-socketio."""

from __future__ import annotations

import importlib
import json
import math
import re
from typing import Any, NamedTuple

MOST_ATTACHMENTS = 1_000
CONNECT, DISCONNECT, EVENT, ACK, CONNECT_ERROR, BINARY_EVENT, BINARY_ACK = range(7)
NAMES = ("CONNECT", "DISCONNECT", "EVENT", "ACK", "CONNECT_ERROR", "BINARY_EVENT", "BINARY_ACK")
_BINARY = (BINARY_EVENT, BINARY_ACK)
_RESERVED = frozenset(
    ("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener")
)
# <packet type>[<# of binary attachments>-][<namespace>,][<acknowledgment id>][JSON without binary]
_AFTER_TYPE = re.compile(r"(?:(/[^,]*)(?:,|\Z))?([0-9]{1,15}(?![0-9]))?(.*)", re.DOTALL)
_COUNT = re.compile(r"([0-9]{1,9})-")


class MalformedError(Exception):
    """What arrived breaks the Socket.IO protocol; the text is one sentence for the person."""


class SocketIoPacket(NamedTuple):
    """One packet as it was read."""

    type: int
    namespace: str
    id: int | None = None
    data: Any = None
    attachments: int = 0
    """How many binary messages belong to it and are still to come."""

    @property
    def name(self) -> str:
        """The name of its type."""
        return NAMES[self.type]


def decode(text: str) -> SocketIoPacket:
    """Read a packet; raises `MalformedError`."""
    if not text or text[0] not in "0123456":
        said = shown(text) if text else "An empty message"
        raise MalformedError(f"{said} is no Socket.IO packet: it has to begin with a type from 0 to 6.")
    kind, rest, attachments = int(text[0]), text[1:], 0
    if kind in _BINARY:
        attachments, rest = _attachments(kind, rest)
    match = _AFTER_TYPE.fullmatch(rest)
    assert match is not None
    namespace, number, payload = match.groups()
    data = _json(kind, payload) if payload else None
    packet = SocketIoPacket(kind, namespace or "/", int(number) if number else None, data, attachments)
    _check_shape(packet, has_payload=bool(payload))
    return packet


def encode(
    kind: int, namespace: str, data: Any = None, number: int | None = None, *, binary: bool = False
) -> list[str | bytes]:
    """Write a packet; its attachments follow the text. Only with `binary` is the data searched for bytes."""
    library = importlib.import_module("socketio.packet")
    packet = library.Packet(kind, data=data, namespace=namespace, id=number, binary=None if binary else False)
    packet.json = _Json
    encoded = packet.encode()
    return list(encoded) if isinstance(encoded, list) else [encoded]


def load_codec() -> None:
    """Import the library; it takes a quarter of a second, so it is better done in a thread."""
    importlib.import_module("socketio.packet")


def article(kind: int, *, begins: bool = False) -> str:
    """Name a type of packet with its article; `begins` a sentence."""
    word = "an" if kind in (EVENT, ACK) else "a"
    return f"{word.capitalize() if begins else word} {NAMES[kind]}"


def shown(text: str) -> str:
    """Quote the beginning of what was received."""
    return ascii(text if len(text) <= 40 else text[:40] + "…")


class _Json:
    """JSON as JavaScript writes it: no escapes for what is not ASCII."""

    @staticmethod
    def dumps(data: Any, **options: Any) -> str:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, **options)
        try:
            text.encode()
        except UnicodeEncodeError:
            # Half a surrogate pair has no UTF-8; escaped it goes through.
            return json.dumps(data, allow_nan=False, **options)
        return text


def _attachments(kind: int, rest: str) -> tuple[int, str]:
    match = _COUNT.match(rest)
    if match is None:
        raise MalformedError(
            f"A {NAMES[kind]} says how many attachments follow, as in {kind}1-[…]; this one does not."
        )
    count = int(match[1])
    if count > MOST_ATTACHMENTS:
        raise MalformedError(
            f"A {NAMES[kind]} announces {count:,} attachments; at most {MOST_ATTACHMENTS:,} are taken."
        )
    return count, rest[match.end() :]


def _json(kind: int, payload: str) -> Any:
    try:
        return json.loads(payload, parse_constant=_no_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise MalformedError(
            f"The JSON of {article(kind)} is broken at its character {error.pos + 1:,} ({error.msg}): "
            f"{shown(payload)}."
        ) from None
    except ValueError as error:
        raise MalformedError(f"The JSON of {article(kind)} cannot be read: {error}.") from None
    except RecursionError:
        raise MalformedError(f"The JSON of {article(kind)} is nested too deeply.") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float | None:
    """Read a number; one beyond all numbers becomes null, as JavaScript writes it."""
    number = float(text)
    return number if math.isfinite(number) else None


def _check_shape(packet: SocketIoPacket, *, has_payload: bool) -> None:
    """Check the payload that each type has to have."""
    data, kind = packet.data, packet.type
    if kind == CONNECT and has_payload and not isinstance(data, dict):
        raise MalformedError("The payload of a CONNECT has to be an object.")
    if kind == DISCONNECT and has_payload:
        raise MalformedError("A DISCONNECT has no payload.")
    if kind in (EVENT, BINARY_EVENT):
        _check_event(data)
    if kind in (ACK, BINARY_ACK):
        if packet.id is None:
            raise MalformedError(
                f"{article(packet.type, begins=True)} has no id, so it acknowledges nothing."
            )
        if not isinstance(data, list):
            raise MalformedError(f"The payload of {article(packet.type)} has to be an array, possibly empty.")


def _check_event(data: Any) -> None:
    # "The payload is mandatory and MUST be a non-empty array."
    if not isinstance(data, list) or not data:
        raise MalformedError("The payload of an EVENT has to be an array that begins with the event's name.")
    if isinstance(data[0], bool) or not isinstance(data[0], str | int | float):
        raise MalformedError("The name of an event has to be a text.")
    if data[0] in _RESERVED:
        raise MalformedError(f"The name {data[0]!r} is the library's own; no EVENT may have it.")
