"""The lines of a window's panels, drawn before the panels are there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSettings
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from inspector.ui.main_window import MainWindow

_KEY = "window/outline"


class WindowOutline(QWidget):
    """Stands where the panels will be, and shows where they were the last time."""

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self._frames, *self._lines = read_outline(settings) or [QRect()]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the place of the frames, and the lines between the panels."""
        painter = QPainter(self)
        painter.fillRect(self._frames, self.palette().color(QPalette.ColorRole.Base))
        for line in self._lines:
            painter.fillRect(line, self.palette().color(QPalette.ColorRole.Mid))


def read_outline(settings: QSettings) -> list[QRect]:
    """Give the remembered place of the frames and then those of lines; nothing where none are remembered."""
    try:
        return [QRect(*map(int, sides)) for sides in json.loads(str(settings.value(_KEY, "[]")))]
    except (ValueError, TypeError):
        return []


def remember_outline(window: MainWindow, settings: QSettings) -> None:
    """Keep where the panels of a window are now."""
    menu, status = window.menuBar().geometry(), window.status.geometry()
    lines = [QRect(0, menu.bottom(), menu.width(), 1), QRect(0, status.top(), status.width(), 1)]
    for splitter in (window.panels, window.middle):
        handles = [splitter.handle(number) for number in range(1, splitter.count())]
        lines += [_place(handle, window) for handle in handles if handle.isVisible()]
    frames = _place(window.table.viewport(), window)
    settings.setValue(_KEY, json.dumps([rect.getRect() for rect in (frames, *lines)]))


def _place(widget: QWidget, window: QWidget) -> QRect:
    # Of a handle only the middle is seen: around it there is room for the mouse.
    return widget.contentsRect().translated(widget.mapTo(window, QPoint()))
