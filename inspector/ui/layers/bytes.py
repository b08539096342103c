"""The bytes of a message, each in the colour of the layer that wrote it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from inspector.payloads.layer_records import Layers, Span
from inspector.ui.layers.geometry import ByteGeometry
from inspector.ui.layers.words import colour_of, ground_of
from inspector.ui.layouts import GRID
from inspector.ui.parts_picture import NONE, PartsPicture

_CENTRE = Qt.AlignmentFlag.AlignCenter


class LayersBytes(PartsPicture):
    """Paints header and payload, in the parts that the layers wrote."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: Layers | None = None
        self._marked: tuple[int, int] | None = None
        self.setAccessibleName(self.tr("Bytes of the message, by layer"))

    def set_layers(self, layers: Layers | None) -> None:
        """Show the bytes of a message, or none."""
        self._layers, self._marked = layers, None
        self._show_parts()

    def mark(self, span: tuple[int, int] | None) -> None:
        """Draw a frame around bytes, from and to."""
        self._marked = span
        self.update()

    @property
    def chosen(self) -> Span | None:
        """The part that the arrow keys or a click chose."""
        return self._spans[self._chosen] if self._chosen != NONE else None

    def span_at(self, point: QPointF) -> Span | None:
        """Give the part under a point."""
        number = self._geometry().byte_at(point)
        return next(
            (span for span in self._spans if number is not None and span.start <= number < span.end), None
        )

    @property
    def _spans(self) -> Sequence[Span]:
        return self._layers.spans if self._layers else ()

    def _title(self, span: Span) -> str:
        layers = self._layers.layers if self._layers else ()
        return next((one.title for one in layers if one.kind is span.kind), span.kind.value)

    def _count(self) -> int:
        return len(self._spans)

    def _part_at(self, point: QPointF) -> int:
        found = self.span_at(point)
        return self._spans.index(found) if found else NONE

    def _text_of(self, part: int) -> str:
        span = self._spans[part]
        data = self._layers.data if self._layers else b""
        return f"{self._title(span)}: {data[span.start : span.end].hex(' ')}"

    def _tip_of(self, part: int) -> str:
        span = self._spans[part]
        return self.tr("{0}, byte {1} to {2}").format(self._title(span), span.start + 1, span.end)

    def _geometry(self) -> ByteGeometry:
        return ByteGeometry(self.width(), self._theme.mono, self._layers)

    def _height(self) -> int:
        geometry = self._geometry()
        below = geometry.line + GRID if geometry.left_out else 0
        return round(geometry.height + below)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the grounds, the bytes, and the frame around what is chosen."""
        if self._layers is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        geometry = self._geometry()
        for span in self._layers.spans:
            self._paint_span(painter, geometry, span)
        framed = self.chosen[1:] if self.chosen else self._marked
        if framed is not None:
            painter.setPen(self._theme.color("text"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for area in geometry.area(*framed):
                painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))
        self._paint_rest(painter, geometry)

    def _paint_span(self, painter: QPainter, geometry: ByteGeometry, span: Span) -> None:
        assert self._layers is not None
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(ground_of(span.kind)))
        for area in geometry.area(span.start, span.end):
            painter.drawRoundedRect(area, GRID / 2, GRID / 2)
        painter.setFont(self._theme.mono)
        for number in geometry.numbers(span.start, span.end):
            (area,) = geometry.area(number, number + 1)
            byte, left_out = self._layers.data[number], geometry.gap and number == geometry.gap.start
            top = QRectF(area.left(), area.top() + GRID / 2, area.width(), geometry.line)
            painter.setPen(self._theme.color("muted"))
            painter.drawText(top, _CENTRE, "…" if left_out else f"{byte:02x}")
            painter.setPen(self._theme.color(colour_of(span.kind)))
            painter.drawText(top.translated(0, geometry.line), _CENTRE, "…" if left_out else _character(byte))

    def _paint_rest(self, painter: QPainter, geometry: ByteGeometry) -> None:
        if geometry.left_out:
            painter.setPen(self._theme.color("muted"))
            painter.setFont(self.font())
            area = QRectF(0, geometry.height + GRID, self.width(), geometry.line)
            told = self.tr("… and {0} more").format(f"{self.locale().toString(geometry.left_out)} B")
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, told)


def _character(byte: int) -> str:
    return chr(byte) if 0x20 < byte < 0x7F else "␣" if byte == 0x20 else "·"
