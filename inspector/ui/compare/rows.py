"""Two payloads line by line, side by side: any number of lines, for only those in view are drawn."""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from inspector.payloads.difference import Form, Kind, Line
from inspector.ui.compare.painter import ComparePainter, PaintedLine
from inspector.ui.compare.words import spoken_line
from inspector.ui.theme import current_theme

_MEASURED = 20


class PreparedLines(NamedTuple):
    """Lines, with what takes a while to be found out of many."""

    lines: list[Line]
    starts: list[int]
    """Where each difference starts, by its number less one."""
    longest: list[str]
    """Some of the longest texts."""


def prepared(lines: list[Line]) -> PreparedLines:
    """Prepare lines, on any thread."""
    starts = []
    before = 0
    for at, line in enumerate(lines):
        if line.difference > before:
            before = line.difference
            starts.append(at)
    texts = (text for line in lines for text in (line.left, line.right) if text)
    return PreparedLines(lines, starts, heapq.nlargest(_MEASURED, texts, key=len))


class CompareRows(QAbstractScrollArea):
    """Lines are selected with mouse and keyboard; one of them is current."""

    currentChanged = Signal()
    unfoldRequested = Signal()
    menuRequested = Signal(object)
    """A place on the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = current_theme()
        self._painter = ComparePainter(self._theme)
        self._lines: list[Line] = []
        self._starts: list[int] = []
        self._current = 0
        self._anchor = 0
        self._widest = 0.0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Both messages side by side"))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme.changed.connect(self._take_theme)

    # What is shown.

    def show_lines(self, prepared: PreparedLines, form: Form) -> None:
        """Show lines from the first difference on."""
        self._lines = prepared.lines
        self._painter.form = form
        self._starts = prepared.starts
        self._widest = max(map(self._painter.text_width, prepared.longest), default=0.0)
        self._current = self._anchor = self._starts[0] if self._starts else 0
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._show_current(centred=False)

    @property
    def difference(self) -> int:
        """The number of the difference that the current line belongs to or follows; 0 before the first."""
        return bisect_right(self._starts, self._current)

    @property
    def current(self) -> int:
        """The number of the current line."""
        return self._current

    def selected_lines(self) -> list[Line]:
        """Give the selected lines, one at least where there are any."""
        first, last = sorted((self._anchor, self._current))
        return self._lines[first : last + 1]

    def step(self, direction: int) -> bool:
        """Go to the next difference (1) or the previous one (-1); False when there is none."""
        if direction > 0:
            place = bisect_right(self._starts, self._current)
        else:
            place = bisect_left(self._starts, self._current) - 1
        if not 0 <= place < len(self._starts):
            return False
        self._go_to(self._starts[place], extend=False, centred=True)
        return True

    def select_all(self) -> None:
        """Select every line."""
        self._anchor = 0
        self._go_to(len(self._lines) - 1, extend=True)

    # Geometry.

    def _lay_out(self) -> None:
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        page = self._page()
        vertical.setPageStep(page)
        vertical.setRange(0, max(0, len(self._lines) - page))
        side = self._painter.side_width(self.viewport().width())
        horizontal.setPageStep(max(1, round(side)))
        horizontal.setSingleStep(round(self._painter.text_width("0")))
        horizontal.setRange(0, max(0, round(self._widest - side)))

    def _page(self) -> int:
        return max(1, self.viewport().height() // self._painter.row_height)

    def _line_at(self, point: QPointF) -> int:
        row = self.verticalScrollBar().value() + int(point.y() // self._painter.row_height)
        return max(0, min(row, len(self._lines) - 1))

    def _go_to(self, row: int, *, extend: bool, centred: bool = False) -> None:
        if not self._lines:
            return
        self._current = max(0, min(row, len(self._lines) - 1))
        if not extend:
            self._anchor = self._current
        self._show_current(centred=centred)

    def _show_current(self, *, centred: bool) -> None:
        bar, page = self.verticalScrollBar(), self._page()
        if not bar.value() <= self._current < bar.value() + page:
            centre = self._current - page // 2
            beside = self._current if self._current < bar.value() else self._current - page + 1
            bar.setValue(centre if centred else beside)
        if self._lines:
            self.setAccessibleDescription(spoken_line(self._lines[self._current]))
        self.viewport().update()
        self.currentChanged.emit()

    def sizeHint(self) -> QSize:
        """Show some lines."""
        return QSize(round(2 * self._painter.text_width("0" * 60)), 24 * self._painter.row_height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the scroll bars to the new size; the current line stays in view where it was."""
        bar = self.verticalScrollBar()
        in_view = bar.value() <= self._current < bar.value() + bar.pageStep()
        super().resizeEvent(event)
        self._lay_out()
        if in_view and self._current >= bar.value() + self._page():
            bar.setValue(self._current - self._page() + 1)

    # Drawing.

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines in view."""
        painter = QPainter(self.viewport())
        area = self.viewport().rect()
        painter.fillRect(area, self._theme.color("base"))
        painter.setFont(self._painter.font)
        first = self.verticalScrollBar().value()
        low, high = sorted((self._anchor, self._current))
        several, focused = low != high, self.hasFocus()
        for row in range(first, min(first + self._page() + 1, len(self._lines))):
            top = (row - first) * self._painter.row_height
            selected = several and low <= row <= high
            painted = PaintedLine(self._lines[row], top, selected, focused and row == self._current)
            self._painter.draw(painter, painted, area.width(), self.horizontalScrollBar().value())
        self._painter.draw_divider(painter, area.width(), area.height())
        painter.end()

    def _take_theme(self) -> None:
        self._painter.reread_theme()
        self._lay_out()
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw which line is current."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Draw it no more."""
        super().focusOutEvent(event)
        self.viewport().update()

    # Mouse and keyboard.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select a line, or up to it with Shift."""
        if event.button() is Qt.MouseButton.LeftButton and self._lines:
            extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._go_to(self._line_at(event.position()), extend=extend)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select up to the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(self._line_at(event.position()), extend=True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Unfold lines that are the same."""
        if self._lines and self._lines[self._line_at(event.position())].kind is Kind.FOLDED:
            self.unfoldRequested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move from line to line, select with Shift, scroll sideways."""
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            bar = self.horizontalScrollBar()
            step = 4 * bar.singleStep()
            bar.setValue(bar.value() + (step if event.key() == Qt.Key.Key_Right else -step))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._on_fold():
            self.unfoldRequested.emit()
        elif (target := self._target(Qt.Key(event.key()))) is not None:
            self._go_to(target, extend=extend)
        else:
            super().keyPressEvent(event)

    def _on_fold(self) -> bool:
        return bool(self._lines) and self._lines[self._current].kind is Kind.FOLDED

    def _target(self, key: Qt.Key) -> int | None:
        return {
            Qt.Key.Key_Up: self._current - 1,
            Qt.Key.Key_Down: self._current + 1,
            Qt.Key.Key_PageUp: self._current - self._page(),
            Qt.Key.Key_PageDown: self._current + self._page(),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._lines) - 1,
        }.get(key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu of what can be done with the selected lines."""
        self.menuRequested.emit(event.globalPos())
