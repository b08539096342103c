"""What the timeline says of a moment: times, rates and round trips with their units."""

from __future__ import annotations

import enum

from PySide6.QtCore import QCoreApplication, QLocale

from inspector.ui.counts import exact_count
from inspector.ui.sizes import short_bytes
from inspector.ui.time_format import clock_time

_SECOND = 1_000_000_000
_LITTLE = 20_000
"""Frames that are counted before anybody could read that they are not."""
_UNITS = ((1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "µs"), (1, "ns"))


class Measure(enum.StrEnum):
    """What the timeline plots."""

    MESSAGES = "messages"
    BYTES = "bytes"
    ROUND_TRIPS = "round trips"


def measure_name(measure: Measure) -> str:
    """Name a measure with its unit."""
    names = {
        Measure.MESSAGES: _tr("Messages/s"),
        Measure.BYTES: _tr("Bytes/s"),
        Measure.ROUND_TRIPS: _tr("Round trips"),
    }
    return names[measure]


def measure_tip(measure: Measure) -> str:
    """Explain a measure."""
    tips = {
        Measure.MESSAGES: _tr("Messages a second, each counted where its first frame is"),
        Measure.BYTES: _tr(
            "Bytes of payload a second, after inflating; pointing at it shows those on the wire"
        ),
        Measure.ROUND_TRIPS: _tr("Time from each ping to the pong with the same payload"),
    }
    return tips[measure]


def duration(nanoseconds: float) -> str:
    """Give a length of time with three digits and a fitting unit, for example ``1.25 ms``."""
    size, unit = next((step for step in _UNITS if nanoseconds >= step[0]), _UNITS[-1])
    value = nanoseconds / size
    digits = 0 if unit == "ns" or value >= 100 else 1 if value >= 10 else 2
    text = QLocale().toString(value, "f", digits)
    point = QLocale().decimalPoint()
    return f"{text.rstrip('0').removesuffix(point) if point in text else text} {unit}"


def rate(count: float, width_ns: int) -> str:
    """Give messages a second with as many digits as say something."""
    value = count * _SECOND / width_ns
    text = (
        exact_count(round(value)) if value >= 10 or value == int(value) else QLocale().toString(value, "f", 1)
    )
    return _tr("{0}/s").format(text)


def byte_rate(count: float, width_ns: int) -> str:
    """Give bytes a second."""
    return _tr("{0}/s").format(short_bytes(round(count * _SECOND / width_ns)))


def moment(time_ns: int, width_ns: int) -> str:
    """Give a time of day in as many digits as buckets of a width need."""
    second, rest = divmod(time_ns, _SECOND)
    clock = clock_time(second * _SECOND)[:-4]
    digits = next((digits for digits in range(10) if width_ns >= 10 ** (9 - digits)), 9)
    return f"{clock}{QLocale().decimalPoint()}{rest:09}"[: len(clock) + (digits + 1 if digits else 0)]


def bucket_text(measure: Measure, start_ns: int, width_ns: int, sums: dict[str, float]) -> str:
    """Say what happened in a bucket, by direction."""
    when = f"{moment(start_ns, width_ns)} +{duration(width_ns)}"
    told = [_way_text(measure, way, width_ns, sums) for way in ("sent", "received")]
    return "   ".join((when, *told))


def trip_text(time_ns: int, latency_ns: int, sent: bool, stands_for: int = 1) -> str:
    """Say how long a ping took."""
    who = _tr("our ping") if sent else _tr("their ping")
    told = f"{clock_time(time_ns)}   {who}: {duration(latency_ns)}"
    if stands_for > 1:
        told += "   " + _tr("slowest of {0}").format(exact_count(stands_for))
    return told


def stretch_text(stretch: tuple[int, int]) -> str:
    """Say from when a stretch of time goes, and how long it is."""
    start_ns, end_ns = stretch
    return f"{clock_time(start_ns)} +{duration(end_ns - start_ns)}"


def progress_text(counted: int, to_read: int) -> str:
    """Say how far counting is, unless it is as good as done."""
    if to_read < max(_LITTLE, counted // 10):
        return ""
    return _tr("Counting: {0} % done").format(counted * 100 // (counted + to_read))


def _way_text(measure: Measure, way: str, width_ns: int, sums: dict[str, float]) -> str:
    arrow = "↑" if way == "sent" else "↓"
    if measure is Measure.BYTES:
        payload, wire = sums[f"payload_{way}"], sums[f"wire_{way}"]
        shown = byte_rate(payload, width_ns)
        if payload != wire:
            shown += " " + _tr("({0} on the wire)").format(byte_rate(wire, width_ns))
        return f"{arrow} {shown}"
    count = round(sums[f"messages_{way}"])
    return f"{arrow} {rate(count, width_ns)} ({exact_count(count)})"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Timeline", text)
