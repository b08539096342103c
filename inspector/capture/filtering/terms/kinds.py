"""``dir:`` and ``type:``."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.capture.filtering.binding import Binding
from inspector.capture.filtering.nodes import Term
from inspector.capture.filtering.record import FrameRecord
from inspector.capture.filtering.value import Value, alternatives, cut, listed, suggestion
from inspector.wire.records import HTTP, Opcode

DIRECTIONS = {"sent": "sent by this program", "received": "received from the peer"}
_NO_FRAME = -1
TYPES = {
    "text": frozenset({Opcode.TEXT}),
    "binary": frozenset({Opcode.BINARY}),
    "continuation": frozenset({Opcode.CONTINUATION}),
    "ping": frozenset({Opcode.PING}),
    "pong": frozenset({Opcode.PONG}),
    "close": frozenset({Opcode.CLOSE}),
    "http": frozenset({_NO_FRAME}),
    "control": frozenset({Opcode.PING, Opcode.PONG, Opcode.CLOSE}),
    "data": frozenset({Opcode.TEXT, Opcode.BINARY, Opcode.CONTINUATION}),
    "reserved": frozenset({3, 4, 5, 6, 7, 11, 12, 13, 14, 15}),
}
"""The opcodes of each name (RFC 6455 §5.2)."""


@dataclass(frozen=True, slots=True)
class HasDirection(Term):
    """The frame went one way."""

    received: bool

    def sql(self, binding: Binding) -> str:
        """Write the condition."""
        return f"(ifnull(f.direction,0){'<>' if self.received else '='}0)"

    def matches(self, frame: FrameRecord) -> bool:
        """Compare the direction."""
        return (frame.direction != 0) == self.received

    def describe(self) -> str:
        """Say what it asks."""
        return "were received" if self.received else "were sent"


@dataclass(frozen=True, slots=True)
class HasType(Term):
    """The frame is of one of some types."""

    names: tuple[str, ...]

    def sql(self, binding: Binding) -> str:
        """Write the condition."""
        opcodes = sorted(int(opcode) for opcode in self._opcodes())
        return f"(ifnull(f.head&15,{_NO_FRAME}) IN ({','.join(map(str, opcodes))}))"

    def matches(self, frame: FrameRecord) -> bool:
        """Compare the opcode."""
        opcode = _NO_FRAME if frame.head == HTTP else frame.head & 15
        return opcode in self._opcodes()

    def describe(self) -> str:
        """Say what it asks."""
        return f"are of type {listed(self.names)}"

    def _opcodes(self) -> frozenset[int]:
        return frozenset[int]().union(*(TYPES[name] for name in self.names))


def parse_direction(value: Value) -> Term:
    """Read ``sent`` or ``received``. Raises `FilterError`."""
    name = value.unquoted().lower()
    if name not in DIRECTIONS:
        raise value.error(f"dir: is sent or received, not {cut(name)}{suggestion(name, DIRECTIONS)}")
    return HasDirection(name == "received")


def parse_type(value: Value) -> Term:
    """Read one or more types. Raises `FilterError`."""
    names = []
    for each in alternatives(value):
        name = each.unquoted().lower()
        if name not in TYPES:
            known = f"type: is {listed(TYPES)}"
            raise each.error(f"There is no type “{cut(name)}”{suggestion(name, TYPES)} {known}.")
        names.append(name)
    return HasType(tuple(dict.fromkeys(names)))
