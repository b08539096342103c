"""How many bytes each layer takes, as one bar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from inspector.payloads.layer_records import Layer
from inspector.ui.layers.words import colour_of, size_text
from inspector.ui.layouts import GRID
from inspector.ui.theme import current_theme

_NARROWEST = GRID
_GAP = 1.0


class LayersBar(QWidget):
    """Draws one segment for each layer that has bytes; small ones stay wide enough to be seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: list[Layer] = []
        self._theme = current_theme()
        self._theme.changed.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(GRID * 3)

    def set_layers(self, layers: tuple[Layer, ...]) -> None:
        """Show these layers, the outermost first."""
        self._layers = [layer for layer in layers if layer.size > 0]
        told = ", ".join(f"{layer.title} {size_text(layer)}" for layer in self._layers)
        self.setAccessibleName(self.tr("Bytes of each layer"))
        self.setAccessibleDescription(told)
        self.update()

    def segments(self) -> list[tuple[Layer, QRectF]]:
        """Give the layers and their areas."""
        total = sum(layer.size for layer in self._layers)
        if not total:
            return []
        room = self.width() - _GAP * (len(self._layers) - 1)
        spare = max(0.0, room - _NARROWEST * len(self._layers))
        left = 0.0
        segments = []
        for layer in self._layers:
            width = _NARROWEST + spare * layer.size / total
            segments.append((layer, QRectF(left, 0, width, self.height())))
            left += width + _GAP
        return segments

    def event(self, event: QEvent) -> bool:
        """Name the layer under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = next((one for one, area in self.segments() if area.contains(event.pos())), None)
            QToolTip.showText(event.globalPos(), f"{found.title}: {size_text(found)}" if found else "", self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the segments in a bar with round ends."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), GRID, GRID)
        painter.setClipPath(shape)
        painter.setPen(Qt.PenStyle.NoPen)
        for layer, area in self.segments():
            painter.fillRect(area, self._theme.color(colour_of(layer.kind)))
