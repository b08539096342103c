"""How many rows are shown and how many are selected, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from inspector.ui.counts import frames_text
from inspector.ui.frame_choice import Counted
from inspector.ui.time_format import delta


def shown_words(counted: Counted) -> tuple[str, str]:
    """Say how many are shown of how many, and how far the search is; and explain that."""
    number = QLocale().toString
    if not counted.chosen or not counted.total:
        return "", ""
    done = counted.complete
    if counted.messages and done:
        text = _tr("1 message") if counted.shown == 1 else _tr("{0} messages")
        tip = _tr("Messages shown, of {0} in the capture").format(frames_text(counted.total))
        return text.format(number(counted.shown)), tip
    if done:
        text = _tr("{0} of {1}").format(number(counted.shown), number(counted.total))
        return text, _tr("Frames shown, of all in the capture")
    share = 100 * counted.examined // counted.total
    text = _tr("{0} · {1} %").format(number(counted.shown), share)
    return text, _tr("Frames found so far, and how much of the capture is searched")


def selected_words(count: int, between_ns: int) -> str:
    """Say how many are selected, and the time between the first and the last of them."""
    return _tr("{0} selected, {1}").format(QLocale().toString(count), delta(between_ns).lstrip("+"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("FilterBar", text)
