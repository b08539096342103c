"""What every match of a regular expression has in it, so that most payloads need not be searched.

It reads little more than letters, sets and groups, and says nothing of an expression with anything else.
"""

from __future__ import annotations

import re
from typing import Final

MOST_BRANCHES: Final = 16
_PREFIX = re.compile(r"\((?:\?(?:(?P<capture>:|P<[^>]*>)|(?P<beside><?[=!])))?")
_SET = re.compile(r"\[\^?\]?(?:\\.|[^\]\\\[])*\]", re.DOTALL)
_CLASS = re.compile(r"\\[dDwWsSbBAZ]")
_LITERAL = re.compile(r"\\(?P<escaped>[!-/:-@\[-`{-~])|(?P<plain>[^\\^$.|?*+()\[\]{}])")
_QUANTIFIER = re.compile(r"(?P<kind>[?*+]|\{[^{}]*\})[?+]?")
_SEVERAL_CASES = frozenset("iIkKsS")
"""Where case does not count, these have other forms beyond ASCII."""

Branches = tuple[str, ...]
"""One of these is in every match; none of them where nothing is known."""


def required(source: str, *, ignore_case: bool) -> Branches:
    """Give texts of which every match has at least one, in upper or lower case if that does not count."""
    reader = _Reader(source, ignore_case)
    try:
        found = reader.branches()
    except _UnclearError:
        return ()
    return found if reader.is_at_end and len(found) <= MOST_BRANCHES else ()


class _UnclearError(Exception):
    """It has something that is not read here."""


class _Reader:
    def __init__(self, source: str, ignore_case: bool) -> None:
        self._source = source
        self._ignore_case = ignore_case
        self._at = 0

    @property
    def is_at_end(self) -> bool:
        return self._at == len(self._source)

    def branches(self) -> Branches:
        """Read what stands between bars, up to a closing parenthesis."""
        found = [self._sequence()]
        while self._taken("|"):
            found.append(self._sequence())
        return tuple(dict.fromkeys(text for one in found for text in one)) if all(found) else ()

    def _sequence(self) -> Branches:
        best: Branches = ()
        run = ""
        while not self.is_at_end and self._source[self._at] not in "|)":
            letter, group = self._item()
            quantifier = self._match(_QUANTIFIER)
            if quantifier is not None and quantifier["kind"] != "+":
                letter, group = "", ()  # it may be there less than once, or be something like it
            best = _better(best, group)
            run = run + letter if letter else ""
            best = _better(best, (run,) if run else ())
            if quantifier is not None:
                run = ""
        return best

    def _item(self) -> tuple[str, Branches]:
        """Read one character, or what a group needs; neither of them where it may be anything."""
        if literal := self._match(_LITERAL):
            letter: str = literal["escaped"] or literal["plain"]
            return ("" if self._has_other_forms(letter) else letter), ()
        if self._source[self._at] == "(":
            return "", self._group()
        if self._match(_CLASS) or self._match(_SET):
            return "", ()
        if self._source[self._at] in "^$.]{}":
            self._at += 1
            return "", ()
        raise _UnclearError

    def _group(self) -> Branches:
        prefix = self._match(_PREFIX)
        assert prefix is not None
        if self._source[self._at : self._at + 1] == "?":
            raise _UnclearError
        found = self.branches()
        if not self._taken(")"):
            raise _UnclearError
        return () if prefix["beside"] else found

    def _has_other_forms(self, letter: str) -> bool:
        if "\ud800" <= letter <= "\udfff":
            return True  # bytes that are no UTF-8 are taken for these
        return self._ignore_case and (letter in _SEVERAL_CASES or not letter.isascii())

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self._source, self._at)
        if found is not None:
            self._at = found.end()
        return found

    def _taken(self, sign: str) -> bool:
        is_there = self._source.startswith(sign, self._at)
        self._at += len(sign) if is_there else 0
        return is_there


def _better(one: Branches, other: Branches) -> Branches:
    """Choose what fewer payloads have: the longer texts."""
    return max(one, other, key=lambda branches: min(map(len, branches), default=0))
