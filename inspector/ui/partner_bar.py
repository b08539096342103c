"""The frame that belongs to the selected one, its latency, and the way there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QWidget

from inspector.capture.pairing import Partner
from inspector.ui import icons
from inspector.ui.facts_list import IconLabel
from inspector.ui.labels import ElidedLabel
from inspector.ui.layouts import row
from inspector.ui.partner_words import partner_text, rule_text


class PartnerBar(QFrame):
    """One line; hidden while there is no partner."""

    jumpRequested = Signal(int)
    """The id of the partner."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("partnerBar")
        self._partner: Partner | None = None
        self._icon = IconLabel("repeat")
        self._label = ElidedLabel()
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.jump_action = QAction(icons.icon("chevron-right"), self.tr("Go to the partner"), self)
        self.jump_action.setShortcut(QKeySequence("Ctrl+J"))
        self.jump_action.setToolTip(
            self.tr("Go to the frame that belongs to this one ({0})").format(
                self.jump_action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            )
        )
        self.jump_action.triggered.connect(self._jump)
        self.button = QToolButton()
        self.button.setDefaultAction(self.jump_action)
        self.setLayout(row(self._icon, self._label, self.button, margins=(3, 1, 2, 1)))
        self.clear()

    def show_partner(self, partner: Partner | None) -> None:
        """Tell of a partner; None hides the bar."""
        self._partner = partner
        self.jump_action.setEnabled(partner is not None)
        self.setVisible(partner is not None)
        if partner is not None:
            told = partner_text(partner)
            self._label.setText(told)
            self._label.setToolTip(f"{told}\n{rule_text(partner.rule)}")
            self.setAccessibleName(told)

    def clear(self) -> None:
        """Hide: there is no partner."""
        self.show_partner(None)

    @property
    def text(self) -> str:
        """What it says; empty while hidden."""
        return self._label.text() if self._partner is not None else ""

    def _jump(self) -> None:
        if self._partner is not None:
            self.jumpRequested.emit(self._partner.frame_id)
