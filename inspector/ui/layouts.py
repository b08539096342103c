"""Rows and columns on the 4 px grid; the only place where a widget's distances are counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from inspector.ui.theme_palette import load_metrics

_METRICS = load_metrics()
GRID = _METRICS["grid"]
"""Pixels of one step, before the screen's scaling."""
ROW = _METRICS["row"]
"""Height of a row that is only read."""
ITEM = _METRICS["item"]
"""Height of a row that is chosen or edited."""
ICON = _METRICS["icon"]
"""Side of an icon."""

Item = QWidget | QLayout | None
_Box = TypeVar("_Box", bound=QBoxLayout)


def row(*items: Item, gap: int = 2, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Put items side by side; None stretches. Gap and margins are in steps of the grid."""
    return _filled(QHBoxLayout(), items, gap, margins)


def column(*items: Item, gap: int = 2, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Put items below each other; None stretches. Gap and margins are in steps of the grid."""
    return _filled(QVBoxLayout(), items, gap, margins)


def _filled(box: _Box, items: tuple[Item, ...], gap: int, margins: tuple[int, ...]) -> _Box:
    left, top, right, bottom = (GRID * margin for margin in margins)
    box.setContentsMargins(left, top, right, bottom)
    box.setSpacing(GRID * gap)
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, QWidget):
            box.addWidget(item)
        else:
            box.addLayout(item)
    return box


def characters_wide(widget: QWidget, count: int) -> int:
    """Give the width in which so many digits of the widget's font fit, with its padding."""
    return widget.fontMetrics().horizontalAdvance("0") * count + GRID * 6


class _Measuring(QObject):
    """Measures anew when a widget's style or font changes."""

    def __init__(self, widget: QWidget, measure: Callable[[], None]) -> None:
        super().__init__(widget)
        self._measure = measure
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the style change."""
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._measure()
        return super().eventFilter(watched, event)


def measure_always(widget: QWidget, measure: Callable[[], None]) -> None:
    """Measure something of a widget now, and again whenever its style or font changes.

    The style sheet comes after the widgets: applied before, every widget put into another is styled anew.
    """
    measure()
    _Measuring(widget, measure)
