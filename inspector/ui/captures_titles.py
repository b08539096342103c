"""Captures by names that a person reads at a glance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from inspector.capture.retention import CaptureFile
from inspector.ui.connection_items import CaptureItem
from inspector.ui.sizes import short_bytes

_NAMED_BY_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d) (\d\d)\.(\d\d)\.(\d\d)(?: (\d+))?")


def title_of(path: Path, *, today: QDate | None = None, seconds: bool = False) -> str:
    """Say when a capture was begun, as ``Today 12:15``; one with another name keeps its name."""
    match = _NAMED_BY_TIME.fullmatch(path.stem)
    if match is None:
        return path.stem
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    date, moment = QDate(year, month, day), QTime(hour, minute, second)
    if not date.isValid() or not moment.isValid():
        return path.stem
    clock = moment.toString("HH:mm:ss") if seconds else _clock(moment)
    number = f" ({match[7]})" if match[7] else ""
    return f"{_day(date, today or QDate.currentDate())} {clock}{number}"


def capture_items(files: Sequence[CaptureFile], current: Path | None) -> list[CaptureItem]:
    """Make the list's items of captures; those that were begun in the same minute tell the second too."""
    titles = [title_of(file.path) for file in files]
    items = []
    for file, title in zip(files, titles, strict=True):
        shown = title if titles.count(title) == 1 else title_of(file.path, seconds=True)
        # The one that is open here grows: its size is in the status bar.
        detail = "" if file.path == current else short_bytes(file.size_bytes)
        items.append(CaptureItem(str(file.path), shown, detail, file.path == current))
    return items


def _day(date: QDate, today: QDate) -> str:
    days = date.daysTo(today)
    if days == 0:
        return _tr("Today")
    if days == 1:
        return _tr("Yesterday")
    if date.year() == today.year():
        return QLocale().toString(date, _tr("d MMM"))
    return QLocale().toString(date, QLocale.FormatType.ShortFormat)


def _clock(moment: QTime) -> str:
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Captures", text)
