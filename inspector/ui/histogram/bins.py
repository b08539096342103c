"""The bins that a histogram draws: of equal ratio, few enough to be told apart."""

from __future__ import annotations

import math
from typing import NamedTuple

from inspector.capture.statistics.distribution import Distribution

PER_DOUBLING = 4

Pair = tuple[Distribution, Distribution]
"""Of what was sent and of what was received."""


class Bar(NamedTuple):
    """The values from `low` to `high`, both included, and how many of them were sent and received."""

    low: int
    high: int
    tallies: tuple[int, int]


def bars_of(pair: Pair) -> list[Bar]:
    """Give the bars from the least to the greatest value, the empty ones between them included."""
    tallies: dict[int, list[int]] = {}
    for way, distribution in enumerate(pair):
        for one in distribution.bins():
            tallies.setdefault(_number(one.high), [0, 0])[way] += one.tally
    if not tallies:
        return []
    bars = []
    for number in range(min(tallies), max(tallies) + 1):
        low, high = _first(number), _first(number + 1) - 1
        if low <= high:  # between small numbers there are bins without a whole number
            sent, received = tallies.get(number, (0, 0))
            bars.append(Bar(low, high, (sent, received)))
    return bars


def _number(value: int) -> int:
    """Tell in which bin a value is."""
    number = int(math.log2(value + 1) * PER_DOUBLING)
    return number + 1 if _first(number + 1) <= value else number


def _first(number: int) -> int:
    """Give the least whole number of a bin."""
    return math.ceil(2 ** (number / PER_DOUBLING) - 1 - 1e-9)
