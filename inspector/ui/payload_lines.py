"""Text cut into lines that a widget can lay out: one of 10 MB becomes many, and is still one when copied."""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST_LINE = 1024
"""Characters; laying out a line costs more the longer it is."""

_STRING_END = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+"')
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"')
_OPEN_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+\\?\Z')


class Line(NamedTuple):
    """One line as it is laid out."""

    text: str
    continues: bool
    """It belongs to the line before it: no line feed is between them."""
    in_string: bool
    """It begins inside a JSON string."""


class LineCutter:
    """Cuts texts that follow one another into lines; `json` keeps track of strings."""

    def __init__(self, *, json: bool) -> None:
        self._json = json
        self._in_string = False
        self._any = False

    def cut(self, text: str) -> list[Line]:
        """Give the lines of the next text; its first one continues the last of those before."""
        lines: list[Line] = []
        first, *others = text.split("\n")
        if first or not self._any:
            self._cut_line(first, lines, continues=self._any)
        self._any = True
        for line in others:
            self._in_string = False
            self._cut_line(line, lines, continues=False)
        if lines:
            self._in_string = self._ends_in_string(lines[-1])
        return lines

    def _cut_line(self, text: str, lines: list[Line], *, continues: bool) -> None:
        start = 0
        while start < len(text) or not start:
            if start:
                self._in_string = self._ends_in_string(lines[-1])
            piece = text[start : start + LONGEST_LINE]
            if self._json and len(piece) == LONGEST_LINE:
                piece = _whole_escapes(piece)
            lines.append(Line(piece, continues or start > 0, self._in_string))
            start += len(piece) or 1

    def _ends_in_string(self, line: Line) -> bool:
        return self._json and _ends_in_string(line.text, begins_in_string=line.in_string)


def _whole_escapes(piece: str) -> str:
    """Leave a backslash at the end to the next piece, with the character that it escapes."""
    backslashes = len(piece) - len(piece.rstrip("\\"))
    return piece[:-1] if backslashes % 2 and len(piece) > 1 else piece


def _ends_in_string(text: str, *, begins_in_string: bool) -> bool:
    """Tell whether a JSON string is open at the end of a text."""
    at = 0
    if begins_in_string:
        end = _STRING_END.match(text)
        if end is None:
            return True
        at = end.end()
    return _OPEN_STRING.search(_STRING.sub("", text[at:])) is not None
