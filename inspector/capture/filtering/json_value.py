"""Finds one value in JSON, with the same answer as SQLite's JSON functions.

That is: RFC 8259 to the letter, at most 1,000 levels deep, as bytes, and of two members of the same name
the first one counts. `json.loads` differs in all four.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

DEEPEST = 1_000
Step = str | int
Kind = Literal["object", "array", "text", "number", "true", "false", "null"]

_STRING = rb'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+"'
_NUMBER = rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?"
_TOKEN = re.compile(
    rb"[ \t\n\r]*+(?:(?P<text>%b)|(?P<number>%b)|(?P<word>true|false|null)|(?P<mark>[][{},:]))[ \t\n\r]*+"
    % (_STRING, _NUMBER)
)
_ESCAPE = re.compile(rb"\\(?:u([dD][89abAB]..)\\u([dD][c-fC-F]..)|u(....)|(.))", re.DOTALL)
_SHORT = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}


class JsonValue(NamedTuple):
    """What stands at a path."""

    kind: Kind
    source: bytes
    """As it was written, without white space between its parts."""

    def text(self) -> bytes:
        """Give the content of a string, or the source of anything else."""
        return _unescape(self.source) if self.kind == "text" else self.source

    def number(self) -> float:
        """Give the value of a number: whole ones exactly up to 64 bits."""
        return number(self.source)


def number(source: bytes) -> float:
    """Read a number of JSON as SQLite does."""
    if len(source) <= 20 and not re.search(rb"[.eE]", source):
        whole = int(source)
        if -(2**63) <= whole < 2**63:
            return whole
    return float(source)


def is_number(text: str) -> bool:
    """Tell whether a text is a number of JSON."""
    return text.isascii() and re.fullmatch(_NUMBER, text.encode()) is not None


def find(payload: bytes, path: tuple[Step, ...]) -> JsonValue | None:
    """Give the value at a path; None where there is none, or where the payload is not JSON."""
    # SQLite reads text up to its first NUL.
    return _Finder(tuple(_encoded(step) for step in path)).find(payload.partition(b"\0")[0])


class _Level:
    """One object or array that is being read."""

    __slots__ = ("count", "expects", "is_object", "key", "on_path")

    def __init__(self, *, is_object: bool, on_path: bool) -> None:
        self.is_object = is_object
        self.on_path = on_path
        """It stands at the first steps of the path, and the next step has not been met in it."""
        self.expects = "key or end" if is_object else "value or end"
        self.key: bytes = b""
        self.count = 0


class _Finder:
    def __init__(self, path: tuple[bytes | int, ...]) -> None:
        self._path = path
        self._levels: list[_Level] = []
        self._found: Kind | None = None
        self._source: list[bytes] = []
        self._taking = -1
        """How many levels are around the value that is being taken; -1 while none is."""
        self._ended = False

    def find(self, text: bytes) -> JsonValue | None:
        """Read the whole text, since a mistake behind the value counts too."""
        position = 0
        while position < len(text):
            token = _TOKEN.match(text, position)
            if token is None or self._ended or not self._take(token):
                return None
            position = token.end()
        if not self._ended or self._found is None:
            return None
        return JsonValue(self._found, b"".join(self._source))

    def _take(self, token: re.Match[bytes]) -> bool:
        """Go on by one token; False when it must not stand here."""
        kind = token.lastgroup or ""
        source: bytes = token[kind]
        level = self._levels[-1] if self._levels else None
        expects = level.expects if level else "value"
        if kind == "mark" and source not in b"[{":
            return level is not None and self._punctuate(level, expects, source)
        if level is not None and expects.startswith("key"):
            level.key, level.expects = source, ":"
            self._keep(source)
            return kind == "text"
        if not expects.startswith("value"):
            return False
        return self._begin(level, kind, source)

    def _begin(self, level: _Level | None, kind: str, source: bytes) -> bool:
        """Begin a value, which ends at once unless it is an object or array."""
        at_step = level is None or self._is_next_step(level)
        if at_step and len(self._levels) == len(self._path):
            self._found = _kind(kind, source)
            self._taking = len(self._levels)
        self._keep(source)
        if kind == "mark":
            self._levels.append(_Level(is_object=source == b"{", on_path=at_step))
            return len(self._levels) <= DEEPEST
        self._end_value()
        return True

    def _is_next_step(self, level: _Level) -> bool:
        if not level.on_path or len(self._levels) > len(self._path):
            return False
        step = self._path[len(self._levels) - 1]
        if level.is_object:
            is_it = isinstance(step, bytes) and _unescape(level.key) == step
        else:
            is_it = level.count == step
        if is_it:
            level.on_path = False
        return is_it

    def _punctuate(self, level: _Level, expects: str, mark: bytes) -> bool:
        self._keep(mark)
        if mark in (b"}", b"]"):
            self._levels.pop()
            self._end_value()
            return (mark == b"}") == level.is_object and (expects == "," or expects.endswith("end"))
        if mark == b":":
            level.expects = "value"
        else:
            level.expects = "key" if level.is_object else "value"
            level.count += 1
        return expects == mark.decode()

    def _end_value(self) -> None:
        if self._taking == len(self._levels):
            self._taking = -1
        if self._levels:
            self._levels[-1].expects = ","
        else:
            self._ended = True

    def _keep(self, source: bytes) -> None:
        if self._taking >= 0:
            self._source.append(source)


def _kind(kind: str, source: bytes) -> Kind:
    if kind == "mark":
        return "object" if source == b"{" else "array"
    return source.decode() if kind == "word" else kind  # type: ignore[return-value]


def _encoded(step: Step) -> bytes | int:
    return step if isinstance(step, int) else step.encode("utf-8", "surrogatepass")


def _unescape(string: bytes) -> bytes:
    return _ESCAPE.sub(_character, string[1:-1])


def _character(escape: re.Match[bytes]) -> bytes:
    high, low, single, short = escape.groups()
    if short is not None:
        return _SHORT.get(short, short)
    if single is not None:
        return chr(int(single, 16)).encode("utf-8", "surrogatepass")
    code = 0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(low, 16) & 0x3FF)
    return chr(code).encode()
