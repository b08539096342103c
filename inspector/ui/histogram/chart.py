"""The bars of a histogram, on which a person chooses a range of values."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QLineF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector.ui.histogram.bins import Bar, Pair, bars_of
from inspector.ui.layouts import GRID
from inspector.ui.theme import current_theme

QUANTILES = (0.5, 0.95, 0.99)
_WAYS = ("sent", "received")
_LEAST_HEIGHT = 30 * GRID
_FAINT = 0.35


class HistogramChart(QWidget):
    """Draws how many values there are in each bin, sent beside received, with p50, p95 and p99 above.

    `chosen` carries the least and the greatest value of the bars that the person chose, or None twice;
    `pointed` carries the bar under the pointer or the cursor, or None.
    """

    chosen = Signal(object, object)
    pointed = Signal(object)

    def __init__(self, write: Callable[[float], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._write = write
        self._pair: Pair | None = None
        self._bars: list[Bar] = []
        self._range: tuple[int, int] | None = None
        self._at = -1
        self._pressed = -1
        self._theme = current_theme()
        self._theme.changed.connect(self.update)
        self.setMinimumHeight(_LEAST_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def bars(self) -> list[Bar]:
        """What is drawn."""
        return self._bars

    @property
    def bar(self) -> Bar | None:
        """The bar under the pointer or the cursor."""
        return self._bars[self._at] if 0 <= self._at < len(self._bars) else None

    @property
    def range(self) -> tuple[int, int] | None:
        """The least and the greatest value that are chosen."""
        return self._range

    def set_values(self, pair: Pair | None, write: Callable[[float], str]) -> None:
        """Show these distributions; `write` makes a text of a value."""
        if write is not self._write:
            self._at = -1
        self._pair, self._write = pair, write
        self._bars = bars_of(pair) if pair is not None else []
        self._at = min(self._at, len(self._bars) - 1)
        self.update()

    def choose(self, first: int, last: int) -> None:
        """Choose the bars from one to another, and tell."""
        if self._bars:
            first, last = sorted((self._inside(first), self._inside(last)))
            self._range = self._bars[first].low, self._bars[last].high
            self.update()
            self.chosen.emit(*self._range)

    def clear_choice(self) -> None:
        """Choose nothing, and tell."""
        if self._range is not None:
            self._range = None
            self.update()
            self.chosen.emit(None, None)

    def forget_choice(self) -> None:
        """Choose nothing, and tell nobody."""
        self._range = None
        self.update()

    # Geometry.

    def _area(self) -> QRectF:
        line = self._metrics().height()
        return QRectF(self.rect()).adjusted(2 * GRID, line + GRID, -2 * GRID, -line - GRID)

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._theme.mono)

    def _inside(self, number: int) -> int:
        return max(0, min(len(self._bars) - 1, number))

    def bar_at(self, x: float) -> int:
        """Give the number of the bar at a place, −1 beside them."""
        area = self._area()
        if not self._bars or not area.left() <= x < area.right():
            return -1
        return self._inside(int((x - area.left()) / area.width() * len(self._bars)))

    def column_of(self, number: int) -> QRectF:
        """Give the area of a bar, as high as the chart."""
        area = self._area()
        width = area.width() / max(1, len(self._bars))
        return QRectF(area.left() + number * width, area.top(), width, area.height())

    # Keys and mouse.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk over the bars; with Shift choose them, and with Return the one."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if step and self._bars:
            before, now = self._inside(self._at), self._inside(self._at + step)
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._pressed = before if self._pressed < 0 else self._pressed
                self.choose(self._pressed, now)
            else:
                self._pressed = -1
            self._point(now)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at >= 0:
            self.choose(self._at, self._at)
        elif event.key() == Qt.Key.Key_Escape and self._range is not None:
            self._pressed = -1
            self.clear_choice()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to choose; beside the bars, choose nothing."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self.bar_at(event.position().x())
            if self._pressed < 0:
                self.clear_choice()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at a bar, or choose up to it."""
        at = self.bar_at(event.position().x())
        self._point(at)
        if event.buttons() & Qt.MouseButton.LeftButton and self._pressed >= 0 and at >= 0:
            first, last = sorted((self._pressed, at))
            self._range = self._bars[first].low, self._bars[last].high
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the bars from where the button was pressed to here."""
        if event.button() == Qt.MouseButton.LeftButton and self._pressed >= 0:
            at = self.bar_at(event.position().x())
            self.choose(self._pressed, at if at >= 0 else self._pressed)
            self._pressed = -1

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self._point(-1)

    def _point(self, at: int) -> None:
        if at != self._at:
            self._at = at
            self.pointed.emit(self.bar)
            self.update()

    # Painting.

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what is chosen, the bars, the quantiles and the axis."""
        painter = QPainter(self)
        painter.setFont(self._theme.mono)
        painter.fillRect(self.rect(), self._theme.color("base"))
        if not self._bars or self._pair is None:
            return
        self._paint_grounds(painter)
        self._paint_bars(painter)
        self._paint_axis(painter)
        self._paint_quantiles(painter, self._pair)

    def _paint_grounds(self, painter: QPainter) -> None:
        if self._range is not None:
            low, high = self._range
            inside = [at for at, bar in enumerate(self._bars) if bar.high >= low and bar.low <= high]
            if inside:
                ground = self.column_of(inside[0]).united(self.column_of(inside[-1]))
                painter.fillRect(ground, self._theme.color("selection"))
        if 0 <= self._at < len(self._bars):
            painter.fillRect(self.column_of(self._at), _faint(self._theme.color("accent"), 0.12))

    def _paint_bars(self, painter: QPainter) -> None:
        most = max(max(bar.tallies) for bar in self._bars)
        least = self._theme.metric("marker")
        ways = [way for way in range(2) if any(bar.tallies[way] for bar in self._bars)]
        for number, bar in enumerate(self._bars):
            column = self.column_of(number)
            gap = min(GRID / 2, column.width() / 8)
            width = (column.width() - 2 * gap) / len(ways)
            for place, way in enumerate(ways):
                tally = bar.tallies[way]
                if tally:
                    height = max(least, column.height() * tally / most)  # a single one among millions is seen
                    left = column.left() + gap + place * width
                    area = QRectF(left, column.bottom() - height, width, height)
                    painter.fillRect(area, self._theme.color(_WAYS[way]))

    def _paint_axis(self, painter: QPainter) -> None:
        area, metrics = self._area(), self._metrics()
        painter.setPen(self._theme.color("border_strong"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setPen(self._theme.color("muted"))
        free_from = area.left()
        for number, bar in enumerate(self._bars):
            text = self._write(bar.low)
            left, width = self.column_of(number).left(), metrics.horizontalAdvance(text)
            if left >= free_from and left + width <= self.width():
                place = QRectF(left, area.bottom() + GRID / 2, width + 1, metrics.height())
                painter.drawText(place, Qt.AlignmentFlag.AlignLeft, text)
                free_from = left + width + 4 * GRID

    def _paint_quantiles(self, painter: QPainter, pair: Pair) -> None:
        """Mark the quantiles of the direction that has more values; the table below has both."""
        way = 0 if pair[0].count > pair[1].count else 1
        metrics, color = self._metrics(), self._theme.color(_WAYS[way])
        free_from = 0.0
        for part in QUANTILES:
            value = pair[way].quantile(part)
            number = next(
                (at for at, bar in enumerate(self._bars) if value is not None and value <= bar.high), 0
            )
            column = self.column_of(number)
            painter.setPen(_faint(color, _FAINT))
            middle = column.center().x()
            painter.drawLine(QLineF(middle, column.top(), middle, column.bottom()))
            text = f"p{part * 100:.0f}"
            width = metrics.horizontalAdvance(text)
            left = min(column.center().x() - width / 2, self.width() - width - GRID)
            if left < free_from:
                continue  # the table below has it
            painter.setPen(self._theme.color("muted"))
            place = QRectF(left, 0, width + 1, metrics.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, text)
            free_from = left + width + GRID


def _faint(color: QColor, opacity: float) -> QColor:
    faint = QColor(color)
    faint.setAlphaF(opacity)
    return faint
