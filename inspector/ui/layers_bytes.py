"""The bytes of a message, each in the colour of the layer that wrote it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from inspector.payloads.layer_records import Layers, Span
from inspector.ui.layers_geometry import ByteGeometry
from inspector.ui.layers_words import colour_of, ground_of
from inspector.ui.layouts import GRID
from inspector.ui.theme import current_theme

_CENTRE = Qt.AlignmentFlag.AlignCenter


class LayersBytes(QWidget):
    """Paints header and payload; arrow keys walk over the layers' parts, Copy takes the chosen one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: Layers | None = None
        self._chosen = -1
        self._marked: tuple[int, int] | None = None
        self._theme = current_theme()
        self._theme.changed.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Bytes of the message, by layer"))

    def set_layers(self, layers: Layers | None) -> None:
        """Show the bytes of a message, or none."""
        self._layers, self._chosen, self._marked = layers, -1, None
        self._describe()
        self._fit_height()
        self.update()

    def mark(self, span: tuple[int, int] | None) -> None:
        """Draw a frame around bytes, from and to."""
        self._marked = span
        self.update()

    @property
    def chosen(self) -> Span | None:
        """The part that the arrow keys or a click chose."""
        spans = self._layers.spans if self._layers else ()
        return spans[self._chosen] if 0 <= self._chosen < len(spans) else None

    def span_at(self, point: QPointF) -> Span | None:
        """Give the part under a point."""
        number = self._geometry().byte_at(point)
        spans = self._layers.spans if self._layers else ()
        return next((span for span in spans if number is not None and span.start <= number < span.end), None)

    def text(self) -> str:
        """Tell every part in a line: its layer and its bytes."""
        return "\n".join(self._told(span) for span in (self._layers.spans if self._layers else ()))

    def _told(self, span: Span) -> str:
        assert self._layers is not None
        title = next((one.title for one in self._layers.layers if one.kind is span.kind), span.kind.value)
        return f"{title}: {self._layers.data[span.start : span.end].hex(' ')}"

    def _geometry(self) -> ByteGeometry:
        return ByteGeometry(self.width(), self._theme.mono, self._layers)

    def _fit_height(self) -> None:
        geometry = self._geometry()
        below = geometry.line + GRID if geometry.left_out else 0
        self.setFixedHeight(round(geometry.height + below))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the width anew."""
        super().resizeEvent(event)
        self._fit_height()

    def changeEvent(self, event: QEvent) -> None:
        """Fit another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk over the parts, and copy."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._told(self.chosen) if self.chosen else self.text())
        elif step and self._layers:
            self._choose(max(0, min(len(self._layers.spans) - 1, self._chosen + step)))
        elif event.key() == Qt.Key.Key_Escape and self._chosen >= 0:
            self._choose(-1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the part under the pointer."""
        found = self.span_at(event.position())
        self._choose(self._layers.spans.index(found) if found and self._layers else -1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Choose nothing."""
        self._choose(-1)
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        """Name the layer under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(self.span_at(QPointF(event.pos()))), self)
            return True
        return super().event(event)

    def _choose(self, index: int) -> None:
        self._chosen = index
        self._describe()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self._told(self.chosen) if self.chosen else self.text())

    def _tip(self, span: Span | None) -> str:
        if span is None or self._layers is None:
            return ""
        title = next((one.title for one in self._layers.layers if one.kind is span.kind), "")
        return self.tr("{0}, byte {1} to {2}").format(title, span.start + 1, span.end)

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
