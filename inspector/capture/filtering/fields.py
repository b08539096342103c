"""The fields of the language, and the words that ask without one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inspector.capture.filtering.nodes import Node
from inspector.capture.filtering.record import Mark
from inspector.capture.filtering.terms.connections import parse_connection
from inspector.capture.filtering.terms.json_parsing import parse_json
from inspector.capture.filtering.terms.kinds import DIRECTIONS, TYPES, parse_direction, parse_type
from inspector.capture.filtering.terms.numbers import parse_id, parse_size
from inspector.capture.filtering.terms.socketio import parse_ack, parse_event, parse_namespace
from inspector.capture.filtering.terms.times import parse_time
from inspector.capture.filtering.value import Value


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it is for, what reads its value, and values to offer."""

    help: str
    parse: Callable[[Value, int], Node]
    """Takes the value, and now in nanoseconds since the Unix epoch; raises `FilterError`."""
    example: str
    values: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """Other names for it."""


def _always(parse: Callable[[Value], Node]) -> Callable[[Value, int], Node]:
    return lambda value, _now_ns: parse(value)


FIELDS: dict[str, Field] = {
    "dir": Field("which way it went", _always(parse_direction), "sent", tuple(DIRECTIONS), ("direction",)),
    "type": Field("its opcode, or http", _always(parse_type), "text", tuple(TYPES), ("opcode",)),
    "size": Field(
        "bytes of payload",
        _always(parse_size),
        ">1KB",
        (">1KB", "<100", "1KiB..1MiB", "0"),
        ("length", "len"),
    ),
    "time": Field("when it came", parse_time, ">-5m", (">-5m", "12:00..13:00", "2026-01-31T12:30")),
    "conn": Field(
        "its connection: a number, or text of the URL",
        _always(parse_connection),
        "3",
        (),
        ("connection", "url"),
    ),
    "id": Field("the number of the frame", _always(parse_id), "100..200", (">100", "100..200")),
    "json": Field(
        "what stands at a path", _always(parse_json), "$.type=tick", ("$.type=", "$.id>", "$.error")
    ),
    "event": Field("the event of a Socket.IO packet", _always(parse_event), "chat", ("*",)),
    "ns": Field(
        "the namespace of a Socket.IO packet", _always(parse_namespace), "/admin", ("/",), ("namespace",)
    ),
    "ack": Field("the ack id of a Socket.IO packet", _always(parse_ack), "12", ("*",)),
}
ALIASES = {other: name for name, field in FIELDS.items() for other in field.others}
MARK_HELP: dict[Mark, str] = {
    "error": "frames that break a rule or failed",
    "note": "frames that a note speaks of",
    "bookmark": "frames that are bookmarked",
}
