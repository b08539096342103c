"""Fuzzy search: the letters of a query in order, the best match first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

_Item = TypeVar("_Item")

_WORD_START = 8
_ADJACENT = 5
_LETTER = 1
_SKIPPED = 0.1


def fuzzy_score(query: str, text: str) -> float | None:
    """Rate how well a query matches; None when a letter is missing. Higher is better, case does not count."""
    letters = "".join(query.casefold().split())
    haystack = text.casefold()
    if not letters:
        return 0.0
    best: float | None = None
    for start, character in enumerate(haystack):
        if character != letters[0]:
            continue
        for prefer_words in (True, False):
            score = _score_from(letters, haystack, start, prefer_words)
            if score is not None and (best is None or score > best):
                best = score
    return best


def _score_from(letters: str, haystack: str, start: int, prefer_words: bool) -> float | None:
    score = -_SKIPPED * start
    previous = start - 1
    for letter in letters:
        index = _next_place(letter, haystack, previous + 1, prefer_words)
        if index < 0:
            return None
        score += _LETTER - _SKIPPED * (index - previous - 1)
        if index == previous + 1 and index > start:
            score += _ADJACENT
        if _begins_word(haystack, index):
            score += _WORD_START
        previous = index
    return score


def _next_place(letter: str, haystack: str, start: int, prefer_words: bool) -> int:
    """Find the letter right here, else at the next word's start if wanted, else wherever it comes."""
    first = haystack.find(letter, start)
    if first == start or not prefer_words:
        return first
    candidate = first
    while candidate >= 0 and not _begins_word(haystack, candidate):
        candidate = haystack.find(letter, candidate + 1)
    return candidate if candidate >= 0 else first


def _begins_word(haystack: str, index: int) -> bool:
    return index == 0 or not haystack[index - 1].isalnum()


def fuzzy_sorted(query: str, items: Iterable[tuple[str, _Item]]) -> list[_Item]:
    """Give the items whose text matches, best first; equal scores keep their order."""
    rated = [(fuzzy_score(query, text), item) for text, item in items]
    matching = [(score, item) for score, item in rated if score is not None]
    return [item for _, item in sorted(matching, key=lambda pair: -pair[0])]
