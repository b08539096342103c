"""Where in a line of laid out JSON the colours change."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from typing import NamedTuple

from inspector.payloads.visible import SHOWN

_STRING_REST = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)')
_LEXEME = re.compile(
    r'(?P<name>"[^"\\]*+(?:\\.[^"\\]*+)*+"(?=:))'
    r'|(?P<string>"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z))'
    r"|(?P<number>-?[0-9][0-9.eE+-]*+)"
    r"|(?P<word>true|false|null|NaN|-?Infinity)"
)
_HIDDEN = re.compile(f"(?:{SHOWN.pattern})++")


class Kind(enum.StrEnum):
    """What a piece of text is; also the end of its colour's name in the theme."""

    NAME = "name"
    STRING = "string"
    NUMBER = "number"
    WORD = "word"
    HIDDEN = "hidden"
    """It stands for a character that cannot be seen."""


class Span(NamedTuple):
    """A piece of a line."""

    start: int
    end: int
    kind: Kind


def json_spans(line: str, *, in_string: bool) -> Iterator[Span]:
    """Give the pieces of a line that have a colour; `in_string` when it begins inside a string."""
    start = 0
    if in_string:
        rest = _STRING_REST.match(line)
        start = rest.end() if rest else len(line)
        yield Span(0, start, Kind.STRING)
    for match in _LEXEME.finditer(line, start):
        yield Span(match.start(), match.end(), Kind(match.lastgroup or Kind.WORD))
    yield from hidden_spans(line)


def hidden_spans(line: str) -> Iterator[Span]:
    """Give the pieces that stand for characters which cannot be seen."""
    if not line.isascii():
        for match in _HIDDEN.finditer(line):
            yield Span(match.start(), match.end(), Kind.HIDDEN)
