"""Draws the lines of a comparison: two sides, a sign and a ground for what differs."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from inspector.payloads.difference import Form, Kind, Line, Mark
from inspector.ui.compare.words import SIGNS, folded_text
from inspector.ui.json_colours import hidden_spans, json_spans
from inspector.ui.theme import Theme

_GROUNDS = {
    Kind.CHANGED: ("warning_ground", "warning"),
    Kind.ADDED: ("ok_ground", "ok"),
    Kind.REMOVED: ("error_ground", "error"),
    Kind.MOVED: ("info_ground", "accent"),
}


class PaintedLine(NamedTuple):
    """A line, and how it stands in the view."""

    line: Line
    top: float
    selected: bool
    current: bool


class ComparePainter:
    """Measures and draws; it is told the width and how far the text is scrolled sideways."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.form = Form.TEXT
        self.reread_theme()

    def reread_theme(self) -> None:
        """Take the theme's font and sizes."""
        self.font = self._theme.mono
        self._metrics = QFontMetricsF(self.font)
        self._grid = self._theme.metric("grid")
        self.row_height = max(self._theme.metric("row") - self._grid, round(self._metrics.height()))
        self.gutter = self._theme.metric("gutter")

    def text_width(self, text: str) -> float:
        """Measure a text, with room behind it."""
        return self._metrics.horizontalAdvance(text) + 2 * self._grid

    def side_width(self, width: float) -> float:
        """Give the width that each side has for its text."""
        return width / 2 - self.gutter - self._grid

    def draw(self, painter: QPainter, painted: PaintedLine, width: float, scrolled: float) -> None:
        """Draw a line over the whole width."""
        whole = QRectF(0, painted.top, width, self.row_height)
        if painted.line.kind is Kind.FOLDED:
            self._draw_folded(painter, painted, whole)
        else:
            half = width / 2
            sides = (
                (painted.line.left, painted.line.left_marks, whole.adjusted(0, 0, -half, 0)),
                (painted.line.right, painted.line.right_marks, whole.adjusted(half, 0, 0, 0)),
            )
            for text, marks, area in sides:
                self._draw_side(painter, painted, area, text, marks, scrolled)
        if painted.current:
            painter.setPen(QPen(self._theme.color("accent")))
            painter.drawRect(whole.adjusted(0.5, 0.5, -0.5, -0.5))

    def draw_divider(self, painter: QPainter, width: float, height: float) -> None:
        """Draw the line between the sides."""
        painter.setPen(QPen(self._theme.color("border")))
        painter.drawLine(QPointF(width / 2, 0), QPointF(width / 2, height))

    def _draw_folded(self, painter: QPainter, painted: PaintedLine, area: QRectF) -> None:
        painter.fillRect(area, self._theme.color("selection" if painted.selected else "alternate"))
        painter.setPen(self._theme.color("muted"))
        told = f"{SIGNS[Kind.FOLDED]}  {folded_text(painted.line.folded)}"
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, told)

    def _draw_side(
        self,
        painter: QPainter,
        painted: PaintedLine,
        area: QRectF,
        text: str | None,
        marks: tuple[Mark, ...],
        scrolled: float,
    ) -> None:
        kind = painted.line.kind
        ground, sign_colour = _GROUNDS.get(kind, ("", "muted"))
        if painted.selected:
            painter.fillRect(area, self._theme.color("selection"))
        elif text is None:
            painter.fillRect(area, self._theme.color("alternate"))
        elif ground:
            painter.fillRect(area, self._theme.color(ground))
        if text is None:
            return
        sign = area.adjusted(0, 0, self.gutter - area.width(), 0)
        painter.setPen(self._theme.color(sign_colour))
        painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, SIGNS[kind])
        inner = area.adjusted(self.gutter, 0, -self._grid, 0)
        painter.save()
        painter.setClipRect(inner)
        self._draw_text(painter, QPointF(inner.left() - scrolled, area.top()), text, marks)
        painter.restore()

    def _draw_text(self, painter: QPainter, corner: QPointF, text: str, marks: tuple[Mark, ...]) -> None:
        base = corner.y() + (self.row_height + self._metrics.ascent() - self._metrics.descent()) / 2
        for start, end in marks:
            left, right = self._place(text, start), self._place(text, end)
            box = QRectF(corner.x() + left, corner.y(), right - left, self.row_height)
            painter.fillRect(box.adjusted(0, 1, 0, -1), self._theme.color("found"))
            painter.fillRect(QRectF(box.left(), base + 2, box.width(), 1), self._theme.color("warning"))
        for start, end, colour in self._pieces(text):
            painter.setPen(colour)
            painter.drawText(QPointF(corner.x() + self._place(text, start), base), text[start:end])

    def _pieces(self, text: str) -> list[tuple[int, int, QColor]]:
        """Cut a text where its colour changes."""
        spans = sorted(json_spans(text, in_string=False) if self.form is Form.JSON else hidden_spans(text))
        plain = self._theme.color("text")
        pieces = []
        at = 0
        for span in spans:
            if span.start > at:
                pieces.append((at, span.start, plain))
            if span.end > max(at, span.start):
                colour = self._theme.color(f"syntax_{span.kind.value}")
                pieces.append((max(at, span.start), span.end, colour))
                at = span.end
        if at < len(text):
            pieces.append((at, len(text), plain))
        return pieces

    def _place(self, text: str, at: int) -> float:
        return self._metrics.horizontalAdvance(text[:at])
