"""Where in a payload something stands that is looked for, by the rules of the language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Protocol

from inspector.capture.filtering.errors import FilterError
from inspector.capture.filtering.filter import Filter
from inspector.capture.filtering.folding import FoldedWord, letter_forms
from inspector.capture.filtering.grammar import LONGEST
from inspector.capture.filtering.pattern import Pattern, parse_pattern
from inspector.capture.filtering.terms.regular import MatchesPattern
from inspector.capture.filtering.terms.text import Contains
from inspector.capture.filtering.tokens import regular_expression
from inspector.capture.filtering.value import escape

MOST_PLACES: Final = 10_000
Place = tuple[int, int]
"""The first, and the one behind the last: characters of a text, or bytes."""
_PAIRS = re.compile("(?:[0-9a-fA-F]{2})+")
_MARKS = frozenset("{}[]:,")


class SoughtInBytes(Protocol):
    """What can be found among bytes."""

    def in_bytes(self, payload: bytes) -> list[Place]:
        """Give its places in a payload, at most 10,000."""


class Sought(SoughtInBytes, Protocol):
    """A text or a regular expression."""

    @property
    def filter(self) -> Filter:
        """The frames that have it."""

    def in_text(self, text: str) -> list[Place]:
        """Give its places in a text, at most 10,000."""


def read_sought(text: str) -> Sought | None:
    """Take a text as it is, or between slashes as a regular expression. Raises `FilterError`."""
    if not text:
        return None
    token = regular_expression(text)
    if token is None and len(text) > LONGEST:
        sentence = f"What is to be found has at most {LONGEST:,} characters: shorten it."
        raise FilterError(sentence, LONGEST, len(text))
    if token is None:
        return SoughtWord(text)
    return SoughtPattern(text, parse_pattern(token.value, ignore_case=token.ignore_case))


def read_sought_bytes(text: str) -> SoughtInBytes | None:
    """Take a text as it is, or digits in hex behind ``0x`` as bytes."""
    digits = text[2:].replace(" ", "")
    if text[:2].lower() == "0x" and _PAIRS.fullmatch(digits):
        return SoughtBytes(bytes.fromhex(digits))
    return SoughtWord(text) if text else None


class SoughtWord:
    """A text in upper or lower case."""

    def __init__(self, word: str) -> None:
        self.filter = Filter(f'"{escape(word)}"', Contains(FoldedWord(word)))
        forms = [letter_forms(letter) for letter in word]
        self._in_text = re.compile("".join(map(_one_of, forms)))
        encoded = [[form.encode("utf-8", "surrogatepass") for form in each] for each in forms]
        self._in_bytes = re.compile(b"".join(b"(?:%b)" % b"|".join(map(re.escape, each)) for each in encoded))
        # What is laid out anew has other white space around its marks.
        spaced = (rf"\s*{_one_of(each)}\s*" if each[0] in _MARKS else _one_of(each) for each in forms)
        self._laid_out = re.compile("".join(spaced))

    def in_text(self, text: str) -> list[Place]:
        """Give its places, also where a format was laid out anew."""
        return _first(each.span() for each in self._in_text.finditer(text)) or _first(
            _stripped(each) for each in self._laid_out.finditer(text)
        )

    def in_bytes(self, payload: bytes) -> list[Place]:
        """Give its places."""
        return _first(each.span() for each in self._in_bytes.finditer(payload))


class SoughtBytes:
    """Bytes, whatever they mean as text."""

    def __init__(self, wanted: bytes) -> None:
        self._wanted = re.compile(re.escape(wanted))

    def in_bytes(self, payload: bytes) -> list[Place]:
        """Give its places."""
        return _first(each.span() for each in self._wanted.finditer(payload))


class SoughtPattern:
    """A regular expression; where it takes too long, it is nowhere."""

    def __init__(self, text: str, pattern: Pattern) -> None:
        self.filter = Filter(text, MatchesPattern(pattern))
        self._pattern = pattern

    def in_text(self, text: str) -> list[Place]:
        """Give its places; those without a character are none."""
        return _first(span for span in self._pattern.places(text) if span[0] < span[1])

    def in_bytes(self, payload: bytes) -> list[Place]:
        """Give its places."""
        text = payload.decode("utf-8", "surrogateescape")
        places: list[Place] = []
        at = behind = 0
        for start, end in self.in_text(text):
            first = behind + len(text[at:start].encode("utf-8", "surrogateescape"))
            behind = first + len(text[start:end].encode("utf-8", "surrogateescape"))
            at = end
            places.append((first, behind))
        return places


def _one_of(forms: tuple[str, ...]) -> str:
    return re.escape(forms[0]) if len(forms) == 1 else f"[{''.join(map(re.escape, forms))}]"


def _stripped(found: re.Match[str]) -> Place:
    text = found[0]
    start = found.start() + len(text) - len(text.lstrip())
    return start, start + len(text.strip())


def _first(places: Iterable[Place]) -> list[Place]:
    found: list[Place] = []
    for place in places:
        found.append(place)
        if len(found) == MOST_PLACES:
            break
    return found
