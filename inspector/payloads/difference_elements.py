"""Which elements of two arrays face each other, where they are not the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

from inspector.payloads.difference_sequences import Block, align
from inspector.payloads.difference_values import scalar_key

_IDENTITIES = ("id", "_id", "uuid", "key", "name", "type")
"""Members by which an object is known again when the rest of it has changed."""


def facing(
    left: list[Any],
    right: list[Any],
    one: list[int],
    other: list[int],
    gap: tuple[range, range],
    moved: set[int],
) -> Iterator[tuple[int | None, int | None]]:
    """Pair the elements of a gap that may be the same one, changed; None where there is none."""
    here = [at for at in gap[0] if one[at] not in moved]
    there = [at for at in gap[1] if other[at] not in moved]
    if len(here) == len(there):
        pairs = list(zip(here, there, strict=True))
    else:
        looks = [_look(left[at]) for at in here], [_look(right[at]) for at in there]
        blocks = align(*looks)
        pairs = [
            (here[block.left + step], there[block.right + step])
            for block in blocks
            for step in range(block.size)
        ]
    at, opposite = gap[0].start, gap[1].start
    for pair in [*pairs, (gap[0].stop, gap[1].stop)]:
        yield from ((number, None) for number in range(at, pair[0]))
        yield from ((None, number) for number in range(opposite, pair[1]))
        if pair[0] < gap[0].stop:
            yield pair
        at, opposite = pair[0] + 1, pair[1] + 1


def _look(value: Any) -> Hashable:
    """Give by what a changed element may be known again."""
    if isinstance(value, dict):
        for name in _IDENTITIES:
            if name in value and not isinstance(value[name], dict | list):
                return name, scalar_key(value[name])
        return tuple(sorted(value))
    return "[" if isinstance(value, list) else type(value).__name__


def on_both(one: list[int], other: list[int], blocks: list[Block]) -> set[int]:
    """Give the prints of elements that are on both sides, but not in the same order."""
    gone: set[int] = set()
    come: set[int] = set()
    at = opposite = 0
    for block in [*blocks, Block(len(one), len(other), 0)]:
        gone.update(one[at : block.left])
        come.update(other[opposite : block.right])
        at, opposite = block.left + block.size, block.right + block.size
    return gone & come
