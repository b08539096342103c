"""Where the fields of the bit diagram lie in pixels, at any width and font."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from inspector.ui.frame_fields import ROW_BITS, Field
from inspector.ui.layouts import GRID

_SMALL = 0.85
"""Captions and bit numbers against the font of the window."""


class Cell(NamedTuple):
    """The part of a field that lies in one row."""

    field: Field
    first: bool
    """The field begins here."""
    bit: int
    """The first bit of the part, counted from the field's first bit."""
    width: int
    area: QRectF


class BitGeometry:
    """Measures the diagram for a width; bits are drawn in `mono`, captions in `small`."""

    def __init__(self, width: float, font: QFont, mono: QFont) -> None:
        self.small = _scaled(font, _SMALL)
        self.bit_width = max(1.0, (width - 1) / ROW_BITS)
        self.mono = self._fitting(mono)
        small, bits = QFontMetricsF(self.small), QFontMetricsF(self.mono)
        self.line = small.height()
        self.bit_line = bits.height()
        self.tens_apart = small.horizontalAdvance("30") + GRID / 2 > self.bit_width
        self.ruler = self.line * (2 if self.tens_apart else 1)
        self.upright = small.horizontalAdvance("MASK") + GRID / 2 > self.bit_width
        self._flag_caption = small.horizontalAdvance("MASK") if self.upright else self.line

    def row_height(self, row: int) -> float:
        """Give the height of a row: caption, bits and value; the first has room for captions set upright."""
        caption = max(self._flag_caption, self.line) if row == 0 else self.line
        return caption + self.bit_line + self.line + GRID * 2

    def height(self, fields: list[Field]) -> int:
        """Give the height of the whole diagram."""
        return round(self.ruler + sum(self.row_height(row) for row in range(rows_of(fields))) + 1)

    def cells(self, fields: list[Field]) -> list[Cell]:
        """Cut the fields at the ends of the rows."""
        cells = []
        for field in fields:
            bit = 0
            while bit < field.length:
                row, column = divmod(field.start + bit, ROW_BITS)
                count = min(field.length - bit, ROW_BITS - column)
                cells.append(Cell(field, bit == 0, bit, count, self._area(row, column, count)))
                bit += count
        return cells

    def _area(self, row: int, column: int, count: int) -> QRectF:
        top = self.ruler + sum(self.row_height(above) for above in range(row))
        return QRectF(column * self.bit_width, top, count * self.bit_width, self.row_height(row))

    def _fitting(self, font: QFont) -> QFont:
        advance = QFontMetricsF(font).horizontalAdvance("0")
        return font if advance <= self.bit_width else _scaled(font, self.bit_width / advance)


def rows_of(fields: list[Field]) -> int:
    """Count the rows that the fields take."""
    return -(-(fields[-1].start + fields[-1].length) // ROW_BITS) if fields else 0


def _scaled(font: QFont, factor: float) -> QFont:
    copy = QFont(font)
    if font.pixelSize() > 0:
        copy.setPixelSize(max(1, round(font.pixelSize() * factor)))
    else:
        copy.setPointSizeF(max(1.0, font.pointSizeF() * factor))
    return copy
