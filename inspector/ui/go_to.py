"""Ctrl+G: goes to a frame by its number or its time."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtGui import QAction, QKeySequence

from inspector.capture.filtering import FilterError
from inspector.capture.store import Capture
from inspector.ui.frame_table import FrameTable
from inspector.ui.typed_popup import TypedPopup

if TYPE_CHECKING:
    from inspector.capture.filtering.clock import Moment

# How times are written is imported when one is: the first window does not ask for one.


class GoTo(QObject):
    """Asks for a number or a time, and says which frame that is."""

    chosen = Signal(int)
    """A frame's id."""

    def __init__(self, table: FrameTable) -> None:
        super().__init__(table)
        self._table = table
        self._capture: Capture | None = None
        self.action = QAction(self.tr("Go to a frame or a time…"), table)
        self.action.setShortcut(QKeySequence("Ctrl+G"))
        self.action.triggered.connect(self.ask)
        self.popup = TypedPopup(
            self.tr("12345, 14:03:05.25 or 2026-01-31 14:03"), self.tr("The frame's number, or a time"), table
        )
        self.popup.submitted.connect(self._submitted)

    def set_capture(self, capture: Capture | None) -> None:
        """Look in a capture from now on, or nowhere."""
        self._capture = capture

    def ask(self) -> None:
        """Let the person type where to go."""
        self.popup.open_over(self._table)

    def _submitted(self, typed: str) -> None:
        capture = self._capture
        if capture is None or not capture.last_id:
            self.popup.say(self.tr("There are no frames yet."))
            return
        digits = re.sub(r"[\s,._']", "", typed.lstrip("#"))
        if digits.isascii() and digits.isdigit() and ":" not in typed:
            self._go_to_number(int(digits), capture.last_id)
            return
        from inspector.capture.filtering.clock import parse_moment
        from inspector.capture.filtering.value import Value

        try:
            moment = parse_moment(Value(typed.replace(" ", "T"), 0), time.time_ns())
        except FilterError:
            told = self.tr("Type a frame's number, a time as 12:30:05.250, a date as 2026-01-31, or both.")
            self.popup.say(told)
            return
        self._go(_frame_at(capture, moment))

    def _go_to_number(self, number: int, last: int) -> None:
        if 1 <= number <= last:
            self._go(number)
        else:
            told = self.tr("There is no frame {0}: the last one is {1}.")
            self.popup.say(told.format(QLocale().toString(number), QLocale().toString(last)))

    def _go(self, frame_id: int) -> None:
        self.popup.hide()
        self.chosen.emit(frame_id)


def _frame_at(capture: Capture, moment: Moment) -> int:
    """Give the first frame at a moment or after it, by halving; the last one where all are before it.

    A time of day is taken on the capture's last day, or on the day before where that comes after its end.
    """
    from inspector.capture.filtering.clock import DAY, local_time_of_day

    last_ns = _time_of(capture, capture.last_id)
    wanted = moment.first
    if moment.of_day:
        wanted += last_ns - local_time_of_day(last_ns)
        if wanted > last_ns and wanted - DAY >= _time_of(capture, 1):
            wanted -= DAY
    low, high = 1, capture.last_id
    while low < high:
        middle = (low + high) // 2
        if _time_of(capture, middle) < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def _time_of(capture: Capture, frame_id: int) -> int:
    found = capture.summaries_of([frame_id])
    return found[0].time_ns if found else 0
