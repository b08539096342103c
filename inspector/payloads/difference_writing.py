"""Lays a JSON value out, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from inspector.payloads.difference_values import name_text, scalar_text

INDENT = "  "


class Side(NamedTuple):
    """A value on one side, and what stands before and behind it in its line."""

    value: Any
    head: str
    tail: str


def written(side: Side, depth: int) -> Iterator[str]:
    """Lay a value out, line by line."""
    indent, value = INDENT * depth, side.value
    if not isinstance(value, dict | list):
        yield f"{indent}{side.head}{scalar_text(value)}{side.tail}"
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    if not value:
        yield f"{indent}{side.head}{opening}{closing}{side.tail}"
        return
    yield f"{indent}{side.head}{opening}"
    last = len(value) - 1
    members = value.items() if isinstance(value, dict) else ((None, one) for one in value)
    for number, (name, one) in enumerate(members):
        head = "" if name is None else name_text(name)
        yield from written(Side(one, head, "" if number == last else ","), depth + 1)
    yield f"{indent}{closing}{side.tail}"
