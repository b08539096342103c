"""What the timeline draws: steps of rates, points of round trips, axes and marks, in the theme's colours."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from inspector.capture.statistics.buckets import Buckets
from inspector.capture.statistics.follower import Numbers
from inspector.capture.statistics.roundtrips import RoundTrip
from inspector.ui.layouts import GRID
from inspector.ui.theme import current_theme
from inspector.ui.timeline.range import Stretch
from inspector.ui.timeline.ticks import time_marks, value_marks
from inspector.ui.timeline.words import Measure
from inspector.wire.records import Direction

_SECOND = 1_000_000_000
_ROOM_ABOVE = 1.3
"""For the line that says what is pointed at."""
_GROUND_OPACITY, _POINT_OPACITY = 0.18, 0.6
_WAYS = (("received", Direction.RECEIVED), ("sent", Direction.SENT))
"""In the order of drawing. Received is a surface and sent a line, so that they differ without colours too."""
_VALUES_WIDTH = 22 * GRID
_PER_MARK = 28
"""Steps of the grid that a time on the axis needs."""
_PER_VALUE = 6
_TRIANGLE = QPolygonF([QPointF(x, y) * GRID for x, y in ((0, -1), (1, 0.8), (-1, 0.8))])


class Picture(QWidget):
    """The plot itself: `show_numbers` gives it numbers, `look` chooses the stretch of time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = current_theme()
        self._measure = Measure.MESSAGES
        self._shown: Stretch = (0, _SECOND)
        self._selected: Stretch | None = None
        self._pointed_ns: int | None = None
        self._top = 1.0
        self.rates: dict[Direction, tuple[float, ...]] = {}
        """A second's worth of what is measured, for each bucket."""
        self.trips: tuple[RoundTrip, ...] = ()
        self.area = QRectF()
        """Where the curves are, between the axes."""
        self._steps: dict[Direction, QPolygonF] = {}
        self._points: dict[Direction, QPainterPath] = {}
        self._buckets: Buckets | None = None
        self._theme.changed.connect(self.update)

    # What it shows.

    def show_numbers(self, numbers: Numbers, measure: Measure, shown: Stretch) -> None:
        """Draw a measure of numbers, in a stretch of time."""
        self._measure, self._buckets = measure, numbers.buckets
        trips = measure is Measure.ROUND_TRIPS
        self.trips = numbers.trips if trips else ()
        self.rates = {} if trips else _rates(numbers.buckets, measure)
        highest = max((value for values in self.rates.values() for value in values), default=0.0)
        highest = max((trip.latency_ns for trip in self.trips), default=highest)
        self._top = max(highest, 1.0) * _ROOM_ABOVE
        self.look(shown)

    def clear(self) -> None:
        """Draw nothing, not even axes: without frames they have nothing to measure."""
        self._buckets, self.rates, self.trips = None, {}, ()
        self._shape()

    @property
    def blank(self) -> bool:
        """Nothing is drawn."""
        return self._buckets is None

    def look(self, shown: Stretch) -> None:
        """Show a stretch of time of what is drawn."""
        self._shown = shown
        self._shape()

    def mark(self, stretch: Stretch | None) -> None:
        """Mark a stretch of time, or none."""
        self._selected = stretch
        self.update()

    def point_at(self, at_ns: int | None) -> None:
        """Draw a line at a moment, or none."""
        self._pointed_ns = at_ns
        self.update()

    # Where things are.

    def place(self, time_ns: int) -> float:
        """Give the place of a time, from the left edge of this widget."""
        start, end = self._shown
        return self.area.left() + self.area.width() * (time_ns - start) / max(1, end - start)

    def time_at(self, x: float) -> int:
        """Give the moment at a place; beside the plot, its first or last one."""
        start, end = self._shown
        part = (x - self.area.left()) / max(1.0, self.area.width())
        return start + round((end - start) * max(0.0, min(1.0, part)))

    def _height(self, value: float) -> float:
        return self.area.bottom() - self.area.height() * value / self._top

    def _shape(self) -> None:
        """Turn rates into steps and round trips into points, once for each change and not each repaint."""
        below = QFontMetrics(self._theme.mono).height() + GRID
        self.area = QRectF(self.rect()).adjusted(_VALUES_WIDTH + GRID, GRID, -3 * GRID, -below)
        self._steps = {way: self._outline(rates) for way, rates in self.rates.items()}
        self._points = {way: self._scattered(way) for _, way in _WAYS}
        self.update()

    def _outline(self, rates: tuple[float, ...]) -> QPolygonF:
        assert self._buckets is not None
        start, width = self._buckets.start_ns, self._buckets.width_ns
        points = [QPointF(self.place(start), self._height(0))]
        for number, rate in enumerate(rates):
            height = self._height(rate)
            points.append(QPointF(self.place(start + number * width), height))
            points.append(QPointF(self.place(start + (number + 1) * width), height))
        points.append(QPointF(points[-1].x(), self._height(0)))
        return QPolygonF(points)

    def _scattered(self, way: Direction) -> QPainterPath:
        """Draw a triangle for each round trip of our pings, a circle for each of theirs."""
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for trip in self.trips:
            if trip.direction == way:
                at = QPointF(self.place(trip.time_ns), self._height(trip.latency_ns))
                if way is Direction.SENT:
                    path.addPolygon(_TRIANGLE.translated(at))
                    path.closeSubpath()
                else:
                    path.addEllipse(at, GRID, GRID)
        return path

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit everything into the new size."""
        super().resizeEvent(event)
        self._shape()

    # Painting.

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the axes, then what is measured, then the marks."""
        painter = QPainter(self)
        painter.setFont(self._theme.mono)
        painter.fillRect(self.rect(), self._theme.color("base"))
        if self.blank:
            return
        self._paint_axes(painter)
        painter.setClipRect(self.area.adjusted(0, 0, 1, 1))
        self._paint_steps(painter)
        self._paint_trips(painter)
        self._paint_marks(painter)

    def _paint_axes(self, painter: QPainter) -> None:
        area, metrics = self.area, painter.fontMetrics()
        line, text = self._theme.color("border"), self._theme.color("muted")
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for value, written in value_marks(self._measure, self._top, self._fitting(area.height(), _PER_VALUE)):
            height = self._height(value)
            painter.setPen(line)
            painter.drawLine(QLineF(area.left(), height, area.right(), height))
            if value:
                painter.setPen(text)
                place = QRectF(0, height - metrics.height() / 2, area.left() - GRID, metrics.height())
                painter.drawText(place, right, written)
        painter.setPen(text)
        for at, written in time_marks(self._shown, max(2, self._fitting(area.width(), _PER_MARK))):
            width = metrics.horizontalAdvance(written)
            left = self.place(at) - width / 2
            if left >= area.left() and left + width <= self.width():
                painter.drawText(QPointF(left, area.bottom() + GRID / 2 + metrics.ascent()), written)

    def _paint_steps(self, painter: QPainter) -> None:
        for name, way in _WAYS:
            if steps := self._steps.get(way):
                color = self._theme.color(name)
                if way is Direction.RECEIVED:
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(_faint(color, _GROUND_OPACITY))
                    painter.drawPolygon(steps)
                painter.setPen(color)
                painter.drawPolyline(steps)

    def _paint_trips(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for name, way in _WAYS:
            color = self._theme.color(name)
            painter.setPen(color)
            painter.setBrush(_faint(color, _POINT_OPACITY))
            painter.drawPath(self._points[way])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _paint_marks(self, painter: QPainter) -> None:
        area, accent = self.area, self._theme.color("accent")
        if self._selected is not None:
            left, right = map(self.place, self._selected)
            painter.fillRect(
                QRectF(left, area.top(), right - left, area.height()), _faint(accent, _GROUND_OPACITY)
            )
            painter.setPen(accent)
            painter.drawLines([QLineF(x, area.top(), x, area.bottom()) for x in (left, right)])
        if self._pointed_ns is not None:
            x = self.place(self._pointed_ns)
            painter.setPen(self._theme.color("muted"))
            painter.drawLine(QLineF(x, area.top(), x, area.bottom()))

    def _fitting(self, length: float, steps: int) -> int:
        return max(1, int(length / (steps * GRID)))


def _rates(buckets: Buckets, measure: Measure) -> dict[Direction, tuple[float, ...]]:
    column = "messages" if measure is Measure.MESSAGES else "payload"
    seconds = buckets.width_ns / _SECOND
    return {
        way: tuple(value / seconds for value in buckets.columns[f"{column}_{name}"]) for name, way in _WAYS
    }


def _faint(color: QColor, opacity: float) -> QColor:
    faint = QColor(color)
    faint.setAlphaF(opacity)
    return faint
