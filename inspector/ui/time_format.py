"""Times of frames as a person reads them; all times are nanoseconds since the Unix epoch."""

from __future__ import annotations

import enum
import time
from functools import lru_cache

from PySide6.QtCore import QDateTime, QLocale

_SECOND = 1_000_000_000
_MILLISECOND = 1_000_000
_MICROSECOND = 1_000


class TimeMode(enum.StrEnum):
    """What the time column counts from."""

    ABSOLUTE = "absolute"
    SINCE_START = "since start"
    SINCE_PREVIOUS = "since previous"


@lru_cache(maxsize=64)
def _clock(second: int) -> str:
    return time.strftime("%H:%M:%S", time.localtime(second))


def clock_time(time_ns: int) -> str:
    """Give the local time of day in milliseconds, for example ``12:00:00.012``."""
    second, rest = divmod(time_ns, _SECOND)
    return f"{_clock(second)}{QLocale().decimalPoint()}{rest // _MILLISECOND:03}"


def full_time(time_ns: int) -> str:
    """Give date and time in the person's long format, and every digit of the second."""
    second, rest = divmod(time_ns, _SECOND)
    moment = QDateTime.fromSecsSinceEpoch(second)
    date = QLocale().toString(moment.date(), QLocale.FormatType.LongFormat)
    return f"{date} {_clock(second)}{QLocale().decimalPoint()}{rest:09} {moment.timeZoneAbbreviation()}"


def since_start(time_ns: int, start_ns: int) -> str:
    """Give seconds since the start, in microseconds, for example ``12.345678 s``."""
    return f"{QLocale().toString((time_ns - start_ns) / _SECOND, 'f', 6)} s"


def delta(nanoseconds: int | None) -> str:
    """Give the time between two rows with a fitting unit, for example ``+0.9 ms``; None has no row before."""
    if nanoseconds is None:
        return "–"
    sign = "+" if nanoseconds >= 0 else "−"
    size = abs(nanoseconds)
    if size < _MICROSECOND:
        return f"{sign}{size} ns"
    if size < _MILLISECOND:
        return f"{sign}{_one_digit(size / _MICROSECOND)} µs"
    if size < _SECOND:
        return f"{sign}{_one_digit(size / _MILLISECOND)} ms"
    if size < 60 * _SECOND:
        return f"{sign}{_one_digit(size / _SECOND)} s"
    minutes, seconds = divmod(size // _SECOND, 60)
    if minutes < 60:
        return f"{sign}{minutes} min {seconds:02} s"
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours} h {minutes:02} min"


def _one_digit(value: float) -> str:
    return QLocale().toString(value, "f", 1)
