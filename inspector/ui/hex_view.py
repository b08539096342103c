"""Bytes in hex and ASCII: any size, for only the rows in view are ever read."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from inspector.ui.background import run_beside
from inspector.ui.copying import MOST_COPIED, CopyAs, payload_as
from inspector.ui.hex_cache import HexCache
from inspector.ui.hex_keys import target_of
from inspector.ui.hex_layout import HexLayout, Place, Selection, moved
from inspector.ui.hex_painter import HexPainter, HexRow
from inspector.ui.hex_words import describe_byte, describe_selection
from inspector.ui.payload_source import PayloadSource
from inspector.ui.theme import current_theme

_AROUND = 3
_SCROLL_MS = 40


class HexView(QAbstractScrollArea):
    """Shows a payload's bytes; mouse and keyboard select them."""

    described = Signal(str)
    """What is under the cursor, or how much is selected, in words."""
    problem = Signal(str)
    """Why something cannot be done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = current_theme()
        self._painter = HexPainter(self._theme)
        self._source: PayloadSource | None = None
        self._cache = HexCache(self)
        self._cache.arrived.connect(self._changed)
        self._cache.problem.connect(self.problem)
        self._layout = HexLayout(16, 4)
        self._selection = Selection(0, 0)
        self._marks: list[tuple[int, int]] = []
        self._in_ascii = False
        self._dragged_to: QPointF | None = None
        self._scroller = QTimer(self)
        self._scroller.setInterval(_SCROLL_MS)
        self._scroller.timeout.connect(self._drag_on)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Payload in hex"))
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self._theme.changed.connect(self._take_theme)

    def set_source(self, source: PayloadSource | None) -> None:
        """Show a payload from its first byte; None shows nothing."""
        self._source = source
        self._cache.set_source(source)
        self._selection, self._in_ascii, self._marks = Selection(0, 0), False, []
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._changed()

    @property
    def length(self) -> int:
        """Bytes of the payload."""
        return self._source.length if self._source else 0

    @property
    def selection(self) -> Selection:
        """The selected bytes; one is selected at least, where there is one."""
        return self._selection

    def select(self, selection: Selection) -> None:
        """Select bytes and bring the cursor into view."""
        self._selection = selection
        self._show_cursor()
        self._changed()

    def set_marks(self, places: list[tuple[int, int]]) -> None:
        """Mark places, each from its first to behind its last byte; in order, and apart from each other."""
        self._marks = places
        self.viewport().update()

    @property
    def marks(self) -> list[tuple[int, int]]:
        """The places that are marked."""
        return self._marks

    def copy(self) -> None:
        """Put the selection on the clipboard: as hex, or as text from the ASCII column."""
        if self._selection.length > MOST_COPIED:
            self.problem.emit(
                self.tr("Too much for the clipboard: select 16 MiB at most, or save the payload.")
            )
            return
        form = CopyAs.TEXT if self._in_ascii else CopyAs.HEX
        if self._source is not None and self.length:
            part = partial(self._source.part, self._selection.start, self._selection.length)
            if self._source.at_hand:
                self._put_on_clipboard(form, *part())
            else:
                run_beside(self, part, lambda read: self._put_on_clipboard(form, *read))

    def _put_on_clipboard(self, form: CopyAs, data: bytes, problem: str) -> None:
        if problem:
            self.problem.emit(problem)
        else:
            QGuiApplication.clipboard().setText(payload_as(form, data))

    def description(self) -> str:
        """Say what is selected."""
        if not self.length:
            return self.tr("No bytes")
        if self._selection.length > 1:
            return describe_selection(self._selection)
        cursor = self._selection.cursor
        start = max(0, cursor - _AROUND)
        around = self._cache.read(start, cursor - start + 1 + _AROUND)
        if around is None:
            return self.tr("Reading…")
        return describe_byte(cursor, around, cursor - start) if cursor - start < len(around) else ""

    def _changed(self) -> None:
        description = self.description()
        self.setAccessibleDescription(description)
        self.described.emit(description)
        self.viewport().update()

    def _take_theme(self) -> None:
        self._painter.reread_theme()
        self._lay_out()
        self.viewport().update()

    # Geometry.

    def _lay_out(self) -> None:
        """Fit the columns to the width and the scroll bars to the rows; what was on top stays there."""
        top = self.verticalScrollBar().value() * self._layout.bytes_a_row
        width = self.viewport().width() - 2 * self._painter.margin
        self._layout = HexLayout.fitting(int(width / self._painter.character), self.length)
        rows_in_view = self._rows_in_view()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setPageStep(max(1, rows_in_view))
        vertical.setRange(0, max(0, self._layout.rows(self.length) - rows_in_view))
        vertical.setValue(top // self._layout.bytes_a_row)
        horizontal.setPageStep(max(1, width))
        horizontal.setSingleStep(round(self._painter.character))
        horizontal.setRange(0, max(0, round(self._layout.columns * self._painter.character) - width))

    def _rows_in_view(self) -> int:
        return (self.viewport().height() - self._painter.margin) // self._painter.row_height

    def _left(self) -> float:
        return self._painter.margin - self.horizontalScrollBar().value()

    def place_at(self, point: QPointF) -> Place:
        """Give the byte nearest to a point of the viewport."""
        top = self._painter.margin / 2
        row = int((point.y() - top) // self._painter.row_height) + self.verticalScrollBar().value()
        column = (point.x() - self._left()) / self._painter.character
        return self._layout.at(row, column, self.length)

    def point_of(self, offset: int, *, in_ascii: bool = False) -> QPointF:
        """Give the middle of a byte, in the viewport."""
        row, index = divmod(offset, self._layout.bytes_a_row)
        column = self._layout.ascii_start + index + 0.5 if in_ascii else self._layout.hex_column(index) + 1
        y = (row - self.verticalScrollBar().value() + 0.5) * self._painter.row_height
        return QPointF(self._left() + column * self._painter.character, y + self._painter.margin / 2)

    def _show_cursor(self) -> None:
        row = self._selection.cursor // self._layout.bytes_a_row
        bar = self.verticalScrollBar()
        if row < bar.value():
            bar.setValue(row)
        elif row >= bar.value() + self._rows_in_view():
            bar.setValue(row - self._rows_in_view() + 1)

    def sizeHint(self) -> QSize:
        """Show sixteen bytes a row."""
        width = HexLayout(16, 8).columns * self._painter.character + 2 * self._painter.margin
        return QSize(round(width), 12 * self._painter.row_height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to the new width."""
        super().resizeEvent(event)
        self._lay_out()

    # Drawing.

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rows in view."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self._theme.color("base"))
        painter.setFont(self._painter.font)
        first = self.verticalScrollBar().value()
        width = self._layout.bytes_a_row
        count = min(self._rows_in_view() + 2, self._layout.rows(self.length) - first)
        # What is still being read is drawn as empty rows.
        data = self._cache.read(first * width, count * width) or b""
        for number in range(count):
            part = data[number * width : (number + 1) * width]
            top = self._painter.margin / 2 + number * self._painter.row_height
            self._draw_row(
                painter, QPointF(self._left(), top), HexRow(self._layout, (first + number) * width, part)
            )

    def _draw_row(self, painter: QPainter, corner: QPointF, row: HexRow) -> None:
        focused = self.hasFocus()
        self._painter.draw_marks(painter, corner, row, self._marks)
        self._painter.draw_selection(painter, corner, row, self._selection, focused)
        self._painter.draw_row(painter, corner, row)
        index = self._selection.cursor - row.offset
        if focused and 0 <= index < len(row.part):
            self._painter.draw_cursor(painter, corner, row, index, self._in_ascii)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw the cursor."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the cursor away."""
        super().focusOutEvent(event)
        self.viewport().update()

    # Mouse and keyboard.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to select, or go on with Shift."""
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        event.accept()
        if not self.length:
            return
        place = self.place_at(event.position())
        self._in_ascii = place.in_ascii
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._select_to(place.offset, extend=extend)
        self._dragged_to = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select up to the mouse; outside the view it scrolls."""
        if self._dragged_to is None:
            return
        self._dragged_to = event.position()
        if self.viewport().rect().contains(event.position().toPoint()):
            self._scroller.stop()
        elif not self._scroller.isActive():
            self._scroller.start()
        self._drag_on()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End selecting."""
        self._dragged_to = None
        self._scroller.stop()
        event.accept()

    def _drag_on(self) -> None:
        if self._dragged_to is not None:
            self._select_to(self.place_at(self._dragged_to).offset, extend=True)

    def _select_to(self, offset: int, *, extend: bool) -> None:
        self.select(moved(self._selection, offset, self.length, extend=extend))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, select and copy as in a text."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select(Selection(0, max(0, self.length - 1)))
        else:
            page = max(1, self._rows_in_view()) * self._layout.bytes_a_row
            target = target_of(event, self._selection.cursor, self._layout.bytes_a_row, page, self.length)
            if target is None:
                super().keyPressEvent(event)
                return
            self._select_to(target, extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
