"""Where the axes of plots have their marks, and what is written there."""

from __future__ import annotations

import itertools
import math
import re
import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QDateTime, QLocale

from inspector.ui.counts import short_count
from inspector.ui.sizes import short_bytes
from inspector.ui.timeline.range import Stretch
from inspector.ui.timeline.words import Measure, duration, moment

_SECOND = 1_000_000_000
_DAY = 24 * 3600 * _SECOND
_CLOCK_STEPS = tuple(
    seconds * _SECOND
    for seconds in (10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 3 * 3600, 6 * 3600, 12 * 3600)
)

Mark = tuple[float, str]
"""A place on an axis, and what is written there."""


def time_marks(shown: Stretch, most: int) -> list[tuple[int, str]]:
    """Give round times of day inside a stretch of time of which so many have room, by the local clock."""
    start, end = shown
    step = time_step(end - start, most)
    # Round by the local clock, whose distance from UTC is whole minutes.
    shift = (time.localtime(start // _SECOND).tm_gmtoff or 0) * _SECOND
    first = -(-(start + shift) // step) * step - shift
    return [(at, _time_text(at, step)) for at in range(first, end + 1, step)]


def time_step(span_ns: int, most: int) -> int:
    """Give the smallest round distance of which at most so many fit into a length of time."""
    short = itertools.takewhile(lambda step: step < _CLOCK_STEPS[0], _decimal_steps())
    steps = itertools.chain(short, _CLOCK_STEPS, _day_steps())
    return next(step for step in steps if step * most >= span_ns)


def value_marks(measure: Measure, top: float, most: int) -> list[Mark]:
    """Give round values from zero up to the top, at most so many above zero."""
    step = _value_step(measure, top, most)
    write = _WRITERS[measure]
    count = min(int(top / step + 1e-9), max(1, most))
    return [(number * step, write(number * step)) for number in range(count + 1)]


def _value_step(measure: Measure, top: float, most: int) -> float:
    """Give the smallest round distance of which so many fit below the top; for one, the largest below it."""
    if most < 2:
        steps = _binary_steps() if measure is Measure.BYTES else _decimal_steps()
        below = list(itertools.takewhile(lambda step: step <= top, steps))
        return float(below[-1]) if below else 1.0
    if measure is Measure.BYTES:
        return float(2 ** max(0, math.ceil(math.log2(max(top, 1) / most))))
    return float(next(step for step in _decimal_steps() if step * most >= top))


def _decimal_steps() -> Iterator[int]:
    return (factor * 10**power for power in itertools.count() for factor in (1, 2, 5))


def _binary_steps() -> Iterator[int]:
    return (2**power for power in itertools.count())


def _day_steps() -> Iterator[int]:
    return (_DAY * 2**power for power in itertools.count())


def _time_text(at: int, step: int) -> str:
    if step >= _DAY:
        day = QDateTime.fromSecsSinceEpoch(at // _SECOND).date()
        return QLocale().toString(day, QLocale.FormatType.ShortFormat)
    return moment(at, step)


def _count_text(value: float) -> str:
    return _without_zeros(short_count(round(value)))


def _bytes_text(value: float) -> str:
    number, _, unit = short_bytes(round(value)).partition(" ")
    return f"{_without_zeros(number)} {unit}"


def _without_zeros(text: str) -> str:
    """Leave out a fraction of zeros only, before a letter too."""
    return re.sub(rf"{re.escape(QLocale().decimalPoint())}0+(?=\D|$)", "", text)


def _duration_text(value: float) -> str:
    return duration(value) if value else "0"


_WRITERS: dict[Measure, Callable[[float], str]] = {
    Measure.MESSAGES: _count_text,
    Measure.BYTES: _bytes_text,
    Measure.ROUND_TRIPS: _duration_text,
}
