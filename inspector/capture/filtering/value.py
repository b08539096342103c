"""What stands behind a field's colon, and where."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from inspector.capture.filtering.errors import FilterError

_SPAN = re.compile(r"(?P<low>[^<>=]*?)\.\.(?P<high>[^<>=]*)", re.DOTALL)
_COMPARISON = re.compile(r"(?P<operator>>=|<=|>|<|=)?(?P<rest>.*)", re.DOTALL)
_LONGEST_NAMED = 40
"""Characters of what was typed that a sentence repeats."""


class Value(NamedTuple):
    """A part of the filter's text, and its place in it."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Index after its last character."""
        return self.start + len(self.text)

    def part(self, start: int, end: int | None = None) -> Value:
        """Cut out a part."""
        return Value(self.text[start:end], self.start + start)

    def error(self, sentence: str) -> FilterError:
        """Make the error that underlines it."""
        return FilterError(sentence, self.start, max(self.end, self.start + 1))

    @property
    def is_quoted(self) -> bool:
        """It is in quotation marks as a whole."""
        return len(self.text) >= 2 and self.text[0] == self.text[-1] == '"'

    def unquoted(self) -> str:
        """Give the text, without the quotation marks if it is in some."""
        return unescape(self.text[1:-1]) if self.is_quoted else self.text


class Comparison(NamedTuple):
    """``>5``, ``5`` or ``5..10``; of a range, each end may be missing."""

    operator: str
    """``>``, ``<``, ``>=``, ``<=``, ``=``, ``..``, or empty where none was written."""
    low: Value
    high: Value


def unescape(text: str) -> str:
    r"""Resolve what quotation marks need: ``\"`` and ``\\``; other backslashes stand for themselves."""
    return re.sub(r'\\(["\\])', r"\1", text)


def escape(text: str) -> str:
    """Write text so that `unescape` gives it back."""
    return re.sub(r'(?=["\\])', r"\\", text)


def comparison(value: Value) -> Comparison:
    """Split what a number or a time is compared with."""
    if span := _SPAN.fullmatch(value.text):
        low, high = value.part(0, span.end("low")), value.part(span.start("high"))
        return Comparison("..", low, high)
    compared = _COMPARISON.fullmatch(value.text)
    assert compared is not None
    rest = value.part(compared.start("rest")) if compared["rest"] else value
    return Comparison(compared["operator"] or "", rest, rest)


def alternatives(value: Value) -> Iterator[Value]:
    """Split ``a|b`` and ``a,b``. Raises `FilterError` where one is missing."""
    for part in re.finditer(r"[^|,]+|(?:^|(?<=[|,]))(?=[|,]|$)", value.text):
        if not part[0]:
            raise value.error(
                "Something is missing beside the sign between two values: write it, or remove the sign."
            )
        yield value.part(part.start(), part.end())


def cut(word: str) -> str:
    """Shorten a word for a sentence that speaks of it."""
    return word if len(word) <= _LONGEST_NAMED else f"{word[:_LONGEST_NAMED]}…"


def suggestion(word: str, known: Iterable[str]) -> str:
    """Ask for what was probably meant, or nothing."""
    close = difflib.get_close_matches(word.lower(), list(known), n=1)
    return f": did you mean {close[0]}?" if close else "."


def listed(names: Iterable[str], last: str = "or") -> str:
    """Write ``a, b or c``."""
    *most, end = names
    return f"{', '.join(most)} {last} {end}" if most else end
