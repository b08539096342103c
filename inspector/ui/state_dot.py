"""A dot that tells a connection's state by its shape, and by its colour to those who see it."""

from __future__ import annotations

import enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from inspector.session.events import State
from inspector.ui.theme import current_theme

_STROKE = 0.18
"""The line's width, as a part of the dot's size."""
_HALF_TURN = 180 * 16


class DotShape(enum.Enum):
    """What the dot looks like."""

    FILLED = "filled"
    HALF = "half"
    HOLLOW = "hollow"
    CROSS = "cross"


def dot_of(state: State, failed: bool = False) -> tuple[DotShape, str]:
    """Give the shape and the theme's colour for a state; `failed` tells a failure from a clean close."""
    if state is State.OPEN:
        return DotShape.FILLED, "ok"
    if state is State.CONNECTING:
        return DotShape.HALF, "accent"
    if state is State.CLOSING:
        return DotShape.HALF, "warning"
    return (DotShape.CROSS, "error") if failed else (DotShape.HOLLOW, "muted")


def paint_dot(painter: QPainter, area: QRectF, shape: DotShape, color: QColor) -> None:
    """Draw a dot that fills a square."""
    stroke = area.width() * _STROKE
    inner = area.adjusted(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    if shape is DotShape.CROSS:
        painter.drawLine(inner.topLeft(), inner.bottomRight())
        painter.drawLine(inner.topRight(), inner.bottomLeft())
    else:
        painter.setBrush(color if shape is DotShape.FILLED else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(inner)
    if shape is DotShape.HALF:
        painter.setBrush(color)
        painter.drawChord(inner, _HALF_TURN, _HALF_TURN)
    painter.restore()


class StateDot(QWidget):
    """The dot alone, beside a word that says the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = current_theme()
        self._theme.changed.connect(self.update)
        self._shape, self._color = dot_of(State.CLOSED)
        size = self._theme.metric("dot")
        self.setFixedSize(QSize(size, size))

    def set_state(self, state: State, failed: bool = False) -> None:
        """Show a state."""
        self._shape, self._color = dot_of(state, failed)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the dot."""
        painter = QPainter(self)
        paint_dot(painter, QRectF(self.rect()), self._shape, self._theme.color(self._color))
        painter.end()
