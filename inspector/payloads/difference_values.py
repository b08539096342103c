"""JSON read for comparing: numbers keep every digit, and each value has a print that is its own."""

from __future__ import annotations

import decimal
import json
from collections.abc import Hashable
from json.encoder import encode_basestring as quoted
from typing import Any

_MOST_DIGITS = 4000
"""What Python reads as an integer at once; longer ones are compared by their digits."""
_WORDS = {None: "null", True: "true", False: "false"}


class Number:
    """A number as it was written; two are the same when their values are."""

    __slots__ = ("key", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.key = _key(text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


class Parsed:
    """A JSON text: its value, and what is odd about it."""

    def __init__(self, text: str) -> None:
        """Raise `ValueError` where it is not JSON, and `RecursionError` where it is nested too deeply."""
        self.doubled = ""
        """A name that comes twice in one object: its last value counts."""
        self.value: Any = json.loads(
            text,
            parse_int=_integer,
            parse_float=Number,
            parse_constant=Number,
            object_pairs_hook=self._object,
        )

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs) and not self.doubled:
            names = [name for name, _ in pairs]
            self.doubled = next(name for at, name in enumerate(names) if name in names[:at])
        return made


class Prints:
    """Makes a hash of each value; the order of names does not matter, that of elements does."""

    def __init__(self) -> None:
        self._known: dict[int, int] = {}
        self._lines: dict[int, int] = {}

    def same(self, left: Any, right: Any) -> bool:
        """Tell whether two values are the same."""
        return self.of(left) == self.of(right) and bool(left == right)

    def lines(self, value: Any) -> int:
        """Count the lines in which a value is laid out."""
        kind = type(value)
        if not value or (kind is not dict and kind is not list):
            return 1
        known = self._lines.get(id(value))
        if known is None:
            inner = value.values() if kind is dict else value
            known = self._lines[id(value)] = 2 + sum(map(self.lines, inner))
        return known

    def of(self, value: Any) -> int:
        """Give a value's print; that of an object or array is made once."""
        kind = type(value)
        if kind is not dict and kind is not list:
            return hash(scalar_key(value))
        known = self._known.get(id(value))
        if known is None:
            if kind is dict:
                known = hash(("{", frozenset([(name, self.of(one)) for name, one in value.items()])))
            else:
                known = hash(("[", *[self.of(one) for one in value]))
            self._known[id(value)] = known
        return known


def scalar_key(value: Any) -> Hashable:
    """Give what two scalars have in common exactly when they are the same JSON value."""
    kind = type(value)
    if kind is str:
        return "s", value
    if kind is Number:
        return "n", value.key
    return ("n", value) if kind is int else ("w", value)


def scalar_text(value: Any) -> str:
    """Write a scalar as JSON; a number as it was."""
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is int:
        return str(value)
    return str(value.text) if kind is Number else _WORDS[value]


def name_text(name: str) -> str:
    """Write the name of a member."""
    return f"{quoted(name)}: "


def _integer(text: str) -> int | Number:
    return Number(text) if len(text) > _MOST_DIGITS or text == "-0" else int(text)


def _key(text: str) -> Hashable:
    """Give what all ways of writing the same number have in common."""
    if "e" not in text and "E" not in text:
        whole, _, fraction = text.partition(".")
        fraction = fraction.rstrip("0")
        if fraction:
            return f"{whole}.{fraction}"
        return int(whole) if len(whole) <= _MOST_DIGITS and whole[-1].isdigit() else whole
    try:
        number = decimal.Decimal(text)
    except decimal.InvalidOperation:
        return text  # its exponent is beyond anything: it is compared as it is written
    sign, digits, exponent = number.as_tuple()
    if number.is_zero() or abs(number.adjusted()) <= _MOST_DIGITS >= len(digits):
        return _key(format(number, "f")) if not number.is_zero() else 0
    written = "".join(map(str, digits))
    bare = written.rstrip("0")
    return sign, bare, int(exponent) + len(written) - len(bare)
