"""Two JSON values compared: the order of names does not matter, and what only moved is not new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

from inspector.payloads.difference_elements import facing, on_both
from inspector.payloads.difference_lines import Kind, Line, Lines
from inspector.payloads.difference_sequences import Block, align
from inspector.payloads.difference_text import marks_of
from inspector.payloads.difference_values import Prints, name_text, scalar_key, scalar_text
from inspector.payloads.difference_writing import INDENT, Side, written

_MANY = 50
"""Lines of a value from which on it is folded as a whole when it is the same."""
_BESIDE = 3
"""Elements that are shown where a run of elements that are the same begins and ends."""
_OFTEN = 1024
_NO_NAME: Any = object()


class _Moved(NamedTuple):
    """Lines of a value that is on one side only, so far."""

    first: int
    end: int
    difference: int


class JsonComparison:
    """Walks through two values at once and adds what it sees to `lines`."""

    def __init__(self, lines: Lines, check: Callable[[], None]) -> None:
        self._lines = lines
        self._check = check
        self._prints = Prints()
        self._gone: dict[Hashable, list[_Moved]] = defaultdict(list)
        self._come: dict[Hashable, list[_Moved]] = defaultdict(list)

    def compare(self, left: Any, right: Any) -> list[Line]:
        """Compare two values and give the lines. Raises `RecursionError` where they are nested too deeply."""
        self._both(Side(left, "", ""), Side(right, "", ""), 0)
        lines = self._lines.finish()
        self._join_moved(lines)
        return lines

    # What is on both sides.

    def _both(self, left: Side, right: Side, depth: int) -> None:
        kinds = type(left.value), type(right.value)
        if kinds == (dict, dict):
            self._around(left, right, depth, "{}", self._members)
        elif kinds == (list, list):
            self._around(left, right, depth, "[]", self._elements)
        elif dict in kinds or list in kinds:
            self._replaced(left, right, depth)
        else:
            self._scalars(left, right, INDENT * depth)

    def _around(
        self,
        left: Side,
        right: Side,
        depth: int,
        brackets: str,
        inner: Callable[[Any, Any, int], None],
    ) -> None:
        indent, lines = INDENT * depth, self._lines
        if not left.value and not right.value:
            one, other = (f"{indent}{side.head}{brackets}{side.tail}" for side in (left, right))
            lines.same(one, other)
            return
        opening, closing = brackets[0], brackets[1]
        lines.same(f"{indent}{left.head}{opening}", f"{indent}{right.head}{opening}")
        count = self._prints.lines(left.value) if lines.folded else 0
        if count > _MANY and self._prints.same(left.value, right.value):
            lines.skip(count - 2)
        else:
            inner(left.value, right.value, depth + 1)
        lines.same(f"{indent}{closing}{left.tail}", f"{indent}{closing}{right.tail}")

    def _scalars(self, left: Side, right: Side, indent: str) -> None:
        one, other = scalar_text(left.value), scalar_text(right.value)
        texts = f"{indent}{left.head}{one}{left.tail}", f"{indent}{right.head}{other}{right.tail}"
        alike = type(left.value) is type(right.value) and one == other
        if alike or scalar_key(left.value) == scalar_key(right.value):
            self._lines.same(*texts)
            return
        self._lines.begin(Kind.CHANGED)
        if type(left.value) is str and type(right.value) is str:
            marks = marks_of(one, other)
        else:
            marks = ((0, len(one)),), ((0, len(other)),)
        start = len(indent) + len(left.head), len(indent) + len(right.head)
        moved = (
            tuple((begin + start[side], end + start[side]) for begin, end in marks[side]) for side in (0, 1)
        )
        self._lines.add(Kind.CHANGED, *texts, *moved)

    def _replaced(self, left: Side, right: Side, depth: int) -> None:
        """Add a value in whose place there is one of another kind."""
        self._lines.begin(Kind.CHANGED)
        for text in written(left, depth):
            self._lines.add(Kind.CHANGED, text, None, ((0, len(text)),))
        for text in written(right, depth):
            self._lines.add(Kind.CHANGED, None, text, (), ((0, len(text)),))

    def _members(self, left: dict[str, Any], right: dict[str, Any], depth: int) -> None:
        """Compare objects, in the order of the left one; members of the right alone follow those before."""
        followers: dict[Any, list[str]] = defaultdict(list)
        before: Any = _NO_NAME
        for name in right:
            if name in left:
                before = name
            else:
                followers[before].append(name)
        last_left = next(reversed(left), _NO_NAME)
        last_right = _last_shown(left, right, followers)
        waiting: Sequence[str] = followers[_NO_NAME]
        for name, value in left.items():
            head = name_text(name)
            one = Side(value, head, "" if name == last_left else ",")
            if name not in right:
                self._only(Kind.REMOVED, one, self._member_key(name, value), depth)
                continue
            self._added_members(waiting, right, last_right, depth)
            self._both(one, Side(right[name], head, "" if name == last_right else ","), depth)
            waiting = followers.get(name, ())
        self._added_members(waiting, right, last_right, depth)

    def _added_members(self, names: Sequence[str], right: dict[str, Any], last: Any, depth: int) -> None:
        for name in names:
            side = Side(right[name], name_text(name), "" if name == last else ",")
            self._only(Kind.ADDED, side, self._member_key(name, right[name]), depth)

    def _member_key(self, name: str, value: Any) -> Hashable:
        whole = self._prints.of(value)
        return whole if isinstance(value, dict | list) and value else (name, whole)

    def _elements(self, left: list[Any], right: list[Any], depth: int) -> None:
        one, other = [self._prints.of(value) for value in left], [self._prints.of(value) for value in right]
        self._check()
        blocks = align(one, other, self._check)
        moved = on_both(one, other, blocks)
        place = id(left)

        def pair(at: int | None, opposite: int | None) -> None:
            ends = "" if at == len(left) - 1 else ",", "" if opposite == len(right) - 1 else ","
            if at is not None and opposite is not None:
                self._both(Side(left[at], "", ends[0]), Side(right[opposite], "", ends[1]), depth)
            elif at is not None:
                key = self._element_key(left[at], one[at], place)
                self._only(Kind.REMOVED, Side(left[at], "", ends[0]), key, depth)
            elif opposite is not None:
                key = self._element_key(right[opposite], other[opposite], place)
                self._only(Kind.ADDED, Side(right[opposite], "", ends[1]), key, depth)

        at = opposite = 0
        for block in [*blocks, Block(len(left), len(right), 0)]:
            gap = range(at, block.left), range(opposite, block.right)
            for one_pair in facing(left, right, one, other, gap, moved):
                pair(*one_pair)
            step = 0
            while step < block.size:
                if step == _BESIDE and self._lines.folded and block.size > 2 * _BESIDE:
                    step = self._skipped(left, block)
                pair(block.left + step, block.right + step)
                step += 1
            at, opposite = block.left + block.size, block.right + block.size

    def _skipped(self, left: list[Any], block: Block) -> int:
        """Leave elements out that are folded anyway, for they are the same; give where to go on."""
        last = block.size - _BESIDE
        count = 0
        for at in range(block.left + _BESIDE, block.left + last):
            count += self._prints.lines(left[at])
            if not at % _OFTEN:
                self._check()
        self._lines.skip(count)
        return last

    @staticmethod
    def _element_key(value: Any, known: int, place: int) -> Hashable:
        return known if isinstance(value, dict | list) and value else (place, known)

    # What is on one side only.

    def _only(self, kind: Kind, side: Side, key: Hashable, depth: int) -> None:
        difference = self._lines.begin(kind)
        first = len(self._lines.lines)
        started = False
        for text in written(side, depth):
            left, right = (text, None) if kind is Kind.REMOVED else (None, text)
            self._lines.add(kind, left, right)
            if not started:
                # The line before it may have unfolded others.
                started, first = True, self._first_of(difference, first)
        moved = _Moved(first, len(self._lines.lines), difference)
        (self._gone if kind is Kind.REMOVED else self._come)[key].append(moved)

    def _first_of(self, difference: int, first: int) -> int:
        lines = self._lines.lines
        while first < len(lines) and lines[first].difference != difference:
            first += 1
        return first

    def _join_moved(self, lines: list[Line]) -> None:
        """Call what went in one place and came in another moved."""
        counts = self._lines.counts
        for key, gone in self._gone.items():
            for pair in zip(gone, self._come.get(key, ()), strict=False):
                counts.removed, counts.added, counts.moved = (
                    counts.removed - 1,
                    counts.added - 1,
                    counts.moved + 1,
                )
                for one in pair:
                    for at in range(one.first, one.end):
                        lines[at] = lines[at]._replace(kind=Kind.MOVED)


def _last_shown(left: dict[str, Any], right: dict[str, Any], followers: dict[Any, list[str]]) -> Any:
    """Give the name that comes last on the right when both are shown in the order of the left."""
    last: Any = followers[_NO_NAME][-1] if followers[_NO_NAME] else _NO_NAME
    for name in left:
        if name in right:
            last = followers[name][-1] if name in followers else name
    return last
