"""Socket.IO packets, protocol versions 4 and 5: type, attachments, namespace, ack id and data."""

from __future__ import annotations

import enum
import json
import re
from typing import Any, NamedTuple

from inspector.payloads.packet_error import PacketError
from inspector.payloads.placeholders import check_placeholders

MOST_ATTACHMENTS = 1_000
"""Attachments of one packet that are followed."""
MAIN_NAMESPACE = "/"


class SocketIoType(enum.IntEnum):
    """What a Socket.IO packet is for, by the digit it begins with."""

    CONNECT = 0
    DISCONNECT = 1
    EVENT = 2
    ACK = 3
    CONNECT_ERROR = 4
    BINARY_EVENT = 5
    BINARY_ACK = 6


class SocketIoHeader(NamedTuple):
    """What stands before a packet's data."""

    type: SocketIoType
    attachments: int
    namespace: str
    """With its slash; what follows a question mark is left out, as servers do."""
    ack_id: int | None
    data_start: int
    """The first character of the data."""


class SocketIoPacket(NamedTuple):
    """A packet whose JSON is read; in place of attachments it holds their placeholders."""

    type: SocketIoType
    namespace: str
    ack_id: int | None
    data: Any
    """The JSON value; None where there is none."""
    attachments: int
    data_start: int

    @property
    def event(self) -> str | None:
        """The name of the event; None for other packets."""
        return str(self.data[0]) if self.type in _EVENTS else None

    @property
    def arguments(self) -> list[Any]:
        """What an event or an answer carries."""
        if self.type in _EVENTS:
            return list(self.data[1:])
        return list(self.data) if self.type in _ACKS else []


_EVENTS = (SocketIoType.EVENT, SocketIoType.BINARY_EVENT)
_ACKS = (SocketIoType.ACK, SocketIoType.BINARY_ACK)
_BINARY = (SocketIoType.BINARY_EVENT, SocketIoType.BINARY_ACK)
_HEADER = re.compile(r"([0-6])(?:([0-9]+)-)?(?:(/[^,?]*)(?:\?[^,]*)?(?:,|\Z))?([0-9]+)?")
_DATA_BEGINS = re.compile(r'["\[{]')
_LARGEST_ID = 2**53
"""Above it, JavaScript no longer tells two ids apart."""


def read_header(text: str) -> SocketIoHeader:
    """Read what stands before the data, also of a packet that is cut later. Raises `PacketError`."""
    match = _HEADER.match(text)
    if match is None:
        raise PacketError(_no_type(text))
    digit, attachments, namespace, ack_id = match.groups()
    kind = SocketIoType(int(digit))
    if kind in _BINARY and attachments is None:
        raise PacketError(f"{_named(kind)} without its number of attachments and a dash after it.")
    if namespace and _DATA_BEGINS.search(namespace):
        raise PacketError("The namespace has no comma after it: the data seems to follow at once.")
    count = _attachments(attachments)
    return SocketIoHeader(kind, count, namespace or MAIN_NAMESPACE, _ack_id(ack_id), match.end())


def read_socketio(text: str) -> SocketIoPacket:
    """Read the text of an Engine.IO message. Raises `PacketError`."""
    header = read_header(text)
    kind, attachments = header.type, header.attachments
    if kind in _ACKS and header.ack_id is None:
        raise PacketError(f"{_named(kind)} without an id: nobody can tell which event it answers.")
    if attachments and kind not in _BINARY:
        raise PacketError(f"{_named(kind)} announces attachments; only BINARY_EVENT and BINARY_ACK have any.")
    data = _data(text[header.data_start :])
    _check_shape(kind, data)
    if kind in _BINARY:
        check_placeholders(data, attachments)
    return SocketIoPacket(kind, header.namespace, header.ack_id, data, attachments, header.data_start)


def _data(text: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except RecursionError as error:
        raise PacketError("The JSON is nested too deeply to be read.") from error
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")
        raise PacketError(f"The data is not JSON: {what} at character {error.pos + 1:,}.") from error
    except ValueError as error:  # a number of thousands of digits
        raise PacketError("The JSON has a number that is too long to be read.") from error


def _check_shape(kind: SocketIoType, data: Any) -> None:
    if kind in _EVENTS:
        _check_event(kind, data)
    elif kind in _ACKS and not isinstance(data, list):
        raise PacketError(f"{_named(kind)} carries an array of arguments, and this has {_shape(data)}.")
    elif kind is SocketIoType.CONNECT and not (data is None or isinstance(data, dict)):
        raise PacketError(f"A CONNECT carries an object or nothing, and this has {_shape(data)}.")
    elif kind is SocketIoType.CONNECT_ERROR and not isinstance(data, dict | str):
        raise PacketError(f"A CONNECT_ERROR carries an object or a string, and this has {_shape(data)}.")
    elif kind is SocketIoType.DISCONNECT and data is not None:
        raise PacketError(f"A DISCONNECT carries nothing, and this has {_shape(data)}.")


def _check_event(kind: SocketIoType, data: Any) -> None:
    if not isinstance(data, list):
        raise PacketError(f"{_named(kind)} carries an array, its name first, and this has {_shape(data)}.")
    if not data:
        raise PacketError(f"{_named(kind)} without a name: the array is empty.")
    if isinstance(data[0], bool) or not isinstance(data[0], str | int):
        raise PacketError(f"The name of an event is a string or a number, and this has {_shape(data[0])}.")


def _attachments(digits: str | None) -> int:
    # Digits are compared as text first: a thousand of them are a number only at a cost.
    if digits is None:
        return 0
    digits = digits.lstrip("0")
    if len(digits) > 15:
        raise PacketError("The packet announces more attachments than can ever follow.")
    count = int(digits or 0)
    if count > MOST_ATTACHMENTS:
        raise PacketError(
            f"The packet announces {count:,} attachments; at most {MOST_ATTACHMENTS:,} are followed."
        )
    return count


def _ack_id(digits: str | None) -> int | None:
    if digits is None:
        return None
    if len(digits) > 17 or int(digits) > _LARGEST_ID:
        raise PacketError(f"The ack id has {len(digits):,} digits: JavaScript counts exactly to 2⁵³ only.")
    return int(digits)


def _no_type(text: str) -> str:
    if not text:
        return "A Socket.IO packet without its type: the packet is empty."
    shown = f'"{text[0]}"' if text[0].isprintable() else f"U+{ord(text[0]):04X}"
    return f"{shown} is no type of a Socket.IO packet: one begins with a digit from 0 to 6."


def _named(kind: SocketIoType) -> str:
    return f"{'An' if kind.name[0] in 'AE' else 'A'} {kind.name}"


def _shape(data: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "nothing"}
    return names.get(type(data), "a number")
