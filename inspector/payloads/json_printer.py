"""JSON laid out for reading, lexeme by lexeme: every number, string and double key stays as it was sent.

Nothing here recurses and nothing is parsed into values, so a nesting of 100,000 levels costs no
more than any other text. Whatever breaks RFC 8259 is shown as it came, with the place.
"""

from __future__ import annotations

import enum
import re
from itertools import islice

from inspector.payloads.visible import visible

_IN_STRING = r'[^"\\]*+(?:\\.[^"\\]*+)*+'
# A string that is not closed reaches the end; so does white space after the last lexeme.
_LEXEME = re.compile(
    rf'[ \t\r\n]*+("{_IN_STRING}(?:"|\\?\Z)|[{{}}\[\],:]|[^\s{{}}\[\],:"]++|.|\Z)', re.DOTALL
)
_WHOLE_STRING = re.compile(rf'"{_IN_STRING}"', re.DOTALL)
_STRING_REST = re.compile(_IN_STRING, re.DOTALL)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
# The last three are not in RFC 8259, but what many writers send.
_WORDS = frozenset({"true", "false", "null", "NaN", "Infinity", "-Infinity"})
DEEPEST_INDENT = 40
"""How many levels are laid out; what is deeper stays on one line."""
_LONGEST_HELD = 65_536


class _Wanted(enum.IntEnum):
    VALUE = 0
    VALUE_OR_END = 1
    NAME = 2
    NAME_OR_END = 3
    COLON = 4
    COMMA_OR_END = 5
    NOTHING = 6


_WORDING = {
    _Wanted.VALUE: "a value",
    _Wanted.VALUE_OR_END: "a value or ]",
    _Wanted.NAME: "a name in double quotes",
    _Wanted.NAME_OR_END: "a name in double quotes or }",
    _Wanted.COLON: "a colon",
    _Wanted.COMMA_OR_END: "a comma or a closing bracket",
    _Wanted.NOTHING: "the end",
}
_VALUE = (_Wanted.VALUE, _Wanted.VALUE_OR_END)
_NAME = (_Wanted.NAME, _Wanted.NAME_OR_END)
_FIRST = (_Wanted.VALUE_OR_END, _Wanted.NAME_OR_END)


class _UnexpectedError(Exception):
    """A lexeme that does not belong where it stands."""


