"""How often which value occurred, in bins of equal ratio: any number of values in bounded memory."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

PER_DOUBLING = 64
"""Bins from one value to its double."""
MOST_ERROR = 2 ** (1 / PER_DOUBLING) - 1
"""By how much a quantile may be beside the true value, as a part of it: 1.1 %."""


def bin_of(value: int) -> int:
    """Tell in which bin a value is; zero has the first one, as in `bin_sql`."""
    return int(math.log2(value + 1) * PER_DOUBLING)


def bin_sql(value: str) -> str:
    """Give the SQL expression that computes `bin_of`."""
    return f"CAST(log2({value} + 1) * {PER_DOUBLING} AS INTEGER)"


class Bin(NamedTuple):
    """Values from `low` to `high`, both of which occurred."""

    low: int
    high: int
    tally: int
    """How many there were."""


@dataclass(slots=True)
class Distribution:
    """The values of one kind, each counted in its bin with the least and the greatest in it."""

    count: int = 0
    total: float = 0.0
    _bins: dict[int, Bin] = field(default_factory=dict)

    def add(self, value: int) -> None:
        """Count one value."""
        self.add_bin(bin_of(value), Bin(value, value, 1), value)

    def add_bin(self, number: int, added: Bin, total: float) -> None:
        """Count the values of one bin, and add what they are together."""
        known = self._bins.get(number, Bin(added.low, added.high, 0))
        self._bins[number] = Bin(
            min(known.low, added.low), max(known.high, added.high), known.tally + added.tally
        )
        self.count += added.tally
        self.total += total

    def copy(self) -> Distribution:
        """Give a copy that stays as it is."""
        return Distribution(self.count, self.total, dict(self._bins))

    def bins(self) -> Iterator[Bin]:
        """Give the bins that have values, ascending."""
        return (self._bins[number] for number in sorted(self._bins))

    @property
    def least(self) -> int | None:
        """The least value, exactly; None when there is none."""
        return self._bins[min(self._bins)].low if self._bins else None

    @property
    def greatest(self) -> int | None:
        """The greatest value, exactly; None when there is none."""
        return self._bins[max(self._bins)].high if self._bins else None

    @property
    def mean(self) -> float | None:
        """The mean, exactly; None when there are no values."""
        return self.total / self.count if self.count else None

    def quantile(self, part: float) -> int | None:
        """Give the value that `part` of all values do not exceed; None when there are none.

        It is the greatest value of its bin: exact where the bin holds a single value, as those of small
        numbers do, else too large by at most `MOST_ERROR`.
        """
        wanted = max(1, math.ceil(part * self.count))
        seen = 0
        for one in self.bins():
            seen += one.tally
            if seen >= wanted:
                return one.high
        return None
