"""What two sequences have in common, in order: quick, and in bounded time whatever they hold."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

_MOST_CHANGES = 64
"""So many insertions and removals are found exactly, however long the sequences are."""
_DEEPEST = 24
_RUNS = (1, 2, 4, 8)
"""How many elements in a row may be a fixed point, where none is there once."""
_MATCHED = 4_000_000
"""Pairs of elements that the thorough search may look at, in all."""

Check = Callable[[], None]


class Block(NamedTuple):
    """A run that is in both."""

    left: int
    right: int
    size: int


class _Range(NamedTuple):
    left: int
    left_end: int
    right: int
    right_end: int
    depth: int

    @property
    def area(self) -> int:
        return (self.left_end - self.left) * (self.right_end - self.right)


def align(left: Sequence[Hashable], right: Sequence[Hashable], check: Check = lambda: None) -> list[Block]:
    """Give the runs that both have, ascending in both; `check` is called often and may raise.

    Not always the longest common subsequence: where that would take too long, what is there once on each
    side is a fixed point.
    """
    return _Aligner(left, right, check).run()


class _Aligner:
    def __init__(self, left: Sequence[Hashable], right: Sequence[Hashable], check: Check) -> None:
        self._left = left
        self._right = right
        self._check = check
        self._blocks: list[Block] = []
        self._matched = 0

    def run(self) -> list[Block]:
        """Work through ranges until nothing is left to be divided."""
        waiting = [_Range(0, len(self._left), 0, len(self._right), 0)]
        while waiting:
            self._check()
            part = self._trimmed(waiting.pop())
            if not part.area or self._few_changes(part):
                continue
            anchors = self._anchors(part) if part.depth < _DEEPEST else []
            if anchors:
                waiting += self._between(part, anchors)
            elif self._matched + part.area <= _MATCHED:
                self._search(part)
        return _joined(sorted(self._blocks))

    def _add(self, left: int, right: int, size: int) -> None:
        if size:
            self._blocks.append(Block(left, right, size))

    def _trimmed(self, part: _Range) -> _Range:
        """Take what is the same at both ends off."""
        left, left_end, right, right_end, depth = part
        most = min(left_end - left, right_end - right)
        ahead = common_start(self._left, self._right, left, right, most)
        behind = 0
        one, other = self._left, self._right
        while behind < most - ahead and one[left_end - 1 - behind] == other[right_end - 1 - behind]:
            behind += 1
        self._add(left, right, ahead)
        self._add(left_end - behind, right_end - behind, behind)
        return _Range(left + ahead, left_end - behind, right + ahead, right_end - behind, depth)

    def _few_changes(self, part: _Range) -> bool:
        """Find a shortest way from one to the other, unless it is long.

        E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), without its recursion.
        """
        left, right = self._left[part.left : part.left_end], self._right[part.right : part.right_end]
        steps = 4 * (len(left) + len(right)) + 10_000
        furthest = {1: 0}
        history: list[dict[int, int]] = []
        for changes in range(min(_MOST_CHANGES, len(left) + len(right)) + 1):
            self._check()
            history.append(furthest.copy())
            for diagonal in range(-changes, changes + 1, 2):
                down = diagonal == -changes or (
                    diagonal != changes and furthest[diagonal - 1] < furthest[diagonal + 1]
                )
                at = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
                reached = at
                while (
                    reached < len(left)
                    and 0 <= reached - diagonal < len(right)
                    and left[reached] == right[reached - diagonal]
                ):
                    reached += 1
                steps -= reached - at + 1
                furthest[diagonal] = reached
                if reached >= len(left) and reached - diagonal >= len(right):
                    self._walk_back(history, part)
                    return True
            if steps < 0:
                return False
        return False

    def _walk_back(self, history: list[dict[int, int]], part: _Range) -> None:
        x, y = part.left_end - part.left, part.right_end - part.right
        for changes in range(len(history) - 1, -1, -1):
            known, diagonal = history[changes], x - y
            down = diagonal == -changes or (
                diagonal != changes and known.get(diagonal - 1, -1) < known.get(diagonal + 1, -1)
            )
            before = diagonal + 1 if down else diagonal - 1
            from_x = known[before] if changes else 0
            from_y = from_x - before if changes else 0
            start = (from_x if down else from_x + 1) if changes else 0
            self._add(part.left + start, part.right + start - diagonal, x - start)
            x, y = from_x, from_y

    def _anchors(self, part: _Range) -> list[tuple[int, int]]:
        """Give pairs of runs that are there once on each side, as many as keep their order."""
        for size in _RUNS:
            once_left = _once(self._left[part.left : part.left_end], size, part.left)
            once_right = _once(self._right[part.right : part.right_end], size, part.right)
            self._check()
            pairs = [(at, once_right[value]) for value, at in once_left.items() if value in once_right]
            if pairs:
                return _ascending(pairs)
        return []

    def _between(self, part: _Range, anchors: list[tuple[int, int]]) -> list[_Range]:
        parts = []
        left, right = part.left, part.right
        for at, opposite in anchors:
            self._add(at, opposite, 1)
            parts.append(_Range(left, at, right, opposite, part.depth + 1))
            left, right = at + 1, opposite + 1
        parts.append(_Range(left, part.left_end, right, part.right_end, part.depth + 1))
        return [one for one in parts if one.area]

    def _search(self, part: _Range) -> None:
        self._matched += part.area
        left, right = self._left[part.left : part.left_end], self._right[part.right : part.right_end]
        matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
        for found in matcher.get_matching_blocks():
            self._add(part.left + found.a, part.right + found.b, found.size)


def common_start(one: Sequence[object], other: Sequence[object], at: int, opposite: int, most: int) -> int:
    """Count how many elements are the same from two places on, at most so many."""
    same, step = 0, 1
    while same < most:
        size = min(step, most - same)
        if one[at + same : at + same + size] == other[opposite + same : opposite + same + size]:
            same += size
            step *= 2
        elif size == 1:
            break
        else:
            step = max(1, size // 2)
            most = same + size
    return same


def _once(part: Sequence[Hashable], size: int, start: int) -> dict[Hashable, int]:
    """Give the runs of a size that are there once, and where they begin."""
    runs = part if size == 1 else list(zip(*[part[ahead:] for ahead in range(size)], strict=False))
    counts = Counter(runs)
    return {run: start + at for at, run in enumerate(runs) if counts[run] == 1}


def _ascending(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the longest choice of pairs, ascending on the left, that ascends on the right too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, right) in enumerate(pairs):
        length = bisect_left(ends, right)
        ends[length : length + 1] = [right]
        last[length : length + 1] = [number]
        before.append(last[length - 1] if length else -1)
    chosen = []
    number = last[-1] if last else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]


def _joined(blocks: list[Block]) -> list[Block]:
    joined: list[Block] = []
    for block in blocks:
        if joined:
            previous = joined[-1]
            if previous.left + previous.size == block.left and previous.right + previous.size == block.right:
                joined[-1] = Block(previous.left, previous.right, previous.size + block.size)
                continue
        joined.append(block)
    return joined
