"""Notices what belongs to a field and stands apart from it, for it would be searched for as text."""

from __future__ import annotations

import re

_NUMBER = re.compile(r".*[0-9]", re.ASCII)
_UNIT = re.compile(r"[KMG]?B|[KMG]iB|k", re.ASCII | re.IGNORECASE)
_DATE = re.compile(r"(?:.*[<>=.])?[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9.]+)?", re.ASCII)
_COMPARES = re.compile(r"[^=<>~!]*")
_OPERATOR = re.compile(r"(?:==?|!=|<=?|>=?|~)\S*")


def joined(name: str, value: str, following: str) -> str | None:
    """Give what was probably meant by a field and the word behind it; None where both can stand alone."""
    match name:
        case "size" if _NUMBER.fullmatch(value) and _UNIT.fullmatch(following):
            return f"{name}:{value}{following}"
        case "time" if _DATE.fullmatch(value) and _CLOCK.fullmatch(following):
            return f"{name}:{value}T{following}"
        case "json" if _COMPARES.fullmatch(value) and _OPERATOR.fullmatch(following):
            return f"{name}:{value}{following}"
    return None
