"""Reads what stands behind ``json:``."""

from __future__ import annotations

import re

from inspector.capture.filtering.folding import FoldedWord
from inspector.capture.filtering.json_path import parse_path
from inspector.capture.filtering.json_value import Step
from inspector.capture.filtering.nodes import Term
from inspector.capture.filtering.pattern import parse_pattern
from inspector.capture.filtering.terms.json_terms import (
    JsonCompares,
    JsonContains,
    JsonDiffers,
    JsonEquals,
    JsonHas,
    JsonMatches,
)
from inspector.capture.filtering.value import Value

_OPERATOR = re.compile("!=|>=|<=|==?|<|>|~")
_REGEX = re.compile(r"/(?P<source>(?:[^/\\]|\\.)+)/(?P<flags>i?)", re.DOTALL)


def parse_json(value: Value) -> Term:
    """Read a path and what it is compared with, if anything. Raises `FilterError`."""
    path, end = parse_path(value)
    rest = value.part(end)
    if not rest.text:
        return JsonHas(path)
    found = _OPERATOR.match(rest.text)
    if found is None:
        raise rest.error("A path is compared with =, !=, <, <=, >, >= or ~.")
    compared = rest.part(found.end())
    if not compared.text:
        raise rest.error(f'There is nothing behind {found[0]}: write a value, or "" for an empty one.')
    return _comparison(path, found[0], compared)


def _comparison(path: tuple[Step, ...], operator: str, value: Value) -> Term:
    text = value.unquoted()
    match operator:
        case "=" | "==":
            return JsonEquals(path, text, value.is_quoted)
        case "!=":
            return JsonDiffers(JsonEquals(path, text, value.is_quoted))
        case "~":
            return _contains(path, value)
        case "<" | "<=" | ">" | ">=":
            return JsonCompares(path, operator, text, value.is_quoted)
    raise AssertionError(operator)


def _contains(path: tuple[Step, ...], value: Value) -> Term:
    if found := _REGEX.fullmatch(value.text):
        source = value.part(found.start("source"), found.end("source"))
        return JsonMatches(path, parse_pattern(source, ignore_case=bool(found["flags"])))
    word = value.unquoted()
    if not word:
        raise value.error("There is nothing between the quotation marks: write what to look for.")
    return JsonContains(path, FoldedWord(word))
