"""Draws the rows of the connection list."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from inspector.session.events import State
from inspector.ui import icons
from inspector.ui.connection_items import CaptureItem, ConnectionItem, Kind, ListRow, ServerItem
from inspector.ui.connection_model import FOLDED_ROLE, ROW_ROLE, ConnectionModel, Index
from inspector.ui.connection_words import role_word, row_title, server_count, server_detail
from inspector.ui.counts import exact_count, short_count
from inspector.ui.state_dot import DotShape, dot_of, paint_dot
from inspector.ui.theme import Theme, tabular

WIDE_IN_CHARACTERS = 34
"""From this width on words are written out; in less room their first letter or an icon must do."""
_NAME_CHARACTERS = 8
"""As much of a connection's name is shown before its counts are."""
_BADGE_STEPS = 6
_LEFT = Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignRight


def server_title(state: str, server: ServerItem, metrics: QFontMetrics, room: int) -> str:
    """Add the count of connections: in words where there is room, else its number; tooltips say both."""
    words, number = f"{state} · {server_count(server)}", f"{state} · {exact_count(server.connections)}"
    return words if metrics.horizontalAdvance(words) <= room else number


class ConnectionDelegate(QStyledItemDelegate):
    """Paints each kind of row in the theme's colours."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._grid = theme.metric("grid")
        self.server_room = 0
        """The width of the local server's row that its button leaves."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give a row's height; the local server has two lines."""
        # Asked of every row whenever one comes: without a call through Qt for each.
        kind = cast(ConnectionModel, index.model()).row(index.row()).kind
        height = self._theme.metric("row") * 2 if kind is Kind.SERVER else self._theme.metric("item")
        return QSize(option.rect.width(), height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        row: ListRow = index.data(ROW_ROLE)
        painter.save()
        painter.setFont(tabular(option.font))
        self._draw_ground(painter, option, row)
        area = QRect(option.rect).adjusted(2 * self._grid, 0, -2 * self._grid, 0)
        if row.kind is Kind.SECTION:
            self._draw_section(painter, area, row, bool(index.data(FOLDED_ROLE)))
        elif isinstance(row.item, ConnectionItem):
            self._draw_connection(painter, area, row.item)
        elif isinstance(row.item, ServerItem):
            self._draw_server(painter, area, row, row.item)
        elif isinstance(row.item, CaptureItem):
            self._draw_capture(painter, area, row.item)
        else:
            self._draw_plain(painter, area, row)
        painter.restore()

    def _draw_ground(self, painter: QPainter, option: QStyleOptionViewItem, row: ListRow) -> None:
        name = ""
        if option.state & QStyle.StateFlag.State_Selected:
            name = "selection" if option.state & QStyle.StateFlag.State_Active else "selection_inactive"
        elif option.state & QStyle.StateFlag.State_MouseOver and row.kind not in (Kind.HINT, Kind.SERVER):
            name = "hover"
        focused = option.state & QStyle.StateFlag.State_HasFocus
        if not name and not focused:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._theme.color(name) if name else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("accent")) if focused else Qt.PenStyle.NoPen)
        inset = 0.5
        box = QRectF(option.rect).adjusted(self._grid + inset, inset, -self._grid - inset, -inset)
        painter.drawRoundedRect(box, self._grid, self._grid)
        painter.restore()

    def _draw_section(self, painter: QPainter, area: QRect, row: ListRow, folded: bool) -> None:
        font = QFont(painter.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        chevron = self._icon_area(area)
        self._draw_icon(painter, chevron, "chevron-right" if folded else "chevron-down", "muted")
        left = area.adjusted(chevron.width() + self._grid, 0, 0, 0)
        if isinstance(row.item, int):
            left.setRight(self._draw_end(painter, left, short_count(row.item), "muted"))
        self._draw_text(painter, left, row_title(row), "muted")

    def _draw_plain(self, painter: QPainter, area: QRect, row: ListRow) -> None:
        icon = {Kind.ALL: "handshake", Kind.OPEN_CAPTURE: "folder"}.get(row.kind)
        place = self._icon_area(area)
        if icon is not None:
            self._draw_icon(painter, place, icon, "icon")
        left = area.adjusted(place.width() + self._grid, 0, 0, 0)
        self._draw_text(painter, left, row_title(row), "muted" if row.kind is Kind.HINT else "text")

    def _draw_connection(self, painter: QPainter, area: QRect, item: ConnectionItem) -> None:
        left = self._draw_dot(painter, area, *dot_of(item.state, bool(item.problem)))
        metrics = painter.fontMetrics()
        digit = metrics.horizontalAdvance("0")
        counts = [
            (f"{arrow}{short_count(count)}", color)
            for arrow, count, color in (("↓", item.received, "received"), ("↑", item.sent, "sent"))
            if count
        ]
        wanted = sum(metrics.horizontalAdvance(text) + 2 * self._grid for text, _color in counts)
        wanted += (
            min(metrics.horizontalAdvance(item.name), _NAME_CHARACTERS * digit) + _BADGE_STEPS * self._grid
        )
        # A name that tells connections apart matters more than counts, which are in the tooltip too.
        for text, color in counts if wanted <= left.width() else ():
            left.setRight(self._draw_end(painter, left, text, color))
        wide = area.width() >= digit * WIDE_IN_CHARACTERS
        left.setRight(self._draw_badge(painter, left, role_word(item.role), wide))
        self._draw_text(painter, left, item.name, "muted" if item.state is State.CLOSED else "text")

    def _draw_server(self, painter: QPainter, area: QRect, row: ListRow, server: ServerItem) -> None:
        height = self._theme.metric("row")
        room = self.server_room - area.left() - self._grid
        first = QRect(area.left(), area.top() + self._grid // 2, room, height)
        shape, color = (DotShape.FILLED, "ok") if server.running else (DotShape.HOLLOW, "muted")
        if server.problem:
            shape, color = DotShape.CROSS, "error"
        left = self._draw_dot(painter, first, shape, color)
        title = row_title(row)
        if server.running:
            title = server_title(title, server, painter.fontMetrics(), left.width())
        self._draw_text(painter, left, title, "text", Qt.TextElideMode.ElideRight)
        role, mode = ("error" if server.problem else "muted"), Qt.TextElideMode.ElideRight
        second = left.translated(0, height - self._grid // 2)
        self._draw_text(painter, second, server_detail(server), role, mode)

    def _draw_capture(self, painter: QPainter, area: QRect, capture: CaptureItem) -> None:
        place = self._icon_area(area)
        self._draw_icon(painter, place, "capture" if capture.current else "file", "icon")
        left = area.adjusted(place.width() + self._grid, 0, 0, 0)
        metrics = painter.fontMetrics()
        wanted = metrics.horizontalAdvance(capture.name) + metrics.horizontalAdvance(capture.detail)
        if wanted + 2 * self._grid <= left.width():
            # Where both have no room, the name matters more: the detail is in the tooltip too.
            left.setRight(self._draw_end(painter, left, capture.detail, "muted"))
        self._draw_text(painter, left, capture.name, "text")

    def _draw_dot(self, painter: QPainter, area: QRect, shape: DotShape, color: str) -> QRect:
        place, size = self._icon_area(area), self._theme.metric("dot")
        dot = QRectF(0, 0, size, size)
        dot.moveCenter(QRectF(place).center())
        paint_dot(painter, dot, shape, self._theme.color(color))
        return area.adjusted(place.width() + self._grid, 0, 0, 0)

    def _draw_badge(self, painter: QPainter, area: QRect, word: str, wide: bool) -> int:
        """Draw a word in a rounded box at the right end, and give what is left."""
        text = word if wide else word[:1].upper()
        width = QFontMetrics(painter.font()).horizontalAdvance(text) + 2 * self._grid
        box = QRect(area.right() - width, area.top() + self._grid, width, area.height() - 2 * self._grid)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.color("border_strong"))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), self._grid, self._grid)
        painter.restore()
        self._put(painter, box, Qt.AlignmentFlag.AlignCenter, text, self._theme.color("muted"))
        return box.left() - self._grid

    def _draw_end(self, painter: QPainter, area: QRect, text: str, color: str) -> int:
        """Draw a text at the right end, and give what is left."""
        self._put(painter, area, _RIGHT, text, self._theme.color(color))
        width = painter.fontMetrics().horizontalAdvance(text)
        return area.right() - (width + 2 * self._grid if text else 0)

    def _draw_text(
        self,
        painter: QPainter,
        area: QRect,
        text: str,
        color: str,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
    ) -> None:
        shown = painter.fontMetrics().elidedText(text, mode, area.width(), Qt.TextFlag.TextSingleLine.value)
        self._put(painter, area, _LEFT, shown, self._theme.color(color))

    @staticmethod
    def _put(painter: QPainter, area: QRect, side: Qt.AlignmentFlag, text: str, color: QColor) -> None:
        painter.setPen(color)
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(area, int(flags), text)

    def _icon_area(self, area: QRect) -> QRect:
        size = self._theme.metric("icon")
        return QRect(area.left(), area.top() + (area.height() - size) // 2, size, size)

    def _draw_icon(self, painter: QPainter, area: QRect, name: str, role: str) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(area.topLeft(), icons.pixmap(name, role, area.width(), ratio))
