"""``time:``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from inspector.capture.filtering.binding import Binding
from inspector.capture.filtering.clock import DAY, SECOND, Moment, local_time_of_day, parse_moment
from inspector.capture.filtering.nodes import Not, Term
from inspector.capture.filtering.record import FrameRecord
from inspector.capture.filtering.terms.numbers import Within, bounds, check_span
from inspector.capture.filtering.value import Value, comparison

# Negative times, which nobody records, would need a division that rounds down.
_TIME = "max(ifnull(f.time_ns,0),0)"
_SECONDS = f"({_TIME}/{SECOND})"
_OF_DAY = (
    f"((ifnull(unixepoch({_SECONDS},'unixepoch','localtime'),{_SECONDS})%86400)*{SECOND}+{_TIME}%{SECOND})"
)


@dataclass(frozen=True, slots=True)
class TimeIs(Term):
    """The frame came in a stretch of time."""

    within: Within
    """Nanoseconds since the Unix epoch."""

    def sql(self, binding: Binding) -> str:
        """Write the condition."""
        return self.within.sql(binding, _TIME)

    def matches(self, frame: FrameRecord) -> bool:
        """Compare the time."""
        return self.within.has(max(frame.time_ns, 0))

    def describe(self) -> str:
        """Say what it asks."""
        return _describe(self.within, _date_and_time)


@dataclass(frozen=True, slots=True)
class TimeOfDayIs(Term):
    """The frame came between two times of day, on any day, by the clock on the wall here."""

    within: Within
    """Nanoseconds since midnight."""

    def sql(self, binding: Binding) -> str:
        """Write the condition; SQLite asks the same C library for the local time as Python does."""
        return self.within.sql(binding, _OF_DAY)

    def matches(self, frame: FrameRecord) -> bool:
        """Compare the time of day."""
        return self.within.has(local_time_of_day(max(frame.time_ns, 0)))

    def describe(self) -> str:
        """Say what it asks."""
        return f"{_describe(self.within, _time_of_day)} of any day"


def parse_time(value: Value, now_ns: int) -> Term | Not:
    """Read a time or a stretch of time. Raises `FilterError`."""
    compared = comparison(value)
    check_span(value, compared)
    if compared.operator != "..":
        return _compared(compared.operator, parse_moment(compared.low, now_ns))
    low = parse_moment(compared.low, now_ns) if compared.low.text else None
    high = parse_moment(compared.high, now_ns) if compared.high.text else None
    if low is None or high is None:
        return _compared("<=" if low is None else ">=", low or high)  # type: ignore[arg-type]
    if low.of_day != high.of_day:
        raise value.error("Both ends of a range must be times of day, or both must be dates.")
    return _between(value, low, high)


def _between(value: Value, low: Moment, high: Moment) -> Term | Not:
    if low.first <= high.last:
        return _term(low, Within(low.first, high.last))
    if not low.of_day:
        raise value.error("This stretch of time ends before it begins: swap its ends.")
    if low.first - 1 == high.last:
        return _term(low, Within(0, DAY - 1))
    return Not(TimeOfDayIs(Within(high.last + 1, low.first - 1)))  # over midnight


def _compared(operator: str, moment: Moment) -> Term:
    if moment.ago and not operator:
        operator = ">="  # within the last five minutes, not five minutes ago to the nanosecond
    if operator == "<=":
        return _term(moment, Within(None, moment.last))
    return _term(moment, bounds(operator, moment.first, moment.last))


def _term(moment: Moment, within: Within) -> Term:
    return TimeOfDayIs(within) if moment.of_day else TimeIs(within)


def _describe(within: Within, show: Callable[[int], str]) -> str:
    since = [] if within.low is None else [f"since {show(within.low)}"]
    until = [] if within.high is None else [f"until {show(within.high)}"]
    return " ".join(["came", *since, *until])


def _date_and_time(time_ns: int) -> str:
    seconds, part = divmod(time_ns, SECOND)
    moment = datetime.fromtimestamp(seconds, UTC).astimezone()
    return f"{moment:%Y-%m-%d %H:%M:%S}.{part // 1_000_000:03}"


def _time_of_day(time_ns: int) -> str:
    seconds, part = divmod(time_ns, SECOND)
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}.{part // 1_000_000:03}"
