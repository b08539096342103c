"""Where the bytes of a message lie in the view of its layers."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from inspector.payloads.layer_records import LayerKind, Layers
from inspector.ui.layouts import GRID

MOST_ROWS = 12
"""Rows of bytes that are shown; a line below them tells how many bytes follow."""
_HEAD = 31
"""Bytes of an HTTP head that are shown, for the body is what one looks for."""


class ByteGeometry:
    """Measures rows of bytes for a width: two hex digits, and below them the character."""

    def __init__(self, width: float, mono: QFont, layers: Layers | None) -> None:
        metrics = QFontMetricsF(mono)
        self.cell = metrics.horizontalAdvance("00") + GRID
        self.line = metrics.height()
        self.row = self.line * 2 + GRID
        fitting = max(1, int(width // self.cell))
        # Whole groups of four are easier to count.
        self.columns = fitting // 4 * 4 if fitting >= 4 else fitting
        self.gap = _gap(layers)
        self._bytes = _shown(layers, self.gap)[: self.columns * MOST_ROWS]
        self.rows = -(-len(self._bytes) // self.columns)
        self.left_out = layers.total - self._bytes[-1] - 1 if layers and self._bytes else 0
        """How many bytes follow the last one shown."""

    @property
    def height(self) -> float:
        """The height of the rows, with a gap between them."""
        return self.rows * (self.row + GRID) - GRID if self.rows else 0.0

    def numbers(self, start: int, end: int) -> list[int]:
        """Give those of some bytes that are shown; the first that is left out stands for all of them."""
        return self._bytes[bisect_left(self._bytes, start) : bisect_left(self._bytes, end)]

    def area(self, start: int, end: int) -> list[QRectF]:
        """Give the areas of bytes that follow one another, one for each row they lie in."""
        areas = []
        at, last = bisect_left(self._bytes, start), bisect_left(self._bytes, end)
        while at < last:
            row, column = divmod(at, self.columns)
            count = min(last - at, self.columns - column)
            areas.append(QRectF(column * self.cell, row * (self.row + GRID), count * self.cell - 1, self.row))
            at += count
        return areas

    def byte_at(self, point: QPointF) -> int | None:
        """Give the number of the byte under a point."""
        row, column = int(point.y() // (self.row + GRID)), int(point.x() // self.cell)
        at = row * self.columns + column
        inside = 0 <= column < self.columns and point.y() >= 0
        return self._bytes[at] if inside and at < len(self._bytes) else None


def _gap(layers: Layers | None) -> range:
    """Give the bytes of an HTTP head that are left out."""
    first = layers.spans[0] if layers and layers.spans else None
    if first is None or first.kind is not LayerKind.HTTP or first.end <= _HEAD + 1:
        return range(0)
    return range(_HEAD, first.end)


def _shown(layers: Layers | None, gap: range) -> list[int]:
    count = len(layers.data) if layers else 0
    if not gap:
        return list(range(count))
    return [*range(gap.start + 1), *range(gap.stop, count)]
