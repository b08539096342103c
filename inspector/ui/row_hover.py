"""Which row of a list with equally high rows is under the mouse."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractScrollArea


class RowHover(QObject):
    """Keeps the mouse's place, for rows scroll away under it; repaints the rows it enters and leaves."""

    def __init__(self, area: QAbstractScrollArea, row_height: int, offset: Callable[[], int]) -> None:
        super().__init__(area)
        self._viewport = area.viewport()
        self._height = row_height
        self._offset = offset
        self._y = -1
        self._viewport.setMouseTracking(True)
        self._viewport.installEventFilter(self)

    @property
    def row(self) -> int:
        """The row under the mouse, though the list may end before it; -1 for none."""
        return -1 if self._y < 0 else (self._y + self._offset()) // self._height

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the mouse move and leave."""
        if watched is self._viewport:
            if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
                self._move(round(event.position().y()))
            elif event.type() == QEvent.Type.Leave:
                self._move(-1)
        return super().eventFilter(watched, event)

    def scrolled(self) -> None:
        """Repaint: what was scrolled shows the mark of the row that was under the mouse before."""
        if self._y >= 0:
            self._viewport.update()

    def _move(self, y: int) -> None:
        left = self.row
        self._y = y
        if self.row != left:
            for row in (left, self.row):
                top = row * self._height - self._offset()
                self._viewport.update(0, top, self._viewport.width(), self._height)