class JsonPrinter:
    """Lays out one JSON text, or several one after the other, in parts of any size."""

    def __init__(self) -> None:
        self.problem = ""
        self.deepest = 0
        self.failed = False
        """Something stands where JSON does not allow it; from there on the text comes as it is."""
        self._open: list[str] = []
        self._wanted = _Wanted.VALUE
        self._held = ""
        self._in_string = False
        self._read = 0

    def feed(self, text: str, *, final: bool) -> str:
        """Lay out the next part; `problem` tells where the text stops being JSON."""
        text, self._held = self._held + text, ""
        if self.problem:
            return visible(text)
        out: list[str] = []
        start = self._finish_string(text, out) if self._in_string else 0
        if not self._in_string:
            self._lay_out(text, start, final, out)
        if final and not self.problem:
            out.append(visible(self._held))
            self._check_end()
        self._read += len(text) - len(self._held)
        return "".join(out)

    def _lay_out(self, text: str, start: int, final: bool, out: list[str]) -> None:
        lexemes = _LEXEME.findall(text, start)
        while lexemes and not lexemes[-1]:
            lexemes.pop()
        unclosed = self._take_unclosed(lexemes)
        if not final and not unclosed and lexemes and text.endswith(lexemes[-1]):
            self._hold(lexemes)
        number = -1
        try:
            for number, lexeme in enumerate(lexemes):  # noqa: B007 — read when one is wrong
                self._write(lexeme, out)
            if unclosed:
                number = len(lexemes)
                self._write_unclosed(unclosed, out)
        except _UnexpectedError:
            self._fail(text, start, number, out)

    @staticmethod
    def _take_unclosed(lexemes: list[str]) -> str:
        last = lexemes[-1] if lexemes else ""
        return lexemes.pop() if last.startswith('"') and not _WHOLE_STRING.fullmatch(last) else ""

    def _hold(self, lexemes: list[str]) -> None:
        """Keep a last lexeme that may go on in the next part; one that never ends is not JSON."""
        last = lexemes[-1]
        if last[0] not in '{}[],:"' and len(last) <= _LONGEST_HELD:
            self._held = lexemes.pop()

    def _write(self, lexeme: str, out: list[str]) -> None:
        first = lexeme[0]
        if first == '"':
            self._write_string(lexeme, out)
        elif first == ":":
            self._expect(self._wanted is _Wanted.COLON)
            self._wanted = _Wanted.VALUE
            out.append(": ")
        elif first == ",":
            self._expect(self._wanted is _Wanted.COMMA_OR_END)
            self._wanted = _Wanted.NAME if self._open[-1] == "{" else _Wanted.VALUE
            out.append("," + (self._line() or " "))
        elif first in "{[":
            self._write_open(lexeme, out)
        elif first in "}]":
            self._write_close(lexeme, out)
        else:
            self._expect(lexeme in _WORDS or _NUMBER.fullmatch(lexeme) is not None)
            self._begin_value(out)
            out.append(lexeme)
            self._end_value()

    @staticmethod
    def _expect(fits: bool) -> None:
        if not fits:
            raise _UnexpectedError

    def _write_open(self, bracket: str, out: list[str]) -> None:
        self._begin_value(out)
        self._open.append(bracket)
        self.deepest = max(self.deepest, len(self._open))
        self._wanted = _Wanted.NAME_OR_END if bracket == "{" else _Wanted.VALUE_OR_END
        out.append(bracket)

    def _write_close(self, bracket: str, out: list[str]) -> None:
        empty = self._wanted in _FIRST
        self._expect(empty or self._wanted is _Wanted.COMMA_OR_END)
        self._expect(self._open[-1] == ("{" if bracket == "}" else "["))
        self._open.pop()
        out.append(bracket if empty else self._line() + bracket)
        self._end_value()

    def _write_string(self, lexeme: str, out: list[str]) -> None:
        if self._wanted in _NAME:
            self._begin_first_in(out)
            self._wanted = _Wanted.COLON
        else:
            self._begin_value(out)
            self._end_value()
        out.append(visible(lexeme, one_line=True))

    def _write_unclosed(self, lexeme: str, out: list[str]) -> None:
        """Show a string as far as it is there; the rest follows with the next part."""
        backslashes = len(lexeme) - len(lexeme.rstrip("\\"))
        shown = lexeme[:-1] if backslashes % 2 else lexeme
        self._write_string(shown, out)
        self._held = lexeme[len(shown) :]
        self._in_string = True

    def _finish_string(self, text: str, out: list[str]) -> int:
        """Show the rest of a string that a part has cut; give where the next lexeme starts."""
        match = _STRING_REST.match(text)
        end = match.end() if match else 0
        if text[end : end + 1] == '"':
            self._in_string = False
            end += 1
        else:
            self._held = text[end:]
        out.append(visible(text[:end], one_line=True))
        return end

    def _begin_value(self, out: list[str]) -> None:
        if self._wanted is _Wanted.NOTHING:
            # JSON lines and the like: another value follows, on a line of its own.
            out.append("\n")
        else:
            self._expect(self._wanted in _VALUE)
            self._begin_first_in(out)

    def _begin_first_in(self, out: list[str]) -> None:
        if self._wanted in _FIRST:
            out.append(self._line())

    def _end_value(self) -> None:
        self._wanted = _Wanted.COMMA_OR_END if self._open else _Wanted.NOTHING

    def _line(self) -> str:
        # Nested 100,000 deep, full indentation would be gigabytes.
        depth = len(self._open)
        return "" if depth > DEEPEST_INDENT else "\n" + "  " * depth

    def _fail(self, text: str, start: int, wrong: int, out: list[str]) -> None:
        """Show the rest as it came, and say where and why."""
        at = next(islice(_LEXEME.finditer(text, start), wrong, None)).start(1)
        self._held = ""
        self.failed = True
        self.problem = f"Not JSON at character {self._read + at + 1:,}: expected {_WORDING[self._wanted]}."
        out.append(visible(text[at:]))

    def _check_end(self) -> None:
        if self._in_string:
            self.problem = "The JSON ends inside a string."
        elif self._open:
            self.problem = f"The JSON ends with {len(self._open):,} brackets still open."
        elif self._wanted is not _Wanted.NOTHING:
            self.problem = "There is no JSON value."
