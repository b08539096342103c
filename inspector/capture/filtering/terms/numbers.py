"""``size:`` and ``id:``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from inspector.capture.filtering.binding import Binding
from inspector.capture.filtering.nodes import Term
from inspector.capture.filtering.record import FrameRecord
from inspector.capture.filtering.value import Comparison, Value, comparison

LARGEST = 2**63 - 1
_UNITS = {
    "": 1, "b": 1, "k": 10**3, "kb": 10**3, "m": 10**6, "mb": 10**6, "g": 10**9, "gb": 10**9,
    "ki": 2**10, "kib": 2**10, "mi": 2**20, "mib": 2**20, "gi": 2**30, "gib": 2**30,
}  # fmt: skip
_SIZE = re.compile(r"(?P<whole>[0-9]{1,18})(?:\.(?P<part>[0-9]{1,9}))?(?P<unit>[a-z]*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Within:
    """Whole numbers from the lowest to the highest, both included; None where there is no end."""

    low: int | None
    high: int | None

    def sql(self, binding: Binding, number: str) -> str:
        """Write the condition."""
        if self.low is not None and self.low == self.high:
            return f"({number}={binding.value(self.low)})"
        sides = [] if self.low is None else [f"{number}>={binding.value(self.low)}"]
        sides += [] if self.high is None else [f"{number}<={binding.value(self.high)}"]
        return f"({' AND '.join(sides)})"

    def has(self, number: int) -> bool:
        """Tell whether a number is one of them."""
        return (self.low is None or number >= self.low) and (self.high is None or number <= self.high)

    def describe(self, show: Callable[[int], str]) -> str:
        """Write it for a person."""
        if self.low is None:
            return f"at most {show(self.high or 0)}"
        if self.high is None:
            return f"at least {show(self.low)}"
        return show(self.low) if self.low == self.high else f"{show(self.low)} to {show(self.high)}"


@dataclass(frozen=True, slots=True)
class NumberIs(Term):
    """The payload's bytes, or the frame's number, are in a range."""

    of: Literal["size", "id"]
    within: Within

    def sql(self, binding: Binding) -> str:
        """Write the condition."""
        number = "f.id" if self.of == "id" else "ifnull(octet_length(f.payload),0)"
        return self.within.sql(binding, number)

    def matches(self, frame: FrameRecord) -> bool:
        """Compare the number."""
        return self.within.has(frame.id if self.of == "id" else len(frame.payload))

    def describe(self) -> str:
        """Say what it asks."""
        if self.of == "id":
            return f"have the number {self.within.describe(str)}"
        return f"have a payload of {self.within.describe(lambda size: f'{size:,} B')}"


@dataclass(frozen=True, slots=True)
class MessageSizeIs(Term):
    """The payload's bytes of the whole message are in a range."""

    within: Within
    of_payload: ClassVar[bool] = True

    def sql(self, binding: Binding) -> str:
        """Write the condition."""
        return self.within.sql(binding, "ifnull(octet_length(f.payload),0)")

    def matches(self, frame: FrameRecord) -> bool:
        """Compare the number."""
        return self.within.has(len(frame.payload))

    def describe(self) -> str:
        """Say what it asks."""
        return NumberIs("size", self.within).describe()


def parse_size(value: Value) -> Term:
    """Read a size in bytes, or a range of sizes. Raises `FilterError`."""
    return NumberIs("size", _within(value, _size))


def parse_id(value: Value) -> Term:
    """Read a frame's number, or a range of them. Raises `FilterError`."""
    return NumberIs("id", _within(value, _number))


def bounds(operator: str, low: int, high: int) -> Within:
    """Tell what is compared by an operator with whole numbers."""
    match operator:
        case ">":
            return Within(min(low + 1, LARGEST), None)
        case ">=":
            return Within(low, None)
        case "<":
            return Within(None, high - 1)
        case "<=":
            return Within(None, high)
    return Within(low, high)


def check_span(value: Value, compared: Comparison) -> None:
    """Raise `FilterError` for a range without any end."""
    if compared.operator == ".." and not compared.low.text and not compared.high.text:
        raise value.error("This range has no end at all: write what it begins or ends with.")


def _within(value: Value, read: Callable[[Value], int]) -> Within:
    compared = comparison(value)
    check_span(value, compared)
    if compared.operator != "..":
        number = read(compared.low)
        return bounds(compared.operator, number, number)
    low = read(compared.low) if compared.low.text else None
    high = read(compared.high) if compared.high.text else None
    if low is not None and high is not None and low > high:
        raise value.error(
            f"This range ends before it begins: write {compared.high.text}..{compared.low.text}."
        )
    return Within(low, high)


def _number(value: Value) -> int:
    if not re.fullmatch("[0-9]{1,18}", value.text, re.ASCII):
        raise value.error("id: takes the number of a frame, as id:100, id:>100 or id:100..200.")
    return int(value.text)


def _size(value: Value) -> int:
    size = _SIZE.fullmatch(value.text.lower())
    if size is None:
        raise value.error("size: takes a number of bytes, as size:100, size:>1.5KB or size:1KiB..1MiB.")
    unit = _UNITS.get(size["unit"])
    if unit is None:
        wrong = value.part(size.start("unit"))
        raise wrong.error(f"“{wrong.text}” is no unit of size: use B, KB, MB, GB, KiB, MiB or GiB.")
    part = size["part"] or "0"
    fraction: int = int(part) * unit // 10 ** len(part)
    return min(int(size["whole"]) * unit + fraction, LARGEST)
