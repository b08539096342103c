"""The timeline's plot: what it shows of the numbers of a capture, and what it says of a moment."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from inspector.capture.statistics.follower import Numbers
from inspector.ui.labels import ElidedLabel
from inspector.ui.layouts import GRID, column
from inspector.ui.timeline.picture import Picture
from inspector.ui.timeline.range import Stretch, TimelineRange
from inspector.ui.timeline.words import Measure, bucket_text, progress_text, trip_text
from inspector.wire.records import Direction

_NEAR = 3 * GRID


class TimelineView(QWidget):
    """Shows `Numbers` over time.

    `stretchWanted` asks for the numbers of a stretch of time, None for the whole; `rangeSelected` tells
    what the person chose, None when it is cleared.
    """

    stretchWanted = Signal(object)
    rangeSelected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers: Numbers | None = None
        self._measure = Measure.MESSAGES
        self.range = TimelineRange()
        self._selected: Stretch | None = None
        self._pointed: float | None = None
        self.picture = Picture()
        self.picture.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.picture.setAccessibleName(self.tr("Plot"))
        self.setLayout(column(self.picture, gap=0))
        self._read_out = ElidedLabel(role="hint", parent=self)
        self._read_out.setProperty("mono", True)
        self._read_out.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._read_out.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.tr("Timeline"))

    # What is shown.

    @property
    def shown(self) -> Stretch:
        """The stretch of time that is shown."""
        return self.range.shown

    @property
    def empty(self) -> bool:
        """There is nothing to show."""
        return self._numbers is None

    @property
    def zoomed(self) -> bool:
        """Less than the whole is shown."""
        return self.range.chosen is not None

    @property
    def selected(self) -> Stretch | None:
        """The stretch of time that is chosen."""
        return self._selected

    def clear(self) -> None:
        """Forget the numbers and where one looked."""
        self._numbers = None
        self.range = TimelineRange()
        self.say("")

    def show_numbers(self, numbers: Numbers) -> None:
        """Show newer numbers; a look at the end moves on with it."""
        self._numbers = numbers
        before = self.range.chosen
        self.range.set_extent(numbers.extent)
        self.picture.show_numbers(numbers, self._measure, self.shown)
        if self.range.chosen != before:
            self.stretchWanted.emit(self.range.chosen)
        self._describe()
        if self._pointed is not None:
            self.point_at(self._pointed)
        else:
            self.say(progress_text(numbers.read, numbers.to_read))

    def set_measure(self, measure: Measure) -> None:
        """Plot this."""
        self._measure = measure
        if self._numbers is not None:
            self.show_numbers(self._numbers)

    def choose(self, stretch: Stretch | None) -> None:
        """Choose a stretch of time, or none, and tell."""
        self.mark(stretch)
        self.rangeSelected.emit(stretch)

    def reset(self) -> None:
        """Show the whole."""
        self.range.reset()
        self.moved()

    def zoom(self, factor: float, around_ns: int | None = None) -> None:
        """Show `factor` times as long a stretch of time around a moment, or around the middle."""
        self.range.zoom(factor, around_ns)
        self.moved()

    def moved(self) -> None:
        """Draw what the range has come to show, and ask for its numbers."""
        self.picture.look(self.shown)
        self.stretchWanted.emit(self.range.chosen)

    def mark(self, stretch: Stretch | None) -> None:
        """Mark what is chosen, also elsewhere, and tell nobody."""
        self._selected = stretch
        self.picture.mark(stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the line above the curves where it belongs."""
        super().resizeEvent(event)
        self._place_read_out()

    def time_at(self, x: float) -> int:
        """Give the moment at a place of this widget; beside the plot, its first or last one."""
        return self.picture.time_at(x - self.picture.x())

    @property
    def area_width(self) -> float:
        """How wide the plot is without its axis."""
        return self.picture.area.width()

    def point_at(self, x: float) -> None:
        """Draw a line there, and say what happened at that moment."""
        numbers = self._numbers
        self._pointed = x
        if numbers is None:
            return
        at = self.time_at(x)
        self.picture.point_at(at)
        self.say(self._trip_at(numbers, at) if self._trips else self._bucket_at(numbers, at))

    def point_nowhere(self) -> None:
        """Take the line and its words away."""
        if self._pointed is None:
            return  # what is said is of something else
        self._pointed = None
        self.picture.point_at(None)
        if self._numbers is not None:
            self.say("")

    def say(self, text: str) -> None:
        """Write a line above the curves."""
        self._read_out.setText(text)
        self._place_read_out()

    @property
    def said(self) -> str:
        """What is written above the curves."""
        return self._read_out.text()

    def _place_read_out(self) -> None:
        area = self.picture.area.toRect().translated(self.picture.pos())
        height = self._read_out.sizeHint().height()
        self._read_out.setGeometry(area.left() + GRID, area.top(), area.width() - 2 * GRID, height)

    @property
    def _trips(self) -> bool:
        return self._measure is Measure.ROUND_TRIPS

    def _bucket_at(self, numbers: Numbers, at: int) -> str:
        buckets = numbers.buckets
        place = (at - buckets.start_ns) // buckets.width_ns
        if not 0 <= place < len(buckets):
            return ""
        sums = {name: values[place] for name, values in buckets.columns.items()}
        return bucket_text(self._measure, buckets.start_ns + place * buckets.width_ns, buckets.width_ns, sums)

    def _trip_at(self, numbers: Numbers, at: int) -> str:
        nearest = min(numbers.trips, key=lambda trip: abs(trip.time_ns - at), default=None)
        start, end = self.shown
        if nearest is None or abs(nearest.time_ns - at) > (end - start) * _NEAR / max(1.0, self.area_width):
            return ""
        sent = nearest.direction == Direction.SENT
        return trip_text(nearest.time_ns, nearest.latency_ns, sent, numbers.trips_each)

    def _describe(self) -> None:
        """Say in words what a screen reader cannot see."""
        numbers = self._numbers
        if numbers is not None:
            self.setAccessibleDescription(self._bucket_at(numbers, numbers.extent[1]))
