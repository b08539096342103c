"""Counts and rates that stay short, in the person's locale."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

_EXACT_BELOW = 10_000
_STEPS = ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k"))


def exact_count(count: int) -> str:
    """Give every digit, in groups."""
    locale = QLocale()
    locale.setNumberOptions(locale.numberOptions() & ~QLocale.NumberOption.OmitGroupSeparator)
    return locale.toString(count)


def frames_text(count: int) -> str:
    """Give a number of frames in words, for example ``1 frame`` or ``12,345 frames``."""
    words = _tr("1 frame") if count == 1 else _tr("{0} frames")
    return words.format(exact_count(count))


def short_count(count: int) -> str:
    """Give at most four digits, for example ``9,999``, ``12.4k`` or ``1.2M``."""
    if count < _EXACT_BELOW:
        return exact_count(count)
    size, letter = next(step for step in _STEPS if count >= step[0])
    # Cut, not rounded: 999,999 must not become 1000.0k.
    tenths = count * 10 // size
    short = exact_count(tenths // 10) if tenths >= 1000 else QLocale().toString(tenths / 10, "f", 1)
    return f"{short}{letter}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Counts", text)
