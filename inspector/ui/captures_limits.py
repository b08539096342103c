"""How long captures are kept: what the person chose, and what became of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QSettings

from inspector.capture.retention import CaptureFile, Limits, Outcome
from inspector.ui.sizes import short_bytes

_DAYS_KEY, _SIZE_KEY = "captures/days", "captures/bytes"
_NO_LIMIT = "none"


def load_limits(settings: QSettings) -> Limits:
    """Read the limits; what makes no sense there is the default."""
    default = Limits()
    return Limits(
        _number(settings.value(_DAYS_KEY), default.days),
        _number(settings.value(_SIZE_KEY), default.size_bytes),
    )


def save_limits(settings: QSettings, limits: Limits) -> None:
    """Keep the limits."""
    for key, value in ((_DAYS_KEY, limits.days), (_SIZE_KEY, limits.size_bytes)):
        settings.setValue(key, _NO_LIMIT if value is None else value)


def _number(stored: object, default: int | None) -> int | None:
    if str(stored) == _NO_LIMIT:
        return None
    try:
        number = int(str(stored))
    except ValueError:
        return default
    return number if number > 0 else default


def limits_sentence(limits: Limits) -> str:
    """Say how long captures are kept."""
    days = None if limits.days is None else _days(limits.days)
    size = None if limits.size_bytes is None else short_bytes(limits.size_bytes)
    if days and size:
        return _tr("Captures are kept for {0}, and all of them may take {1}.").format(days, size)
    if days:
        return _tr("Captures are kept for {0}.").format(days)
    if size:
        return _tr("All captures together may take {0}; the oldest go first.").format(size)
    return _tr("Captures are kept until you delete them.")


def removed_sentence(removed: list[CaptureFile]) -> str:
    """Say how many captures were removed, and how much they took."""
    size = short_bytes(sum(file.size_bytes for file in removed))
    if len(removed) == 1:
        return _tr("1 old capture was removed ({0}).").format(size)
    return _tr("{0} old captures were removed ({1}).").format(QLocale().toString(len(removed)), size)


def outcome_sentences(outcome: Outcome, limits: Limits) -> tuple[str, str]:
    """Say what applying the limits came to, and a hint; two empty texts where there is nothing to say."""
    if outcome.removed:
        return removed_sentence(outcome.removed), limits_sentence(limits)
    if outcome.problems:
        return outcome.problems[0], limits_sentence(limits)
    return "", ""


def _days(count: int) -> str:
    return _tr("1 day") if count == 1 else _tr("{0} days").format(QLocale().toString(count))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Captures", text)
