"""What the word at the cursor may become."""

from __future__ import annotations

import re
from typing import NamedTuple

from inspector.capture.filtering.fields import ALIASES, FIELDS, MARK_HELP

_KEYWORDS = {"AND": "both must match", "OR": "one of both must match", "NOT": "what follows must not match"}
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BEFORE = re.compile(r'(?:^|(?<=[\s(]))-?(?:(?P<field>[A-Za-z_]\w*):)?(?P<typed>[^\s()"]*)\Z', re.ASCII)
_AFTER = re.compile(r'[^\s()"]*')


class Completion(NamedTuple):
    """Replaces a part of the text."""

    text: str
    start: int
    end: int
    label: str
    """What a list shows: the text, and what it means."""


def completions(text: str, position: int) -> list[Completion]:
    """Offer what the word at a position may become; nothing inside of quotation marks."""
    before = text[:position]
    if _is_quoted(before):
        return []
    found = _BEFORE.search(before)
    if found is None:
        return []
    typed, start = found["typed"], found.start("typed")
    end = position + len(_AFTER.match(text, position)[0])  # type: ignore[index]
    if found["field"] is not None:
        return _values(found["field"].lower(), typed, start, end)
    if not typed and position and not before[-1].isspace() and before[-1] not in "(-":
        return []
    return _words(typed, start, end, first=not before[:start].strip())


def _values(name: str, typed: str, start: int, end: int) -> list[Completion]:
    field = FIELDS.get(ALIASES.get(name, name))
    if field is None:
        return []
    last = max(typed.rfind("|"), typed.rfind(",")) + 1
    start, typed = start + last, typed[last:].lower()
    fitting = [value for value in field.values if value.lower().startswith(typed) and value != typed]
    return [Completion(value, start, end, value) for value in fitting]


def _words(typed: str, start: int, end: int, *, first: bool) -> list[Completion]:
    known = {f"{name}:": field.help for name, field in FIELDS.items()} | {**MARK_HELP}
    if not first and typed:
        known |= _KEYWORDS
    return [
        Completion(word, start, end, f"{word} – {meaning}")
        for word, meaning in known.items()
        if word.lower().startswith(typed.lower()) and word != typed
    ]


def _is_quoted(before: str) -> bool:
    """Tell whether a text ends inside of quotation marks."""
    quoted = list(_QUOTED.finditer(before))
    if not quoted or quoted[-1].end() < len(before):
        return False
    return not re.fullmatch(r'"(?:[^"\\]|\\.)*"', quoted[-1][0], re.DOTALL)
