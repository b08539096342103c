"""Draws the rows of a hex view."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from inspector.payloads.hex_dump import ascii_column
from inspector.ui.hex_layout import HexLayout, Selection
from inspector.ui.layouts import GRID
from inspector.ui.theme import Theme


class HexRow(NamedTuple):
    """One row: its layout, its first byte's offset and its bytes."""

    layout: HexLayout
    offset: int
    part: bytes


class HexPainter:
    """Holds the theme's font and colours."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.margin = 2 * GRID
        self.reread_theme()

    def reread_theme(self) -> None:
        """Take the theme's colours and fonts anew."""
        self.font = QFont(self._theme.mono)
        self.font.setKerning(False)
        self.font.setStyleStrategy(QFont.StyleStrategy.PreferNoShaping)
        metrics = QFontMetricsF(self.font)
        self.character = metrics.horizontalAdvance("0")
        self.row_height = round(metrics.height()) + GRID // 2
        self._ascent = (self.row_height - metrics.height()) / 2 + metrics.ascent()
        color = self._theme.color
        self._text, self._muted, self._accent = color("text"), color("muted"), color("accent")
        self._selected = color("selection")
        self._inactive, self._quiet = color("selection_inactive"), color("disabled")
        self._found = color("found")

    def draw_row(self, painter: QPainter, corner: QPointF, row: HexRow) -> None:
        """Draw a row's offset, its bytes and its characters; zero bytes and dots stay quiet."""
        loud, quiet = row_texts(row)
        baseline = corner + QPointF(0, self._ascent)
        painter.setPen(self._text)
        painter.drawText(baseline, loud)
        painter.setPen(self._muted)
        painter.drawText(baseline, quiet)

    def draw_selection(
        self, painter: QPainter, corner: QPointF, row: HexRow, chosen: Selection, focused: bool
    ) -> None:
        """Draw the ground of a row's selected bytes, in both columns."""
        ground = self._selected if focused else self._inactive
        self._draw_ground(painter, corner, row, (chosen.start, chosen.end), ground)

    def draw_marks(
        self, painter: QPainter, corner: QPointF, row: HexRow, places: Sequence[tuple[int, int]]
    ) -> None:
        """Draw the ground of places that were sought; they are in order and apart from each other."""
        at = bisect_right(places, row.offset, key=lambda place: place[1])
        while at < len(places) and places[at][0] < row.offset + len(row.part):
            self._draw_ground(painter, corner, row, places[at], self._found)
            at += 1

    def _draw_ground(
        self, painter: QPainter, corner: QPointF, row: HexRow, place: tuple[int, int], ground: QColor
    ) -> None:
        layout = row.layout
        first = max(place[0] - row.offset, 0)
        last = min(place[1] - row.offset, len(row.part)) - 1
        if first <= last:
            hex_end = layout.hex_column(last) + 2
            painter.fillRect(self._area(corner, layout.hex_column(first), hex_end), ground)
            ascii_end = layout.ascii_start + last + 1
            painter.fillRect(self._area(corner, layout.ascii_start + first, ascii_end), ground)

    def draw_cursor(
        self, painter: QPainter, corner: QPointF, row: HexRow, index: int, in_ascii: bool
    ) -> None:
        """Frame the byte under the cursor; in the accent's colour in the column where it stands."""
        layout = row.layout
        digits = self._area(corner, layout.hex_column(index), layout.hex_column(index) + 2)
        letter = self._area(corner, layout.ascii_start + index, layout.ascii_start + index + 1)
        for area, here in ((digits, not in_ascii), (letter, in_ascii)):
            painter.setPen(self._accent if here else self._quiet)
            painter.drawRect(area.adjusted(-0.5, 0.5, 0.5, -0.5))

    def _area(self, corner: QPointF, start: int, end: int) -> QRectF:
        left = corner.x() + start * self.character
        return QRectF(left, corner.y(), (end - start) * self.character, self.row_height)


def row_texts(row: HexRow) -> tuple[str, str]:
    """Give a row's text twice, blanks in place of what is to be drawn quietly, and the reverse."""
    layout = row.layout
    loud, quiet = [" "] * layout.columns, [" "] * layout.columns
    quiet[: layout.offset_digits] = f"{row.offset:0{layout.offset_digits}x}"
    for index, (byte, letter) in enumerate(zip(row.part, ascii_column(row.part), strict=True)):
        column = layout.hex_column(index)
        (loud if byte else quiet)[column : column + 2] = f"{byte:02x}"
        (quiet if letter == "·" else loud)[layout.ascii_start + index] = letter
    return "".join(loud), "".join(quiet)
