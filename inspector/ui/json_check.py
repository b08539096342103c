"""JSON as a person types it: where it is wrong, and the same lexemes laid out for reading."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')
_DEEPEST_INDENT = 40


@dataclass(frozen=True, slots=True)
class TextProblem:
    """What is wrong with a text, and where (`offset` counts characters from 0)."""

    sentence: str
    offset: int


def _tr(text: str) -> str:
    return QCoreApplication.translate("JsonCheck", text)


def place(text: str, offset: int) -> str:
    """Name a place in a text the way editors do."""
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return _tr("line {0}, column {1}").format(line, column)


class _NotInJsonError(ValueError):
    pass


def _refuse_constant(name: str) -> None:
    raise _NotInJsonError(name)


def check_json(text: str) -> TextProblem | None:
    """Find the first place where a text breaks RFC 8259; None when it is JSON."""
    if not text.strip():
        return TextProblem(_tr("Type a JSON value."), 0)
    try:
        json.loads(text, parse_constant=_refuse_constant, parse_int=len, parse_float=len)
    except json.JSONDecodeError as error:
        return TextProblem(
            _tr("Not JSON at {0}: {1}.").format(place(text, error.pos), _why(error)),
            min(error.pos, len(text)),
        )
    except _NotInJsonError as error:
        offset = _offset_of_token(text, str(error))
        return TextProblem(
            _tr("Not JSON at {0}: {1} is no value.").format(place(text, offset), error), offset
        )
    except RecursionError:
        return TextProblem(_tr("Nested too deeply to be checked here: send it as Text."), 0)
    return None


_REASONS = {
    "Expecting property name": QT_TRANSLATE_NOOP("JsonCheck", "a name in double quotes is expected"),
    "Expecting ',' delimiter": QT_TRANSLATE_NOOP("JsonCheck", "a comma or a closing bracket is expected"),
    "Expecting ':' delimiter": QT_TRANSLATE_NOOP("JsonCheck", "a colon is expected"),
    "Expecting value": QT_TRANSLATE_NOOP("JsonCheck", "a value is expected"),
    "Extra data": QT_TRANSLATE_NOOP("JsonCheck", "nothing may follow the value"),
    "Invalid control character": QT_TRANSLATE_NOOP("JsonCheck", "a control character must be escaped"),
    "Invalid \\uXXXX escape": QT_TRANSLATE_NOOP("JsonCheck", "\\u needs four hex digits"),
    "Invalid \\escape": QT_TRANSLATE_NOOP("JsonCheck", "this escape does not exist"),
    "Unterminated string": QT_TRANSLATE_NOOP("JsonCheck", "this string has no closing quote"),
    "Illegal trailing comma": QT_TRANSLATE_NOOP("JsonCheck", "a comma may not come last"),
}
"""What a person reads in place of the parser's words, by how these begin."""


def _why(error: json.JSONDecodeError) -> str:
    for beginning, reason in _REASONS.items():
        if error.msg.startswith(beginning):
            return _tr(str(reason))
    return error.msg


def _offset_of_token(text: str, lexeme: str) -> int:
    for match in _TOKEN.finditer(text):
        if match.group() == lexeme:
            return match.start()
    return 0


def format_json(text: str) -> str:
    """Lay out valid JSON with two spaces a level; every lexeme stays as it was typed."""
    return "".join(_laid_out(text))


def _laid_out(text: str) -> Iterator[str]:
    depth = 0
    lexemes = [match.group() for match in _TOKEN.finditer(text)]
    for index, lexeme in enumerate(lexemes):
        following = lexemes[index + 1] if index + 1 < len(lexemes) else ""
        if lexeme in "[{":
            yield lexeme
            if following not in ("]", "}"):
                depth += 1
                yield _line(depth)
        elif lexeme in "]}":
            if index and lexemes[index - 1] not in ("[", "{"):
                depth -= 1
                yield _line(depth)
            yield lexeme
        elif lexeme == ",":
            yield "," + _line(depth)
        elif lexeme == ":":
            yield ": "
        else:
            yield lexeme


def _line(depth: int) -> str:
    # Nested 100,000 deep, full indentation would be gigabytes.
    return "\n" + "  " * min(depth, _DEEPEST_INDENT)


def compact_json(text: str) -> str:
    """Take all white space between the lexemes out of valid JSON."""
    return "".join(match.group() for match in _TOKEN.finditer(text))
