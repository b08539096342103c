"""What stands around the log: timeline, histogram, clearing, comparing, bookmarks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtWidgets import QDialog

from inspector.capture.filtering import Filter, parse_filter
from inspector.capture.store import Capture
from inspector.ui.actions import made_action
from inspector.ui.bookmark_actions import BookmarkActions
from inspector.ui.captures_clear import Clearing
from inspector.ui.compare.action import Comparing
from inspector.ui.compare.shown import Shown, shown_of
from inspector.ui.layouts import GRID, column
from inspector.ui.notices import Notice, Severity
from inspector.ui.partner_finder import PartnerFinder
from inspector.ui.timeline.feed import StatisticsFeed
from inspector.ui.timeline.panel import Timeline
from inspector.ui.timeline.range import Stretch
from inspector.ui.whole_message import MessageReader
from inspector.ui.workbench import Workbench

if TYPE_CHECKING:
    from inspector.ui.histogram.panel import Histogram
    from inspector.ui.main_window import MainWindow

_SECOND = 1_000_000_000
_WIDTH_STEPS, _HEIGHT_STEPS = 150, 100


class LogTools(QObject):
    """Makes the tools and ties each of them to the log of a window."""

    def __init__(self, window: MainWindow, workbench: Workbench, settings: QSettings) -> None:
        super().__init__(window)
        self._window = window
        self._workbench = workbench
        self._log = window.log
        self.feed = StatisticsFeed(self)
        self.timeline = Timeline(self.feed, settings)
        self.clearing = Clearing(workbench, window)
        self._log.insert_panel(self.clearing.bar)
        self._log.insert_panel(self.timeline)
        self.comparing = Comparing(
            window, settings, lambda: workbench.capture, self._two_selected, self._shown_side
        )
        table = self._log.table
        self.bookmarks = BookmarkActions(
            table, lambda: workbench.capture, lambda: table.current_frame_id, window.show_notice
        )
        self.partners = PartnerFinder(window.partner, settings, over=table)
        self._histogram: Histogram | None = None
        self._statistics: QDialog | None = None
        self.timeline_action = made_action(
            self, self.tr("Timeline"), "Ctrl+Shift+7", self.timeline.toggle, icon="history"
        )
        self.timeline_action.setCheckable(True)
        self.timeline_action.setChecked(not self.timeline.folded)
        self.statistics_action = made_action(
            self, self.tr("Sizes and latencies…"), "Ctrl+Shift+8", self.show_statistics, icon="info"
        )
        self._connect()
        self._cleared()

    def _connect(self) -> None:
        log = self._log
        self.timeline.foldedChanged.connect(lambda folded: self.timeline_action.setChecked(not folded))
        self.timeline.rangeSelected.connect(self._choose_time)
        self.clearing.changed.connect(self._cleared)
        self.comparing.problem.connect(
            lambda sentence: self._window.say_problem(sentence, "", Severity.WARNING)
        )
        log.table.selectedCountChanged.connect(self.comparing.set_count)
        log.table.offer([self.comparing.action, *self.bookmarks.actions_of_bookmarks[:2]])
        self.bookmarks.changed.connect(lambda _frame_id: log.model.reread())
        self.bookmarks.frameRequested.connect(log.show_frame)
        log.fields.removed.connect(self._offer_column)
        log.bar.cleared.connect(self._forget_choices)
        log.choice.changed.connect(self._follow_connection)
        log.table.frameSelected.connect(self.partners.show_frame)
        self._window.partner.jumpRequested.connect(log.show_frame)

    def set_capture(self, capture: Capture | None) -> None:
        """Count the frames of a capture from now on, or none."""
        self.feed.set_source(capture, self._log.choice.connection_id)
        self.partners.set_capture(capture, self._log.recognition)
        if capture is not None:
            self._log.choice.show_after(capture.cleared.through)

    def show_statistics(self) -> None:
        """Show sizes and latencies in a window beside this one."""
        if self._statistics is None:
            self._statistics = self._make_statistics()
        self._statistics.show()
        self._statistics.raise_()
        self._statistics.activateWindow()

    def _make_statistics(self) -> QDialog:
        from inspector.ui.histogram.panel import Histogram  # not needed by the first window

        dialog = QDialog(self._window, Qt.WindowType.Tool)
        dialog.setWindowTitle(self.tr("Sizes and latencies"))
        histogram = self._histogram = Histogram(self.feed)
        histogram.sizeRangeSelected.connect(self._choose_sizes)
        dialog.setLayout(column(histogram))
        dialog.resize(_WIDTH_STEPS * GRID, _HEIGHT_STEPS * GRID)
        return dialog

    def _offer_column(self, index: int, path: str) -> None:
        """Let the person bring a column back that went."""
        told = self.tr("The column of {0} was removed.").format(path)
        notice = Notice(told, severity=Severity.NOTICE, action=self.tr("Undo"))

        def bring_back() -> None:
            self._log.fields.put_back(index, path)
            self._window.banner.clear()

        self._window.show_notice(notice, bring_back)

    def _follow_connection(self) -> None:
        self.feed.show_connection(self._log.choice.connection_id)

    def _cleared(self) -> None:
        self._log.choice.show_after(self._workbench.capture.cleared.through)
        self._window.figures.refresh()

    def _two_selected(self) -> list[int]:
        rows = self._log.table.selected_rows
        return [self._log.model.frame_id(row) for row in islice(rows, 3)]

    def _shown_side(self, capture: Capture, frame_id: int) -> Shown | None:
        """Compare whole messages where the log shows messages."""
        shown = shown_of(capture, frame_id)
        message = MessageReader(capture).payload(frame_id) if self._log.choice.messages else None
        if shown is None or message is None:
            return shown
        return replace(shown, source=replace(shown.source, length=message.length, read=message.read))

    def _choose_time(self, stretch: Stretch | None) -> None:
        self._log.set_more_filters("time", [] if stretch is None else [_time_filter(stretch)])

    def _choose_sizes(self, low: int | None, high: int | None) -> None:
        chosen = low is not None and high is not None
        self._log.set_more_filters("size", [parse_filter(f"size:{low}..{high}")] if chosen else [])

    def _forget_choices(self) -> None:
        """Let nothing be left out any more: the person asked for all frames."""
        self.timeline.select_range(None)
        if self._histogram is not None:
            self._histogram.forget_choice()
        self._choose_sizes(None, None)


def _time_filter(stretch: Stretch) -> Filter:
    """Make the filter of a stretch of time, both ends included."""
    return parse_filter(f"time:{_iso(stretch[0])}..{_iso(stretch[1])}")


def _iso(time_ns: int) -> str:
    seconds, rest = divmod(max(0, time_ns), _SECOND)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:09}Z"
