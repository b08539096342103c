"""What the server asks for: the events that wait for an ack of ours, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from inspector.ui.labels import ElidedLabel
from inspector.ui.layouts import row
from inspector.ui.visible_text import visible

if TYPE_CHECKING:
    from inspector.session.socketio.asked import Ask

_LONGEST_EVENT = 24


class AskedBar(QWidget):
    """Names the oldest one of a namespace, and lets it be answered; hidden where there is none."""

    answered = Signal(object)
    """The `Ask` that the person answers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = ElidedLabel()
        self.button = QPushButton(self.tr("Answer"))
        self.button.setToolTip(self.tr("Send these arguments as the ack that the server waits for"))
        self.button.clicked.connect(self._answer)
        self._asked: list[Ask] = []
        self._namespace = ""
        layout = row(self.label, self.button, gap=2)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.hide()

    def set_asked(self, asked: Sequence[Ask]) -> None:
        """Offer these, the oldest first, of all namespaces."""
        if list(asked) != self._asked:
            self._asked = list(asked)
            self._show()

    def follow(self, namespace: str, *, ready: bool) -> None:
        """Offer those of another namespace; `ready` when the arguments can be sent."""
        self._namespace = namespace
        self.button.setEnabled(ready)
        self._show()

    def _here(self) -> list[Ask]:
        return [ask for ask in self._asked if ask.namespace == self._namespace]

    def _show(self) -> None:
        here = self._here()
        self.setVisible(bool(here))
        if not here:
            return
        words = self.tr("The server waits for ack {0} of {1}")
        if len(here) > 1:
            words = self.tr("The server waits for ack {0} of {1}, and for {2} more")
        self.label.setText(
            words.format(here[0].ack_id, visible(here[0].event[:_LONGEST_EVENT]), len(here) - 1)
        )

    def _answer(self) -> None:
        here = self._here()
        if here:
            self.answered.emit(here[0])
            self.set_asked([one for one in self._asked if one != here[0]])
