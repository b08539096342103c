"""Two texts compared line by line, and changed lines word by word."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from inspector.payloads.difference_lines import Kind, Lines, Mark
from inspector.payloads.difference_sequences import Block, align, common_start

_LONGEST_WORD = 32
"""Longer runs of letters and digits are no words: something encoded is compared piece by piece."""
_WORD = re.compile(rf"\w{{1,{_LONGEST_WORD}}}|\s+|[^\w\s]")
_LONG = 200_000
"""Characters between what is the same at both ends, from which on words are not looked at."""
_COMPARED = 400
"""Pairs of lines that are compared with each other in one gap."""
_ALIKE = 0.5
"""The share of a line that has to stay, for it to count as changed and not as another one."""

Marks = tuple[tuple[Mark, ...], tuple[Mark, ...]]


def compare_texts(left: str, right: str, lines: Lines, check: Callable[[], None]) -> None:
    """Add both texts to `lines`."""
    one, other = left.split("\n"), right.split("\n")
    at = opposite = 0
    for block in [*align(one, other, check), Block(len(one), len(other), 0)]:
        _add_gap(one[at : block.left], other[opposite : block.right], lines)
        for text in one[block.left : block.left + block.size]:
            lines.same(text, text)
        at, opposite = block.left + block.size, block.right + block.size


def _add_gap(left: Sequence[str], right: Sequence[str], lines: Lines) -> None:
    """Add lines that are not on the other side; one that is like another has changed."""
    at = come = 0
    for number, other in enumerate(right):
        found = _like(left, right, at, number)
        if found is not None:
            _add_others(left[at:found], right[come:number], lines)
            lines.begin(Kind.CHANGED)
            lines.add(Kind.CHANGED, left[found], other, *marks_of(left[found], other))
            at, come = found + 1, number + 1
    _add_others(left[at:], right[come:], lines)


def _add_others(left: Sequence[str], right: Sequence[str], lines: Lines) -> None:
    for one in left:
        lines.begin(Kind.REMOVED)
        lines.add(Kind.REMOVED, one, None)
    for other in right:
        lines.begin(Kind.ADDED)
        lines.add(Kind.ADDED, None, other)


def _like(left: Sequence[str], right: Sequence[str], at: int, number: int) -> int | None:
    """Find the next line on the left that is like one on the right; in long gaps only the one opposite."""
    short = len(left) * len(right) <= _COMPARED
    places = range(at, len(left)) if short else range(number, min(number + 1, len(left)))
    return next((place for place in places if _alike(left[place], right[number])), None)


def marks_of(left: str, right: str) -> Marks:
    """Mark the words of two texts that are not in the other one."""
    most = min(len(left), len(right))
    ahead = common_start(left, right, 0, 0, most)
    one, other = left[ahead:][::-1], right[ahead:][::-1]
    behind = common_start(one, other, 0, 0, min(len(one), len(other)))
    # A word that begins or ends in what is the same is marked whole.
    ahead -= _letters(left[max(0, ahead - _LONGEST_WORD) : ahead][::-1])
    behind -= _letters(left[len(left) - behind :][:_LONGEST_WORD])
    left_end, right_end = len(left) - behind, len(right) - behind
    if max(left_end, right_end) - ahead > _LONG:
        return _whole(ahead, left_end), _whole(ahead, right_end)
    return _marked_words(left[ahead:left_end], right[ahead:right_end], ahead)


def _letters(text: str) -> int:
    """Count the letters and digits at the start of a text; 0 for too many."""
    most = len(text) if len(text) < _LONGEST_WORD else 0
    return next((at for at, letter in enumerate(text) if not letter.isalnum()), most)


def _marked_words(left: str, right: str, offset: int) -> Marks:
    one, other = _WORD.findall(left), _WORD.findall(right)
    left_marks: list[Mark] = []
    right_marks: list[Mark] = []
    at = opposite = 0
    here = there = offset
    for block in [*align(one, other), Block(len(one), len(other), 0)]:
        gone = sum(map(len, one[at : block.left]))
        come = sum(map(len, other[opposite : block.right]))
        left_marks += _whole(here, here + gone)
        right_marks += _whole(there, there + come)
        same = sum(map(len, one[block.left : block.left + block.size]))
        at, opposite = block.left + block.size, block.right + block.size
        here, there = here + gone + same, there + come + same
    return tuple(left_marks), tuple(right_marks)


def _whole(start: int, end: int) -> tuple[Mark, ...]:
    return ((start, end),) if end > start else ()


def _alike(left: str, right: str) -> bool:
    length = len(left) + len(right)
    differing = sum(end - start for side in marks_of(left, right) for start, end in side)
    return length - differing >= length * _ALIKE
