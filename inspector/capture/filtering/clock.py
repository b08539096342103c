"""Moments as a person writes them: times of day, dates, and how long ago."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from inspector.capture.filtering.value import Value

SECOND = 1_000_000_000
DAY = 86_400 * SECOND
_UNITS = {
    "ms": SECOND // 1000, "s": SECOND, "sec": SECOND, "m": 60 * SECOND, "min": 60 * SECOND,
    "h": 3600 * SECOND, "d": DAY,
}  # fmt: skip
_CLOCK = r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,](?P<part>\d{1,9}))?)?"
_OF_DAY = re.compile(_CLOCK, re.ASCII)
_ABSOLUTE = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)"
    rf"(?:[T_]{_CLOCK}(?P<zone>Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?)?",
    re.ASCII | re.IGNORECASE,
)
_AGO = re.compile(r"-(?P<count>\d{1,9}(?:\.\d{1,9})?)(?P<unit>[a-z]+)", re.ASCII | re.IGNORECASE)
_HOW = (
    "time: takes a time of day as 12:30 or 12:30:05.250, a date as 2026-01-31, both as 2026-01-31T12:30, "
    "or how long ago as -5m."
)


class Moment(NamedTuple):
    """A stretch of time, as short as it was written: ``12:30`` is a minute."""

    first: int
    """Its first nanosecond."""
    last: int
    of_day: bool
    """Counted from midnight in local time, on any day; else since the Unix epoch."""
    ago: bool = False
    """It was written as how long ago."""


def parse_moment(value: Value, now_ns: int) -> Moment:
    """Read a moment. Raises `FilterError`."""
    if found := _AGO.fullmatch(value.text):
        unit = _UNITS.get(found["unit"].lower())
        if unit is None:
            wrong = value.part(found.start("unit"))
            raise wrong.error(f"“{wrong.text}” is no unit of time: use ms, s, m, h or d.")
        first = max(now_ns - round(float(found["count"]) * unit), -(2**62))
        return Moment(first, first, of_day=False, ago=True)
    if found := _OF_DAY.fullmatch(value.text):
        first, length = _since_midnight(found)
        return Moment(first, first + length - 1, of_day=True)
    if found := _ABSOLUTE.fullmatch(value.text):
        return _absolute(value, found)
    raise value.error(_HOW)


def _absolute(value: Value, found: re.Match[str]) -> Moment:
    since_midnight, length = (0, DAY) if found["hour"] is None else _since_midnight(found)
    try:
        midnight = datetime(*(int(found[name]) for name in ("year", "month", "day")), tzinfo=UTC)  # type: ignore[arg-type,misc]
        first = _epoch_ns(midnight, since_midnight, found["zone"])
        last = _epoch_ns(midnight, since_midnight + length, found["zone"]) - 1
    except (ValueError, OverflowError) as error:
        raise value.error(f"There is no such day as {value.text[:10]}.") from error
    return Moment(first, last, of_day=False)


def _epoch_ns(midnight: datetime, since_midnight: int, zone: str | None) -> int:
    whole, part = divmod(since_midnight, SECOND)
    moment = midnight + timedelta(seconds=whole)
    if zone is None:
        moment = moment.replace(tzinfo=None).astimezone(UTC)
    else:
        moment = moment.replace(tzinfo=_zone(zone))
    seconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    if not 0 <= seconds < 2**33:
        raise ValueError("beyond what a capture can hold")
    return seconds * SECOND + part


def _zone(zone: str) -> timezone:
    if zone in "Zz":
        return UTC
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return timezone(-offset if zone[0] == "-" else offset)


def _since_midnight(found: re.Match[str]) -> tuple[int, int]:
    """Give the first nanosecond since midnight, and how many belong to it."""
    whole = int(found["hour"]) * 3600 + int(found["minute"]) * 60 + int(found["second"] or 0)
    if found["second"] is None:
        return whole * SECOND, 60 * SECOND
    if found["part"] is None:
        return whole * SECOND, SECOND
    unit = 10 ** (9 - len(found["part"]))
    return whole * SECOND + int(found["part"]) * unit, unit


def local_time_of_day(time_ns: int) -> int:
    """Give the nanoseconds since midnight in local time."""
    seconds, part = divmod(time_ns, SECOND)
    return (seconds + time.localtime(seconds).tm_gmtoff) % 86_400 * SECOND + part
