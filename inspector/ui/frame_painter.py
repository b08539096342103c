"""Draws the rows of the frame table with one painter, without a call per cell into the model."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap

from inspector.ui import icons
from inspector.ui.frame_columns import RIGHT_ALIGNED, Column
from inspector.ui.frame_look import RowLook
from inspector.ui.theme import Theme
from inspector.wire.records import HTTP, Direction, Opcode

_ELLIPSIS = "…"
_QUIET = frozenset({Column.NUMBER, Column.TIME, Column.DELTA, Column.FLAGS, Column.WIRE_LENGTH})


@dataclass(frozen=True, slots=True)
class PaintedRow:
    """A row with where it stands and how it is marked; `look` is read once."""

    look: RowLook
    top: int
    selected: bool = False
    hovered: bool = False
    current: bool = False


@dataclass(frozen=True, slots=True)
class PaintedColumn:
    """A visible column: its left edge and width in the viewport."""

    column: int
    """A `Column`, or what comes behind them: a JSON field's."""
    left: int
    width: int


class FramePainter:
    """Holds what drawing needs: fonts, measures and colours of the theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.row_height = theme.metric("row")
        self._padding = theme.metric("cell_padding")
        self._icon = theme.metric("icon")
        self.gutter = theme.metric("gutter")
        self._measure()
        self._read_colors()

    def _measure(self) -> None:
        self._shaped = self.theme.mono
        # Letters of a monospace font need no shaping where all are ASCII: that is a third of the time.
        self._plain = QFont(self._shaped)
        self._plain.setKerning(False)
        self._plain.setStyleStrategy(QFont.StyleStrategy.PreferNoShaping)
        metrics = QFontMetricsF(self._plain)
        self._metrics = QFontMetricsF(self._shaped)
        self.character = metrics.horizontalAdvance("0")
        self._even = all(metrics.horizontalAdvance(letter) == self.character for letter in "iW. ")
        self._baseline = round((self.row_height + metrics.ascent() - metrics.descent()) / 2)

    def _read_colors(self) -> None:
        color = self.theme.color
        self._text, self._muted, self._chosen = color("text"), color("muted"), color("selection_text")
        self._control, self._error, self._accent = color("control"), color("error"), color("accent")
        self._base, self._hover, self._flagged = color("base"), color("hover"), color("flagged")
        self._selection, self._inactive = color("selection"), color("selection_inactive")

    def reread_theme(self) -> None:
        """Take the theme's colours and fonts anew."""
        self._measure()
        self._read_colors()

    def width_of(self, characters: int) -> int:
        """Give a column's width for so many digits."""
        return ceil(self.character * characters) + 2 * self._padding

    def paint(
        self,
        painter: QPainter,
        area: QRect,
        rows: list[PaintedRow],
        columns: list[PaintedColumn],
        focused: bool,
    ) -> None:
        """Draw rows over the whole width of `area`, and nothing below the last one."""
        painter.fillRect(area, self._base)
        for row in rows:
            self._draw_ground(painter, area, row, focused)
        painter.setFont(self._plain)
        for position, column in enumerate(columns):
            gutter = self.gutter if position == 0 else 0
            if column.column == Column.DIRECTION:
                self._draw_arrows(painter, rows, column, gutter)
            else:
                self._draw_texts(painter, rows, column, gutter)
        if columns:
            self._draw_marks(painter, rows, columns[0].left)

    def paint_ring(self, painter: QPainter, around: QRect) -> None:
        """Draw the ring of what has the focus, within a rectangle."""
        painter.setPen(self._accent)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(around.adjusted(0, 0, -1, -1))

    def _draw_ground(self, painter: QPainter, area: QRect, row: PaintedRow, focused: bool) -> None:
        color: QColor | None = None
        if row.selected:
            color = self._selection if focused else self._inactive
        elif row.hovered:
            color = self._hover
        elif row.look.mark:
            color = self.theme.color(f"mark_{row.look.mark}")
        elif row.look.summary is None or row.look.summary.flagged:
            color = self._flagged
        if color is not None:
            painter.fillRect(area.left(), row.top, area.width(), self.row_height, color)
        if row.current and focused:
            marker = self.theme.metric("marker")
            painter.fillRect(area.left(), row.top, marker, self.row_height, self._accent)

    def _draw_texts(
        self, painter: QPainter, rows: list[PaintedRow], column: PaintedColumn, gutter: int
    ) -> None:
        kind, character = column.column, self.character
        left = column.left + self._padding + gutter
        room = column.left + column.width - self._padding - left
        most = int(room / character)
        if most < 1:
            return
        right = column.left + column.width - self._padding if kind in RIGHT_ALIGNED else None
        baseline, even = self._baseline, self._even
        pen: QColor | None = None
        for row in rows:
            text = row.look.text(kind)
            wanted = self._pen(kind, row)
            if wanted is not pen:
                pen = wanted
                painter.setPen(pen)
            if not (even and text.isascii()):
                self._draw_shaped(painter, QRect(left, row.top, room, self.row_height), text, kind)
                continue
            if len(text) > most:
                text = f"{text[: most - 1]}{_ELLIPSIS}"
            at = left if right is None else round(right - character * len(text))
            painter.drawText(at, row.top + baseline, text)

    def _draw_shaped(self, painter: QPainter, area: QRect, text: str, kind: int) -> None:
        # Clipped, because stacked combining marks of hostile text reach into other rows.
        painter.save()
        painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
        painter.setFont(self._shaped)
        shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        left = area.left()
        if kind in RIGHT_ALIGNED:
            left = area.right() + 1 - round(self._metrics.horizontalAdvance(shown))
        painter.drawText(left, area.top() + self._baseline, shown)
        painter.restore()

    def _pen(self, kind: int, row: PaintedRow) -> QColor:
        frame = row.look.summary
        if frame is None:
            return self._error
        opcode = frame.head & 0x0F
        if kind == Column.TYPE and opcode >= Opcode.CLOSE and frame.head != HTTP:
            return self._control
        if kind in _QUIET or (kind == Column.PREVIEW and opcode != Opcode.TEXT and row.look.packet is None):
            return self._muted
        return self._chosen if row.selected else self._text

    def _draw_arrows(
        self, painter: QPainter, rows: list[PaintedRow], column: PaintedColumn, gutter: int
    ) -> None:
        if column.width < self._icon + gutter:
            return
        received, sent = self._picture(painter, "received"), self._picture(painter, "sent")
        left = column.left + gutter + (column.width - gutter - self._icon) // 2
        down = (self.row_height - self._icon) // 2
        for row in rows:
            frame = row.look.summary
            if frame is not None:
                arrow = received if frame.direction == Direction.RECEIVED else sent
                painter.drawPixmap(left, row.top + down, arrow)

    def _draw_marks(self, painter: QPainter, rows: list[PaintedRow], left: int) -> None:
        down = (self.row_height - self._icon) // 2
        for row in rows:
            frame = row.look.summary
            if row.look.bookmarked:
                mark = self._picture(painter, "bookmark", "accent")
            elif frame is None or frame.flagged:
                mark = self._picture(painter, "warning", "error")
            else:
                continue
            painter.drawPixmap(left + self._padding, row.top + down, mark)

    def _picture(self, painter: QPainter, name: str, role: str = "") -> QPixmap:
        ratio = painter.device().devicePixelRatioF()
        return icons.pixmap(name, role or name, self._icon, ratio)
