"""JSON, laid out for reading with every token exactly as it was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inspector.payloads.view import NotThisFormatError, View

priority = 50

# RFC 8259: the six structural characters, strings, numbers and the three names. A string may hold raw
# control characters here: that is not JSON, but people send it, and a reader wants to see it laid out.
_TOKEN = re.compile(
    r'\s*(?:([{}\[\],:])|("(?:[^"\\]|\\.)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])'
    r"|(true|false|null)(?!\w))",
    re.DOTALL,
)
_SPACE = re.compile(r"\s*")
_OPEN, _CLOSE = "{[", {"}": "{", "]": "["}
_INDENT = "  "
DEEPEST_INDENT = 40
"""Levels that are indented; below, lines stay in place: 100,000 levels would need gigabytes of blanks."""


def decode(payload: bytes) -> View:
    """Lay out JSON; raises `NotThisFormatError` with the place where it stops being JSON."""
    try:
        text = payload.decode()
    except UnicodeDecodeError as error:
        raise NotThisFormatError(f"Not JSON: not UTF-8 at byte {error.start}.") from error
    if not text.lstrip()[:1] or text.lstrip()[0] not in '{["-0123456789tfn':
        raise NotThisFormatError("Not JSON: it starts with no JSON value.")
    return View("JSON", "".join(_laid_out(text)))


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """Give the tokens with their positions."""
    at = 0
    while True:
        match = _TOKEN.match(text, at)
        if match is None:
            at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
            if at < len(text):
                raise NotThisFormatError(f"Not JSON: unexpected {text[at]!r} at character {at}.")
            return
        yield match[match.lastindex or 0], match.start(match.lastindex or 0)
        at = match.end()


def _laid_out(text: str) -> Iterator[str]:
    """Check the order of the tokens and put line breaks between them; no recursion, whatever the depth."""
    stack: list[str] = []
    expected = "value"
    opened = False
    for token, at in _tokens(text):
        kind = token if token in "{}[],:" else "string" if token[0] == '"' else "scalar"
        if not _fits(kind, expected, stack):
            raise NotThisFormatError(f"Not JSON: unexpected {token[:20]!r} at character {at}.")
        if kind in _CLOSE:
            stack.pop()
            yield token if opened else _line(stack) + token
        elif kind in ",:":
            yield token if kind == "," else ": "
        else:
            starts_line = expected in ("key", "first key", "element", "first element")
            yield (_line(stack) if starts_line and stack else "") + token
        opened = kind in ("{", "[")
        if opened:
            stack.append(token)
        expected = _next(kind, expected, stack)
    if expected != "end":
        raise NotThisFormatError("Not JSON: it ends too early.")


def _fits(kind: str, expected: str, stack: list[str]) -> bool:
    if kind in _CLOSE:
        closes = bool(stack) and stack[-1] == _CLOSE[kind]
        return closes and expected in ("comma", "first key" if kind == "}" else "first element")
    if kind in (",", ":"):
        return expected == ("comma" if kind == "," else "colon")
    if expected in ("key", "first key"):
        return kind == "string"
    return expected in ("value", "element", "first element")


def _next(kind: str, expected: str, stack: list[str]) -> str:
    if kind == "{":
        return "first key"
    if kind == "[":
        return "first element"
    if kind == ":":
        return "value"
    if kind == ",":
        return "key" if stack[-1] == "{" else "element"
    if expected in ("key", "first key") and kind == "string":
        return "colon"
    return "comma" if stack else "end"


def _line(stack: list[str]) -> str:
    return "\n" + _INDENT * min(len(stack), DEEPEST_INDENT)
