"""``event:``, ``ns:`` and ``ack:``: frames with a Socket.IO packet that has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from inspector.capture.filtering.binding import Binding
from inspector.capture.filtering.nodes import Term
from inspector.capture.filtering.packets import packets
from inspector.capture.filtering.record import FrameRecord
from inspector.capture.filtering.value import Value

ANY = "*"
# A text frame that begins with an Engine.IO message, or a message of long-polling.
_MAY_BE = "(f.head IS NULL OR (f.head&15=1 AND CAST(substr(f.payload,1,1) AS BLOB)=x'34'))"


@dataclass(frozen=True, slots=True)
class HasEvent(Term):
    """A packet carries an event of this name, or any event."""

    name: str
    exact: ClassVar[bool] = False
    of_payload: ClassVar[bool] = True

    def sql(self, binding: Binding) -> str:
        """Leave out what is no packet, and what has neither the name nor an escape in it."""
        if self.name == ANY:
            return f"(ifnull({_MAY_BE},0))"
        name = binding.value(self.name.encode("utf-8", "surrogatepass"))
        named = f"(instr(f.payload,{name}) OR instr(f.payload,x'5c'))"
        return f"(ifnull({_MAY_BE} AND {named},0))"

    def matches(self, frame: FrameRecord) -> bool:
        """Look at each packet."""
        wanted = self.name.encode("utf-8", "surrogatepass")
        events = (packet.event() for packet in packets(frame.head, frame.payload))
        return any(event is not None and (self.name == ANY or event == wanted) for event in events)

    def describe(self) -> str:
        """Say what it asks."""
        return "carry a Socket.IO event" + ("" if self.name == ANY else f" “{self.name}”")


@dataclass(frozen=True, slots=True)
class InNamespace(Term):
    """A packet belongs to this namespace."""

    name: str
    exact: ClassVar[bool] = False
    of_payload: ClassVar[bool] = True

    def sql(self, binding: Binding) -> str:
        """Leave out what is no packet, and what has not the name in it."""
        if self.name == "/":
            return f"(ifnull({_MAY_BE},0))"
        name = binding.value(self.name.encode("utf-8", "surrogatepass"))
        return f"(ifnull({_MAY_BE} AND instr(f.payload,{name}),0))"

    def matches(self, frame: FrameRecord) -> bool:
        """Look at each packet."""
        wanted = self.name.encode("utf-8", "surrogatepass")
        return any(packet.namespace == wanted for packet in packets(frame.head, frame.payload))

    def describe(self) -> str:
        """Say what it asks."""
        return f"carry a Socket.IO packet of namespace {self.name}"


@dataclass(frozen=True, slots=True)
class HasAck(Term):
    """A packet asks for an answer with this ack id, or gives it."""

    number: int | None
    exact: ClassVar[bool] = False
    of_payload: ClassVar[bool] = True

    def sql(self, binding: Binding) -> str:
        """Leave out what is no packet, and what has not the number in it."""
        if self.number is None:
            return f"(ifnull({_MAY_BE},0))"
        number = binding.value(b"%d" % self.number)
        return f"(ifnull({_MAY_BE} AND instr(f.payload,{number}),0))"

    def matches(self, frame: FrameRecord) -> bool:
        """Look at each packet."""
        numbers = [packet.ack for packet in packets(frame.head, frame.payload) if packet.ack is not None]
        return bool(numbers) if self.number is None else self.number in numbers

    def describe(self) -> str:
        """Say what it asks."""
        return "carry a Socket.IO ack id" + ("" if self.number is None else f" {self.number}")


def parse_event(value: Value) -> Term:
    """Read the name of an event. Raises `FilterError`."""
    return HasEvent(_some(value, "event: takes the name of a Socket.IO event, as event:chat, or * for any."))


def parse_namespace(value: Value) -> Term:
    """Read a namespace, with or without its slash. Raises `FilterError`."""
    name = _some(
        value, "ns: takes a Socket.IO namespace, as ns:/admin, or ns:/ for the one that has no name."
    )
    return InNamespace(name if name.startswith("/") else f"/{name}")


def parse_ack(value: Value) -> Term:
    """Read an ack id. Raises `FilterError`."""
    if value.text == ANY:
        return HasAck(None)
    if not re.fullmatch("[0-9]{1,18}", value.text, re.ASCII):
        raise value.error("ack: takes the number of a Socket.IO ack, as ack:12, or * for any.")
    return HasAck(int(value.text))


def _some(value: Value, how: str) -> str:
    text = value.unquoted()
    if not text:
        raise value.error(how)
    return text
