"""Walks through JSON that may be larger than memory, and loads only the small values in it."""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

_SPACE = re.compile(rb"[ \t\r\n]*+")
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_SCALAR = re.compile(rb"[^][{}\",:\s]++")
_TO_BRACKET = re.compile(rb'(?:[^][{}"]++|"(?:[^"\\]++|\\.)*+")*+([][{}])', re.DOTALL)
LARGEST_VALUE = 256 * 1024 * 1024
"""Bytes of one message, or of the heads of one entry, that are loaded at once."""


_decode = json.JSONDecoder(parse_float=Decimal).decode


class JsonError(Exception):
    """The text is no JSON, or a value cannot be loaded; the text says where, in one sentence."""


def load_json(text: bytes, name: str) -> Any:
    """Make a Python value of a whole text, numbers with a point as `Decimal`.

    What is no UTF-8 is replaced. Raises `JsonError`, whose sentence begins with `name`.
    """
    try:
        return _decode(text.decode("utf-8", "replace"))
    except RecursionError as error:
        raise JsonError(f"{name} is nested too deeply.") from error
    except (ValueError, ArithmeticError) as error:
        raise JsonError(f"{name} is no JSON: {error}.") from error


class JsonValue:
    """A value that begins somewhere in a text; nothing of it is read before it is asked for.

    Every method raises `JsonError`.
    """

    __slots__ = ("_end", "_text", "start")

    def __init__(self, text: mmap.mmap | bytes, start: int = 0) -> None:
        self._text = text
        found = _SPACE.match(text, start)
        self.start = found.end() if found else start
        self._end: int | None = None

    @property
    def kind(self) -> bytes:
        """The first byte: a brace of an object, a bracket of an array, a quotation mark, or another."""
        return self._text[self.start : self.start + 1]

    @property
    def end(self) -> int:
        """The place after its last byte."""
        if self._end is None:
            self._end = self._find_end()
        return self._end

    def members(self) -> Iterator[tuple[str, JsonValue]]:
        """Give names and values of an object, in order; a value need not be looked at."""
        at = self._open(b"{")
        while not self._closes(at, b"}"):
            name = JsonValue(self._text, at)
            if name.kind != b'"':
                raise self._wrong(name.start, "a name in quotation marks is missing")
            at = self._expect(name.end, b":")
            value = JsonValue(self._text, at)
            yield str(name.load()), value
            at = self._after(value.end, b"}")

    def items(self) -> Iterator[JsonValue]:
        """Give the values of an array, in order; none of them need be looked at."""
        at = self._open(b"[")
        while not self._closes(at, b"]"):
            value = JsonValue(self._text, at)
            yield value
            at = self._after(value.end, b"]")

    def load(self) -> Any:
        """Make a Python value of it, numbers with a point as `Decimal`; what is no UTF-8 is replaced."""
        if self.end - self.start > LARGEST_VALUE:
            raise JsonError(f"The value at byte {self.start:,} is larger than {LARGEST_VALUE // 2**20} MiB.")
        return load_json(self._text[self.start : self.end], f"The value at byte {self.start:,}")

    def _find_end(self) -> int:
        if self.kind not in (b"{", b"["):
            found = (_STRING if self.kind == b'"' else _SCALAR).match(self._text, self.start)
            if found is None:
                raise self._wrong(self.start, "a value is missing, or never ends")
            return found.end()
        depth, at = 0, self.start
        while True:
            bracket = _TO_BRACKET.match(self._text, at)
            if bracket is None:
                raise self._wrong(self.start, "what begins there never ends")
            depth += 1 if bracket[1] in b"[{" else -1
            at = bracket.end()
            if depth == 0:
                return at

    def _open(self, bracket: bytes) -> int:
        if self.kind != bracket:
            raise self._wrong(self.start, f"{bracket.decode()} is missing")
        return self._skip(self.start + 1)

    def _closes(self, at: int, bracket: bytes) -> bool:
        if self._text[at : at + 1] != bracket:
            return False
        self._end = at + 1
        return True

    def _after(self, at: int, bracket: bytes) -> int:
        """Go over the comma after a value; its missing before the end is what a file cut short shows."""
        at = self._skip(at)
        return at if self._text[at : at + 1] == bracket else self._expect(at, b",")

    def _expect(self, at: int, mark: bytes) -> int:
        at = self._skip(at)
        if self._text[at : at + 1] != mark:
            raise self._wrong(at, f"{mark.decode()} is missing")
        return self._skip(at + 1)

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at

    def _wrong(self, at: int, what: str) -> JsonError:
        if at >= len(self._text):
            return JsonError("The file ends in the middle of what it says.")
        return JsonError(f"The file is no JSON at byte {at:,}: {what}.")
