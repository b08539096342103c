"""The timeline above the frames: folded until it is asked for, and loaded only then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from inspector.ui.background import run_beside
from inspector.ui.empty_state import EmptyState
from inspector.ui.labels import PlainLabel
from inspector.ui.layouts import column
from inspector.ui.theme import current_theme
from inspector.ui.timeline.feed import StatisticsFeed
from inspector.ui.timeline.header import TimelineHeader
from inspector.ui.timeline.range import Stretch
from inspector.ui.timeline.words import Measure

if TYPE_CHECKING:
    from inspector.capture.statistics.follower import Numbers
    from inspector.ui.timeline.plot import TimelinePlot

_FOLDED = "timeline/folded"
_MEASURE = "timeline/measure"
_WHO = "timeline"


class _Body(QStackedWidget):
    """As high as the theme says, and lower where the frames have little room."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(current_theme().metric("timeline_least"))
        self.setMaximumHeight(current_theme().metric("timeline"))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.maximumHeight())


class Timeline(QWidget):
    """Messages, bytes and round trips over time.

    `rangeSelected` carries the stretch of time that the person chose, as a start and an end in
    nanoseconds since the Unix epoch, or None when it is cleared. `foldedChanged` tells menus.
    """

    rangeSelected = Signal(object)
    foldedChanged = Signal(bool)

    def __init__(self, feed: StatisticsFeed, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._feed = feed
        self._settings = settings
        self._folded = True
        self._loading = False
        self._measure = _measure_of(settings.value(_MEASURE))
        self.plot: TimelinePlot | None = None
        """The plot, once it is loaded."""
        self.header = TimelineHeader()
        self.header.set_measure(self._measure)
        self._body = _Body()
        self._waiting = PlainLabel(self.tr("Loading…"), "hint")
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._body.addWidget(self._waiting)
        self._empty = EmptyState("history", self._body)
        self._empty.set_texts(
            self.tr("No frames yet: messages, bytes and round trips appear here over time.")
        )
        self._body.hide()
        self.setLayout(column(self.header, self._body, gap=0))
        self.setObjectName("timeline")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._connect()
        if settings.value(_FOLDED, True, bool) is False:
            self.set_folded(False)

    def _connect(self) -> None:
        self.header.foldToggled.connect(self.toggle)
        self.header.measureChosen.connect(self.set_measure)
        self.header.selectToggled.connect(self._set_selects)
        self.header.clearRequested.connect(lambda: self.select_range(None))
        self.header.wholeRequested.connect(self._show_whole)
        self._feed.changed.connect(self._show)

    @property
    def folded(self) -> bool:
        """Only its header is shown."""
        return self._folded

    @property
    def measure(self) -> Measure:
        """What is plotted."""
        return self._measure

    def toggle(self) -> None:
        """Fold or unfold it."""
        self.set_folded(not self._folded)

    def set_folded(self, folded: bool) -> None:
        """Show only the header, or the plot too; the first time, it is loaded without anybody waiting."""
        if folded == self._folded:
            return
        self._folded = folded
        self._settings.setValue(_FOLDED, folded)
        self.header.set_folded(folded)
        self._body.setVisible(not folded)
        self._feed.set_looking(_WHO, not folded)
        self.header.set_zoomed(self.plot is not None and self.plot.zoomed)
        if not folded and self.plot is None and not self._loading:
            self._loading = True
            run_beside(self, _load, self._loaded)
        self._show(self._feed.numbers)
        self.foldedChanged.emit(folded)

    def set_measure(self, measure: Measure) -> None:
        """Plot this, also next time."""
        self._measure = measure
        self._settings.setValue(_MEASURE, measure.value)
        self.header.set_measure(measure)
        if self.plot is not None:
            self.plot.set_measure(measure)

    def select_range(self, stretch: Stretch | None) -> None:
        """Choose a stretch of time, or none, as if the person had; `rangeSelected` tells."""
        self.mark_range(stretch)
        self.rangeSelected.emit(stretch)

    def mark_range(self, stretch: Stretch | None) -> None:
        """Show what is chosen elsewhere, and tell nobody."""
        self._marked = stretch
        self.header.set_selected(stretch)
        if self.plot is not None:
            self.plot.mark(stretch)

    _marked: Stretch | None = None

    def _loaded(self, plot_class: type[TimelinePlot] | str) -> None:
        self._loading = False
        if isinstance(plot_class, str):
            self._waiting.setText(
                self.tr(
                    "The timeline cannot be shown, for {0} is missing: install the program again."
                ).format(plot_class)
            )
            return
        plot = self.plot = plot_class()
        plot.set_measure(self._measure)
        plot.mark(self._marked)
        plot.selects = self.header.select_button.isChecked()
        plot.stretchWanted.connect(self._look_at)
        plot.rangeSelected.connect(self.select_range)
        self._body.addWidget(plot)
        self._body.setCurrentWidget(plot)
        self._show(self._feed.numbers)

    def _show(self, numbers: Numbers | None) -> None:
        """Show numbers; None where another capture or connection was chosen."""
        plot = self.plot
        if plot is None or self._folded:
            return
        if numbers is None:
            plot.clear()
            self.header.set_zoomed(False)
        elif numbers.frames:
            plot.show_numbers(numbers)
        else:
            plot.picture.clear()
        error = numbers.error if numbers is not None else ""
        if error:
            plot.say(error)
        nothing = self.tr("No frames yet: messages, bytes and round trips appear here over time.")
        self._empty.set_texts(error or nothing)
        self._empty.set_shown(numbers is not None and not numbers.frames)
        self._empty.raise_()  # the plot came later, and lies above it

    def _look_at(self, stretch: Stretch | None) -> None:
        self.header.set_zoomed(stretch is not None)
        self._feed.look_at(stretch)

    def _show_whole(self) -> None:
        if self.plot is not None:
            self.plot.reset()

    def _set_selects(self, selects: bool) -> None:
        if self.plot is not None:
            self.plot.selects = selects


def _load() -> type[TimelinePlot] | str:
    """Import what draws; a module that is missing is named."""
    try:
        from inspector.ui.timeline.plot import TimelinePlot
    except ModuleNotFoundError as error:
        return error.name or str(error)
    return TimelinePlot


def _measure_of(value: object) -> Measure:
    return next((measure for measure in Measure if measure.value == value), Measure.MESSAGES)
