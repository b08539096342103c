"""Two payloads side by side, line by line: what is the same on both, and what is not."""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from inspector.payloads.visible import visible

MOST_LINES = 200_000
"""So many lines are kept; the differences behind them are still counted."""
LONGEST_LINE = 400
"""Characters of a line; what is longer goes on in the next one."""
_CONTEXT = 3
_FEW = 3
"""So many lines are not worth folding."""
_EVERY = 512

Watch = Callable[[float], None]
"""Hears how far the work is, from 0 to 1, often; raises an exception of its own to cancel it."""
Mark = tuple[int, int]
"""A piece of a line that differs: its start and end."""


class Kind(enum.StrEnum):
    """What a line says of the two sides."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    """Only on the right."""
    REMOVED = "removed"
    """Only on the left."""
    MOVED = "moved"
    """It is on both sides, in another place."""
    FOLDED = "folded"
    """Lines that are the same stand here, `folded` of them."""


class Line(NamedTuple):
    """One line; None is a side that has nothing there."""

    kind: Kind
    left: str | None
    right: str | None
    left_marks: tuple[Mark, ...] = ()
    right_marks: tuple[Mark, ...] = ()
    difference: int = 0
    """Counts the differences from 1; lines of one difference share it. 0 for what is the same."""
    folded: int = 0


@dataclass(slots=True)
class Counts:
    """How many differences of each kind there are."""

    changed: int = 0
    added: int = 0
    removed: int = 0
    moved: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.changed + self.added + self.removed + self.moved


class Lines:
    """Gathers lines in order; long runs that are the same are folded, so that they take no memory."""

    def __init__(self, watch: Watch, length: int, *, folded: bool) -> None:
        self.lines: list[Line] = []
        self.counts = Counts()
        self.cut = False
        """Not all lines are kept."""
        self.difference = 0
        """The number of the difference that lines are added to."""
        self._watch = watch
        self._length = max(1, length)
        self._read = 0
        self._since = 0
        self.folded = folded
        """Long runs that are the same are folded."""
        self._held: deque[tuple[str | None, str | None]] = deque(maxlen=_CONTEXT + _FEW)
        self._hidden = 0
        self._after = 0

    def begin(self, kind: Kind) -> int:
        """Begin the next difference, and give its number."""
        self.difference += 1
        setattr(self.counts, kind.value, getattr(self.counts, kind.value) + 1)
        return self.difference

    def same(self, left: str, right: str) -> None:
        """Add a line that says the same on both sides."""
        self._tell(max(len(left), len(right)))
        for start in range(0, max(len(left), len(right), 1), LONGEST_LINE):
            self._put_same(_piece(left, (), start)[0], _piece(right, (), start)[0])

    def skip(self, count: int) -> None:
        """Leave lines out that are the same, where they are folded anyway."""
        self._hidden += len(self._held) + count
        self._held.clear()
        self._tell(0)

    def add(
        self,
        kind: Kind,
        left: str | None,
        right: str | None,
        left_marks: tuple[Mark, ...] = (),
        right_marks: tuple[Mark, ...] = (),
    ) -> None:
        """Add a line that differs; what is long becomes several."""
        self._tell(max(len(left or ""), len(right or "")))
        if len(left or "") <= LONGEST_LINE and len(right or "") <= LONGEST_LINE:
            self._put(kind, left, right, left_marks, right_marks)
        elif left is not None and right is not None and left_marks and right_marks:
            self._add_long(left, right, left_marks, right_marks)
        else:
            self._add_pieces(kind, left, right, left_marks, right_marks)

    def _add_long(
        self, left: str, right: str, left_marks: tuple[Mark, ...], right_marks: tuple[Mark, ...]
    ) -> None:
        """Add a long text that has changed: what is before and behind the change faces the same."""
        before = min(left_marks[0][0], right_marks[0][0]) // LONGEST_LINE * LONGEST_LINE
        after = [
            min(len(text), marks[-1][1] + LONGEST_LINE // 4)
            for text, marks in ((left, left_marks), (right, right_marks))
        ]
        if before:
            self.same(left[:before], right[:before])
        marks = (tuple((a - before, b - before) for a, b in side) for side in (left_marks, right_marks))
        self._add_pieces(Kind.CHANGED, left[before : after[0]], right[before : after[1]], *marks)
        if left[after[0] :] or right[after[1] :]:
            self.same(left[after[0] :], right[after[1] :])

    def _add_pieces(
        self,
        kind: Kind,
        left: str | None,
        right: str | None,
        left_marks: tuple[Mark, ...],
        right_marks: tuple[Mark, ...],
    ) -> None:
        for start in range(0, max(len(left or ""), len(right or "")), LONGEST_LINE):
            one, one_marks = _piece(left, left_marks, start)
            other, other_marks = _piece(right, right_marks, start)
            self._put(kind, one, other, one_marks, other_marks)

    def finish(self) -> list[Line]:
        """Give all lines."""
        self._unfold(at_end=True)
        return self.lines

    def _put(
        self,
        kind: Kind,
        left: str | None,
        right: str | None,
        left_marks: tuple[Mark, ...],
        right_marks: tuple[Mark, ...],
    ) -> None:
        self._unfold()
        left, left_marks = _shown(left, left_marks)
        right, right_marks = _shown(right, right_marks)
        self._append(Line(kind, left, right, left_marks, right_marks, self.difference))
        self._after = 0

    def _put_same(self, left: str | None, right: str | None) -> None:
        if self.folded and (self._after >= _CONTEXT or not self.difference):
            self._hidden += len(self._held) == self._held.maxlen
            self._held.append((left, right))
        else:
            self._after += 1
            self._append_same(left, right)

    def _append_same(self, left: str | None, right: str | None) -> None:
        self._append(Line(Kind.SAME, _shown(left, ())[0], _shown(right, ())[0]))

    def _unfold(self, *, at_end: bool = False) -> None:
        """Show the last of the lines that were held back, and say how many come before them."""
        if not self._held and not self._hidden:
            return
        shown = 0 if at_end else min(_CONTEXT, len(self._held))
        if not self._hidden and len(self._held) <= shown + _FEW:
            shown = len(self._held)
        hidden = self._hidden + len(self._held) - shown
        if hidden:
            self._append(Line(Kind.FOLDED, None, None, folded=hidden))
        for left, right in list(self._held)[len(self._held) - shown :]:
            self._append_same(left, right)
        self._held.clear()
        self._hidden = 0

    def _append(self, line: Line) -> None:
        if len(self.lines) < MOST_LINES:
            self.lines.append(line)
        else:
            self.cut = True

    def _tell(self, read: int) -> None:
        self._read += read
        self._since += 1
        if self._since == _EVERY:
            self._since = 0
            self._watch(min(1.0, self._read / self._length))


def _shown(text: str | None, marks: tuple[Mark, ...]) -> tuple[str | None, tuple[Mark, ...]]:
    """Make hidden characters visible; marks stay where they belong."""
    if text is None:
        return None, ()
    whole = visible(text, one_line=True)
    if not marks or len(whole) == len(text):
        return whole, marks

    def place(at: int) -> int:
        return len(visible(text[:at], one_line=True))

    return whole, tuple((place(start), place(end)) for start, end in marks)


def _piece(text: str | None, marks: tuple[Mark, ...], start: int) -> tuple[str | None, tuple[Mark, ...]]:
    if text is None or (start and start >= len(text)):
        return None, ()
    end = start + LONGEST_LINE
    inside = (
        (max(one, start) - start, min(other, end) - start)
        for one, other in marks
        if one < end and other > start
    )
    return text[start:end], tuple(inside)
