"""One layer as a card: what it is for, what it adds, and what it says."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QWidget

from inspector.payloads.layer_records import Layer, LayerField, LayerKind
from inspector.ui.labels import ElidedLabel, PlainLabel, WrappedLabel, set_role
from inspector.ui.layers.words import colour_of, size_text
from inspector.ui.layouts import GRID, column, row
from inspector.ui.theme import current_theme

_BESIDE = 10
"""Characters of a value that find room beside the field's name."""


class Sentence(WrappedLabel):
    """A sentence that takes as many lines as its width asks for."""

    def __init__(self, role: str = "") -> None:
        super().__init__(role=role)
        # The hint of a wrapped label is a guess at its width: it must not be the most that it gets.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)


class FieldRow(QWidget):
    """A field's name and value, and below them what it means."""

    entered = Signal(object)
    """The bytes, from and to, of the field under the pointer; None when it left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._span: tuple[int, int] | None = None
        self._name = PlainLabel()
        self._beside, self._below = ElidedLabel(), ElidedLabel()
        for label in (self._beside, self._below):
            label.setProperty("mono", True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._beside.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._beside.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._words = Sentence(role="hint")
        self.setLayout(column(row(self._name, self._beside), self._below, self._words, gap=0))

    def show_field(self, field: LayerField) -> None:
        """Show a field."""
        self._span = field.span
        self._name.setText(field.name)
        long = len(field.value) > _BESIDE
        self._beside.setText("" if long else field.value)
        self._below.setText(field.value if long else "")
        self._below.setVisible(long)
        self._words.setText(field.words)
        self.setAccessibleName(f"{field.name}: {field.value}. {field.words}")

    def enterEvent(self, event: QEnterEvent) -> None:
        """Tell which bytes are meant."""
        self.entered.emit(self._span)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that none are meant any more."""
        self.entered.emit(None)
        super().leaveEvent(event)


class LayerCard(QFrame):
    """Shows a layer; its widgets are kept from one message to the next."""

    fieldEntered = Signal(object)
    """The bytes, from and to, of the field under the pointer; None when it left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layerCard")
        self._kind = LayerKind.RAW
        self._theme = current_theme()
        self._theme.changed.connect(self._recolour)
        self._title = PlainLabel(role="title")
        self._size = PlainLabel()
        self._size.setProperty("mono", True)
        self._size.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._words = Sentence(role="hint")
        self._problem = Sentence(role="error")
        self._rows: list[FieldRow] = []
        self._fields = column(gap=2)
        self._head = row(self._title, self._size)
        self._head.setStretch(1, 1)
        parts = (self._head, self._words, self._problem, self._fields, None)
        self.setLayout(column(*parts, gap=2, margins=(4, 3, 3, 3)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_layer(self, layer: Layer, packet: int) -> None:
        """Show a layer, with the fields of one of the packets that it carries."""
        self._kind = layer.kind
        self._title.setText(layer.title)
        self._size.setText(size_text(layer))
        self._size.setToolTip(self._size_tip(layer.kind))
        self._words.setText(layer.words)
        self._problem.setText(layer.problem)
        self._problem.setVisible(bool(layer.problem))
        outer = layer.kind in (LayerKind.HTTP, LayerKind.WEBSOCKET)
        self._show_fields([one for one in layer.fields if outer or one.packet == packet])
        self.setAccessibleName(f"{layer.title}: {self._size.text()}. {layer.problem or layer.words}")
        self._recolour()

    def fit(self, width: int) -> None:
        """Put the size below the title where both beside each other are wider than the card."""
        layout = self.layout()
        assert layout is not None
        margins = layout.contentsMargins()
        needed = self._title.sizeHint().width() + self._head.spacing() + self._size.sizeHint().width()
        fits = needed <= width - margins.left() - margins.right()
        direction = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        if direction != self._head.direction():
            self._head.setDirection(direction)
            side = Qt.AlignmentFlag.AlignRight if fits else Qt.AlignmentFlag.AlignLeft
            self._size.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)

    def _size_tip(self, kind: LayerKind) -> str:
        if kind is LayerKind.APPLICATION:
            return self.tr("Bytes that the application itself wanted to send.")
        if kind is LayerKind.RAW:
            return self.tr("Bytes that could not be decoded.")
        return self.tr("Bytes that this layer adds to the message.")

    def _show_fields(self, fields: list[LayerField]) -> None:
        while len(self._rows) < len(fields):
            made = FieldRow()
            made.entered.connect(self.fieldEntered)
            self._rows.append(made)
            self._fields.addWidget(made)
        for number, widget in enumerate(self._rows):
            widget.setVisible(number < len(fields))
            if number < len(fields):
                widget.show_field(fields[number])

    def _recolour(self) -> None:
        set_role(self._title, "title")
        palette = self._title.palette()
        palette.setColor(self._title.foregroundRole(), self._colour())
        self._title.setPalette(palette)
        self.update()

    def _colour(self) -> QColor:
        return self._theme.color(colour_of(self._kind))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card, and the layer's colour at its left edge."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour())
        edge = QRectF(0, GRID * 2, GRID - 1, self.height() - GRID * 4)
        painter.drawRoundedRect(edge, GRID / 4, GRID / 4)
