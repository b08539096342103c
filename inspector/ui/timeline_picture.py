"""What the timeline draws: curves of rates, points of round trips, axes and marks, in the theme's colours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor, QPen

from inspector.capture.statistics.buckets import Buckets
from inspector.capture.statistics.follower import Numbers
from inspector.ui.layouts import GRID
from inspector.ui.theme import current_theme
from inspector.ui.timeline_range import Stretch
from inspector.ui.timeline_ticks import time_marks, value_marks
from inspector.ui.timeline_words import Measure
from inspector.wire.records import Direction

# Its clean-up at the end of the process complains about views that are gone already.
pg.setConfigOption("exitCleanup", False)

_SECOND = 1_000_000_000
_ROOM_ABOVE = 1.3
"""For the line that says what is pointed at."""
_GROUND_OPACITY = 0.18
_WAYS = (("sent", Direction.SENT), ("received", Direction.RECEIVED))
_SYMBOLS = {Direction.SENT: "t1", Direction.RECEIVED: "o"}
_PER_MARK = 28
"""Steps of the grid that a time on the axis needs."""
_PER_VALUE = 6


class Picture:
    """The plot itself: `show` draws numbers, `look` chooses the stretch of time."""

    def __init__(self, view: Any) -> None:
        self._theme = current_theme()
        self._origin_ns = 0
        self._top = 1.0
        self._measure = Measure.MESSAGES
        self._shown: Stretch = (0, _SECOND)
        layout = pg.GraphicsLayout()
        layout.setContentsMargins(GRID, GRID, 3 * GRID, 0)
        layout.setSpacing(0)
        self.box = pg.ViewBox(enableMenu=False, enableMouse=False)
        self.box.setDefaultPadding(0)
        self.box.setMouseEnabled(False, False)
        self._values = pg.AxisItem("left", linkView=self.box)
        self._times = pg.AxisItem("bottom", linkView=self.box)
        layout.addItem(self._values, 0, 0)
        layout.addItem(self.box, 0, 1)
        layout.addItem(self._times, 1, 1)
        view.setCentralItem(layout)
        self._make_items()
        self._style_axes()
        self.restyle(view)

    def _make_items(self) -> None:
        self._curves = {way: pg.PlotCurveItem() for _, way in reversed(_WAYS)}
        self._points = {way: pg.ScatterPlotItem(size=2 * GRID, pxMode=True) for _, way in _WAYS}
        self.selection = pg.LinearRegionItem(movable=False)
        self.pointer = pg.InfiniteLine(angle=90, movable=False)
        for item in (self.selection, *self._curves.values(), *self._points.values(), self.pointer):
            self.box.addItem(item, ignoreBounds=True)
        self.selection.setVisible(False)
        self.pointer.setVisible(False)

    def _style_axes(self) -> None:
        for axis in (self._values, self._times):
            axis.setStyle(tickLength=-GRID, tickFont=self._theme.mono, hideOverlappingLabels=True)
        self._values.setWidth(GRID * 22)
        self._values.setGrid(160)

    def restyle(self, view: Any) -> None:
        """Take the colours of the theme in use."""
        color = self._theme.color
        view.setBackground(color("base"))
        for axis in (self._values, self._times):
            axis.setPen(_pen(color("border")))
            axis.setTickPen(_pen(color("border")))
            axis.setTextPen(_pen(color("muted")))
        for name, way in _WAYS:
            line = color(name)
            self._curves[way].setPen(_pen(line))
            self._points[way].setBrush(_faint(line, 0.6))
            self._points[way].setPen(_pen(line))
            self._points[way].setSymbol(_SYMBOLS[way])
        # Received is a surface and sent a line, so that they differ without their colours too.
        self._curves[Direction.RECEIVED].setBrush(_faint(color("received"), _GROUND_OPACITY))
        self._curves[Direction.RECEIVED].setFillLevel(0)
        self.selection.setBrush(_faint(color("accent"), _GROUND_OPACITY))
        for line in self.selection.lines:
            line.setPen(_pen(color("accent")))
            line.setHoverPen(_pen(color("accent")))
        self.pointer.setPen(_pen(color("muted")))

    def begin(self, origin_ns: int) -> None:
        """Count time from here: seconds since 1970 would leave no digits for microseconds."""
        self._origin_ns = origin_ns

    def show(self, numbers: Numbers, measure: Measure) -> None:
        """Draw a measure of numbers."""
        self._measure = measure
        trips = measure is Measure.ROUND_TRIPS
        highest = self._draw_trips(numbers) if trips else self._draw_rates(numbers.buckets, measure)
        for _, way in _WAYS:
            self._curves[way].setVisible(not trips)
            self._points[way].setVisible(trips)
        self._top = max(highest, 1.0) * _ROOM_ABOVE
        self.box.setYRange(0, self._top, padding=0)
        self.mark_axes()

    def look(self, shown: Stretch) -> None:
        """Show a stretch of time of what is drawn."""
        self._shown = shown
        self.box.setXRange(self.place(shown[0]), self.place(shown[1]), padding=0)
        self.mark_axes()

    def mark_axes(self) -> None:
        """Write as many values and times as fit."""
        times = time_marks(self._shown, max(2, int(self.box.width() / (_PER_MARK * GRID))))
        self._times.setTicks([[(self.place(at), text) for at, text in times]])
        fitting = max(1, int(self.box.height() / (_PER_VALUE * GRID)))
        self._values.setTicks([value_marks(self._measure, self._top, fitting)])

    def place(self, time_ns: int) -> float:
        """Give the place of a time on the axis."""
        return (time_ns - self._origin_ns) / _SECOND

    def time_at(self, place: float) -> int:
        """Give the time of a place on the axis."""
        return self._origin_ns + round(place * _SECOND)

    def _draw_rates(self, buckets: Buckets, measure: Measure) -> float:
        column = "messages" if measure is Measure.MESSAGES else "payload"
        width = buckets.width_ns / _SECOND
        edges = self.place(buckets.start_ns) + np.arange(len(buckets) + 1) * width
        highest = 0.0
        for name, way in _WAYS:
            rates = np.frombuffer(buckets.columns[f"{column}_{name}"]) / width
            self._curves[way].setData(edges, rates, stepMode="center")
            highest = max(highest, float(rates.max()))
        return highest

    def _draw_trips(self, numbers: Numbers) -> float:
        highest = 0.0
        for _, way in _WAYS:
            trips = [trip for trip in numbers.trips if trip.direction == way]
            places = np.array([self.place(trip.time_ns) for trip in trips])
            latencies = np.array([trip.latency_ns for trip in trips], dtype=float)
            self._points[way].setData(places, latencies)
            highest = max(highest, float(latencies.max(initial=0)))
        return highest


def _pen(color: QColor) -> QPen:
    pen = QPen(color, 1)
    pen.setCosmetic(True)
    return pen


def _faint(color: QColor, opacity: float) -> QColor:
    faint = QColor(color)
    faint.setAlphaF(opacity)
    return faint
