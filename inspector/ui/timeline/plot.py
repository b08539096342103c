"""The timeline's plot under mouse and keys: zoom, drag, choose a stretch of time, read what is pointed at."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from inspector.ui.timeline.range import Stretch
from inspector.ui.timeline.view import TimelineView

_NOTCH = 120
"""What a wheel turns from one step to the next, in eighths of a degree."""
_ZOOM = 1.25
_STEP = 0.1


class TimelinePlot(TimelineView):
    """A plot that is moved by dragging; Shift, or `selects`, makes a drag choose a stretch of time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed: QPointF | None = None
        self._dragged_to = 0.0
        self._dragging = False
        self._selecting_from: int | None = None
        self.selects = False
        """A drag chooses a stretch of time also without Shift."""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, Home and End; zoom with + and −; choose what is shown with Return."""
        actions = {
            Qt.Key.Key_Left: lambda: self.range.pan(-_STEP),
            Qt.Key.Key_Right: lambda: self.range.pan(_STEP),
            Qt.Key.Key_Plus: lambda: self.range.zoom(1 / _ZOOM),
            Qt.Key.Key_Equal: lambda: self.range.zoom(1 / _ZOOM),
            Qt.Key.Key_Minus: lambda: self.range.zoom(_ZOOM),
            Qt.Key.Key_Home: self.range.to_start,
            Qt.Key.Key_End: self.range.to_end,
            Qt.Key.Key_0: self.range.reset,
        }
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.empty:
            self.choose(self.shown)
        elif key == Qt.Key.Key_Escape and (self.selected is not None or self.zoomed):
            self._escape()
        elif key in actions:
            actions[key]()
            self.moved()
        else:
            super().keyPressEvent(event)

    def _escape(self) -> None:
        """Clear what is chosen; if nothing is, show the whole."""
        if self.selected is not None:
            self.choose(None)
        else:
            self.reset()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer; sideways, or with Shift, move."""
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(turned.x()) > abs(turned.y()):
            self.range.pan(-(turned.x() or turned.y()) / _NOTCH * _STEP)
        else:
            self.range.zoom(_ZOOM ** (-turned.y() / _NOTCH), self.time_at(event.position().x()))
        self.moved()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag, or to choose."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._pressed = event.position()
        self._dragged_to = event.position().x()
        self._dragging = False
        if self.selects or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._selecting_from = self.time_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, choose, or read what is there."""
        x = event.position().x()
        if self._selecting_from is not None:
            self.mark(_ordered(self._selecting_from, self.time_at(x)))
        elif self._pressed is not None:
            self._drag_to(event.position())
        self.point_at(x)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End dragging or choosing; a click where something was to be chosen clears it."""
        chosen, pressed = self._selecting_from, self._pressed
        self._selecting_from = self._pressed = None
        self.unsetCursor()
        if chosen is None or pressed is None:
            return
        now = self.time_at(event.position().x())
        self.choose(_ordered(chosen, now) if _is_drag(pressed, event.position()) else None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the whole."""
        self._pressed = self._selecting_from = None
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Read what is pointed at."""
        super().enterEvent(event)
        self.point_at(event.position().x())

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self.point_nowhere()

    def _drag_to(self, now: QPointF) -> None:
        """Move with the pointer, once it has moved far enough to mean it."""
        if self._pressed is None or not (self._dragging or _is_drag(self._pressed, now)):
            return
        self._dragging = True
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.range.pan((self._dragged_to - now.x()) / max(1.0, self.area_width))
        self._dragged_to = now.x()
        self.moved()


def _is_drag(pressed: QPointF, now: QPointF) -> bool:
    return abs(now.x() - pressed.x()) >= QApplication.startDragDistance()


def _ordered(one: int, other: int) -> Stretch:
    return min(one, other), max(one, other)
