"""Cuts the text of a filter into words, quoted text, regular expressions, fields and signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from inspector.capture.filtering.errors import FilterError
from inspector.capture.filtering.value import Value

Kind = Literal["word", "phrase", "regex", "field", "and", "or", "not", "(", ")", "end"]

_SPACE = re.compile(r"\s*")
_FIELD = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*):(?!//)", re.ASCII)
_WORD = re.compile(r'[^\s()"]+')
_PHRASE = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"', re.DOTALL)
# What begins with a slash is an expression only where it also ends with one: /api/v1 is a word.
_REGEX = re.compile(r"/(?P<source>(?:[^/\\]|\\.)+)/(?P<flags>i?)(?=[\s()]|\Z)", re.DOTALL)
_KEYWORDS: dict[str, Kind] = {"and": "and", "or": "or", "not": "not", "&&": "and", "||": "or"}


class Token(NamedTuple):
    """A part of the text that has one meaning."""

    kind: Kind
    whole: Value
    """All of it."""
    value: Value
    """What stands between the quotation marks or slashes, or behind a field's colon."""
    name: str = ""
    """Of a field, in lower case."""
    ignore_case: bool = False
    """Of a regular expression."""


def tokens(text: str) -> Iterator[Token]:
    """Cut a text; the last token is ``end``. Raises `FilterError`."""
    position = _skip_space(text, 0)
    while position < len(text):
        token = _token(text, position)
        yield token
        position = _skip_space(text, token.whole.end)
    end = Value("", len(text))
    yield Token("end", end, end)


def regular_expression(text: str) -> Token | None:
    """Take a text as a regular expression if it is one as a whole, between slashes."""
    found = _REGEX.fullmatch(text)
    if found is None:
        return None
    source = Value(found["source"], found.start("source"))
    return Token("regex", Value(text, 0), source, ignore_case=bool(found["flags"]))


def _token(text: str, start: int) -> Token:
    sign = text[start]
    if sign in "()":
        return _sign("(" if sign == "(" else ")", sign, start)
    if sign == "-" and _WORD_FOLLOWS.match(text, start + 1):
        return _sign("not", sign, start)
    if sign == "!" and (text.startswith("(", start + 1) or _FIELD.match(text, start + 1)):
        return _sign("not", sign, start)
    if sign == '"':
        return _phrase(text, start)
    if found := _REGEX.match(text, start):
        source = Value(found["source"], found.start("source"))
        return Token("regex", Value(found[0], start), source, ignore_case=bool(found["flags"]))
    if found := _FIELD.match(text, start):
        value = Value(text[found.end() : _end_of_value(text, found.end())], found.end())
        return Token("field", Value(text[start : value.end], start), value, found["name"].lower())
    found = _WORD.match(text, start)
    assert found is not None
    word = Value(found[0], start)
    return Token(_KEYWORDS.get(found[0].lower(), "word"), word, word)


_WORD_FOLLOWS = re.compile(r"[^\s)]")


def _sign(kind: Kind, sign: str, start: int) -> Token:
    whole = Value(sign, start)
    return Token(kind, whole, whole)


def _phrase(text: str, start: int) -> Token:
    found = _quoted(text, start)
    return Token("phrase", Value(found[0], start), Value(found["text"], start + 1))


def _quoted(text: str, start: int) -> re.Match[str]:
    found = _PHRASE.match(text, start)
    if found is None:
        raise FilterError("This quotation mark is not closed: write another one behind it.", start, len(text))
    return found


def _end_of_value(text: str, start: int) -> int:
    """Find where a field's value ends: at a space or parenthesis that is not quoted."""
    position = start
    while position < len(text) and not text[position].isspace() and text[position] not in "()":
        if text[position] == '"':
            position = _quoted(text, position).end()
        elif text[position] == "~" and (found := _REGEX.match(text, position + 1)):
            position = found.end()
        else:
            position += 1
    return position


def _skip_space(text: str, start: int) -> int:
    found = _SPACE.match(text, start)
    return start if found is None else found.end()
