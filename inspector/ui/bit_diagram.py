"""The frame as RFC 6455 §5.2 draws it, 32 bits wide, with the bits that were on the wire."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from inspector.ui.bit_geometry import BitGeometry, Cell
from inspector.ui.frame_fields import ROW_BITS, Field
from inspector.ui.layouts import GRID
from inspector.ui.parts_picture import NONE, PartsPicture

_NARROWEST = 288
_CENTRE = Qt.AlignmentFlag.AlignCenter


class BitDiagram(PartsPicture):
    """Paints the fields of a frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: list[Field] = []
        self.setMinimumWidth(_NARROWEST)
        self.setAccessibleName(self.tr("Frame header, bit by bit"))

    def set_fields(self, fields: list[Field]) -> None:
        """Show these fields, from bit 0 on without gaps."""
        self._fields = fields
        self._show_parts()

    @property
    def chosen(self) -> Field | None:
        """The field that the arrow keys or a click chose."""
        return self._fields[self._chosen] if self._chosen != NONE else None

    def field_at(self, point: QPointF) -> Field | None:
        """Give the field under a point."""
        cells = self._geometry().cells(self._fields)
        return next((cell.field for cell in cells if cell.area.contains(point)), None)

    def _count(self) -> int:
        return len(self._fields)

    def _part_at(self, point: QPointF) -> int:
        found = self.field_at(point)
        return self._fields.index(found) if found else NONE

    def _text_of(self, part: int) -> str:
        return self._fields[part].text

    def _tip_of(self, part: int) -> str:
        return self._fields[part].tip

    def _height(self) -> int:
        return self._geometry().height(self._fields)

    def _geometry(self) -> BitGeometry:
        return BitGeometry(self.width(), self.font(), self._theme.mono)

    def _choose(self, part: int) -> None:
        super()._choose(part)
        chosen = self.chosen
        if chosen is None:
            QToolTip.hideText()
            return
        self.setAccessibleDescription(f"{chosen.text}. {chosen.tip}")
        area = next(c.area for c in self._geometry().cells(self._fields) if c.field is chosen)
        QToolTip.showText(self.mapToGlobal(area.bottomLeft().toPoint()), chosen.tip, self)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bit numbers and the fields."""
        painter = QPainter(self)
        geometry = self._geometry()
        self._paint_ruler(painter, geometry)
        for cell in geometry.cells(self._fields):
            self._paint_ground(painter, geometry, cell)
            self._paint_cell(painter, geometry, cell)

    def _paint_ruler(self, painter: QPainter, geometry: BitGeometry) -> None:
        painter.setFont(geometry.small)
        painter.setPen(self._theme.color("muted"))
        for bit in range(ROW_BITS):
            area = QRectF(bit * geometry.bit_width, 0, geometry.bit_width, geometry.line)
            if not geometry.tens_apart:
                painter.drawText(area, _CENTRE, str(bit))
                continue
            # As in the RFC: tens above, ones below.
            if bit % 10 == 0:
                painter.drawText(area, _CENTRE, str(bit // 10))
            painter.drawText(area.translated(0, geometry.line), _CENTRE, str(bit % 10))

    def _paint_ground(self, painter: QPainter, geometry: BitGeometry, cell: Cell) -> None:
        chosen = cell.field is self.chosen
        painter.fillRect(cell.area, self._theme.color("selection" if chosen else "base"))
        painter.setPen(self._theme.color("border"))
        bottom = cell.area.bottom() - GRID - geometry.line
        for bit in range(1, cell.width if cell.field.bits else 0):
            x = cell.area.left() + bit * geometry.bit_width
            painter.drawLine(QLineF(x, bottom - geometry.bit_line, x, bottom))
        painter.setPen(self._theme.color("border_strong"))
        painter.drawRect(cell.area)

    def _paint_cell(self, painter: QPainter, geometry: BitGeometry, cell: Cell) -> None:
        area = cell.area.adjusted(0, GRID / 2, 0, -GRID)
        bits_top = area.bottom() - geometry.line - geometry.bit_line
        self._paint_caption(
            painter, geometry, cell, QRectF(area.left(), area.top(), area.width(), bits_top - area.top())
        )
        painter.setFont(geometry.mono)
        for index, bit in enumerate(cell.field.bits[cell.bit : cell.bit + cell.width]):
            x = area.left() + index * geometry.bit_width
            one = "error" if cell.field.wrong else "text"
            painter.setPen(self._theme.color(one if bit == "1" else "muted"))
            painter.drawText(QRectF(x, bits_top, geometry.bit_width, geometry.bit_line), _CENTRE, bit)
        painter.setFont(geometry.small)
        painter.setPen(self._theme.color("error" if cell.field.wrong else "text"))
        value = _fitting(_cell_values(cell), geometry, area.width())
        painter.drawText(
            QRectF(area.left(), area.bottom() - geometry.line, area.width(), geometry.line), _CENTRE, value
        )

    def _paint_caption(self, painter: QPainter, geometry: BitGeometry, cell: Cell, area: QRectF) -> None:
        painter.setFont(geometry.small)
        painter.setPen(self._theme.color("error" if cell.field.wrong else "muted"))
        captions = cell.field.captions if cell.first else tuple(f"… {text}" for text in cell.field.captions)
        if cell.width > 1 or not geometry.upright:
            painter.drawText(area, _CENTRE, _fitting(captions, geometry, area.width()))
            return
        painter.save()
        painter.translate(area.center())
        painter.rotate(-90)
        painter.drawText(
            QRectF(-area.height() / 2, -area.width() / 2, area.height(), area.width()), _CENTRE, captions[0]
        )
        painter.restore()


def _cell_values(cell: Cell) -> tuple[str, ...]:
    """Give what stands below the bits of a part: the value, or its bytes where these are the value."""
    values = cell.field.values
    whole = cell.field.bits
    as_bytes = bytes(int(whole[start : start + 8], 2) for start in range(0, len(whole) - 7, 8)).hex(" ")
    if values and values[0] == as_bytes:
        return (as_bytes[cell.bit // 8 * 3 : (cell.bit + cell.width) // 8 * 3].strip(),)
    return values if cell.first else ()


def _fitting(texts: tuple[str, ...], geometry: BitGeometry, width: float) -> str:
    metrics = QFontMetricsF(geometry.small)
    room = width - GRID / 2
    fitting = next((text for text in texts if metrics.horizontalAdvance(text) <= room), "")
    return fitting or (metrics.elidedText(texts[-1], Qt.TextElideMode.ElideRight, room) if texts else "")
