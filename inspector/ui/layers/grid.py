"""Lays cards side by side where there is room, in two columns or below each other where there is less."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector.payloads.layer_records import Layer
from inspector.ui.layers.card import LayerCard
from inspector.ui.layouts import GRID

_NARROWEST = 26
"""Characters of a card's width."""
_GAP = GRID * 2


class LayersGrid(QWidget):
    """Holds one card for each layer.

    It places them itself: a grid layout of Qt keeps the heights of cards whose words have changed.
    """

    fieldEntered = Signal(object)
    """The bytes, from and to, of the field under the pointer; None when it left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[LayerCard] = []
        self._shown = 0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_layers(self, layers: tuple[Layer, ...], packet: int) -> None:
        """Show these layers, the outermost first, with the fields of one packet."""
        while len(self._cards) < len(layers):
            made = LayerCard(self)
            made.fieldEntered.connect(self.fieldEntered)
            self._cards.append(made)
        self._shown = len(layers)
        for number, card in enumerate(self._cards):
            card.setVisible(number < self._shown)
            if number < self._shown:
                card.show_layer(layers[number], packet)
        self.updateGeometry()
        self._place()

    @property
    def columns(self) -> int:
        """How many cards lie side by side."""
        return self._columns(self.width())

    def heightForWidth(self, width: int) -> int:
        """Give the height of all rows; in each, the cards are as high as the highest."""
        return max((area.bottom() + 1 for area in self._areas(width)), default=0)

    def sizeHint(self) -> QSize:
        """Take the width that there is."""
        return QSize(self.width(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Need no width."""
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the cards anew."""
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """Place the cards anew when one of them, or the font, has changed."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.FontChange):
            self.updateGeometry()
            self._place()
        return super().event(event)

    def _place(self) -> None:
        for card, area in zip(self._cards, self._areas(self.width()), strict=False):
            card.setGeometry(area)

    def _columns(self, width: int) -> int:
        card = self.fontMetrics().averageCharWidth() * _NARROWEST
        fitting = max(1, (width + _GAP) // (card + _GAP))
        if fitting >= self._shown:
            return max(1, self._shown)
        # Three beside each other and one below would look like a mistake.
        return 2 if fitting >= 2 else 1

    def _areas(self, width: int) -> list[QRect]:
        columns = self._columns(width)
        card_width = (width - _GAP * (columns - 1)) // columns
        areas: list[QRect] = []
        top = 0
        for start in range(0, self._shown, columns):
            row = self._cards[start : min(start + columns, self._shown)]
            for card in row:
                card.fit(card_width)
            height = max(card.heightForWidth(card_width) for card in row)
            areas += [
                QRect(number * (card_width + _GAP), top, card_width, height) for number in range(len(row))
            ]
            top += height + _GAP
        return areas
