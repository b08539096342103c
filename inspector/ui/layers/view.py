"""One message through its layers, side by side: what each of them adds to what the application said."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QToolButton, QWidget

from inspector.payloads.layer_records import Layers
from inspector.payloads.layers import EngineIo, layers_of
from inspector.ui import icons
from inspector.ui.background import run_beside
from inspector.ui.empty_state import EmptyState
from inspector.ui.labels import PlainLabel
from inspector.ui.layers.bar import LayersBar
from inspector.ui.layers.bytes import LayersBytes
from inspector.ui.layers.card import Sentence
from inspector.ui.layers.grid import LayersGrid
from inspector.ui.layers.words import sum_text
from inspector.ui.layouts import column, row
from inspector.wire.records import WireFrame

_AT_ONCE = 4_096
"""Bytes of a message that is taken apart in well under a frame of the screen."""
_EXPLAINED = 20
"""Packets of one body that can be chosen; `Layers` explains no more."""


class LayersView(QScrollArea):
    """Is handed a message taken apart; shows its bytes, a bar of their shares, and a card for each layer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Layers of the message"))
        self._layers: Layers | None = None
        self._shown = 0
        """Rises with whatever is to be shown, so that what comes late is known."""
        self._packet = 0
        self._sum = Sentence()
        self._note = Sentence(role="hint")
        self.bar = LayersBar()
        self.bytes = LayersBytes()
        self.grid = LayersGrid()
        self.grid.fieldEntered.connect(self.bytes.mark)
        self._content = QWidget()
        parts = (self._sum, self.bar, self._note, self.bytes, self._make_stepper(), self.grid, None)
        self._content.setLayout(column(*parts, gap=3, margins=(3, 3, 3, 3)))
        self.setWidget(self._content)
        self._empty = EmptyState("frame", self.viewport())
        self.clear()

    def _make_stepper(self) -> QWidget:
        self.stepper = QWidget()
        self._step_label = PlainLabel()
        self.previous_button = self._step_button("chevron-left", self.tr("The packet before"), -1)
        self.next_button = self._step_button("chevron-right", self.tr("The next packet"), 1)
        self.stepper.setLayout(row(self.previous_button, self._step_label, self.next_button, None, gap=1))
        return self.stepper

    def _step_button(self, icon: str, words: str, step: int) -> QToolButton:
        button = QToolButton()
        button.setIcon(icons.icon(icon))
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self._show_packet(self._packet + step))
        return button

    def show_message(self, frame: WireFrame, head: bytes | None, recognised: EngineIo | None) -> None:
        """Take a whole message apart and show it; a larger one is taken apart beside the window."""
        self._shown += 1
        if len(frame.payload) <= _AT_ONCE:
            self.show_layers(layers_of(frame, head, recognised))
            return
        shown = self._shown

        def deliver(layers: Layers) -> None:
            if shown == self._shown:
                self.show_layers(layers)

        run_beside(self, lambda: layers_of(frame, head, recognised), deliver)

    def show_layers(self, layers: Layers) -> None:
        """Show a message that was taken apart."""
        self._shown += 1
        self._layers = layers
        self._sum.setText(sum_text(layers))
        self._note.setText(layers.note)
        self._note.setVisible(bool(layers.note))
        self.bar.set_layers(layers.layers)
        self.bytes.set_layers(layers)
        self.stepper.setVisible(layers.packets > 1)
        self._show_packet(0)
        self._empty.set_shown(False)
        self._content.show()

    def clear(self, why: str = "") -> None:
        """Show nothing, and say why."""
        self._shown += 1
        self._layers = None
        self._content.hide()
        self._empty.set_texts(
            why or self.tr("Choose a message in the table to see the layers that carried it.")
        )
        self._empty.set_shown(True)

    def _show_packet(self, packet: int) -> None:
        if self._layers is None:
            return
        last = min(self._layers.packets, _EXPLAINED) - 1
        self._packet = max(0, min(packet, last))
        number = QLocale().toString
        self._step_label.setText(
            self.tr("Packet {0} of {1}").format(number(self._packet + 1), number(self._layers.packets))
        )
        self.previous_button.setEnabled(self._packet > 0)
        self.next_button.setEnabled(self._packet < last)
        self.grid.show_layers(self._layers.layers, self._packet)
