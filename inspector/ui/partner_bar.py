"""The frames that belong to the selected one, and the way there: its partner, and its attachments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from inspector.ui.layouts import column
from inspector.ui.partner_link import PartnerLink
from inspector.ui.partner_words import attachments_link, partner_text, rule_text

if TYPE_CHECKING:
    from inspector.capture.attachments import Attachments
    from inspector.capture.pairing import Partner


class PartnerBar(QFrame):
    """One line for each; hidden while there is none."""

    jumpRequested = Signal(int)
    """The id of the frame to go to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("partnerBar")
        self.partner = PartnerLink("repeat", self.tr("Go to the frame that belongs to this one"), "Ctrl+J")
        self.attachments = PartnerLink("binary", self.tr("Go to the attachment or its packet"), "Ctrl+Alt+A")
        for link in (self.partner, self.attachments):
            link.jumpRequested.connect(self.jumpRequested)
        self.setLayout(column(self.partner, self.attachments, gap=0, margins=(3, 1, 2, 1)))
        self.clear()

    def show_partner(self, partner: Partner | None) -> None:
        """Tell of a partner, or of none."""
        if partner is None:
            self.partner.show_link("", 0)
        else:
            self.partner.show_link(partner_text(partner), partner.frame_id, rule_text(partner.rule))
        self._fit()

    def show_attachments(self, frame_id: int, attachments: Attachments | None) -> None:
        """Tell of a packet's attachments, `frame_id` being its frame or that of one of them, or of none."""
        self.attachments.show_link(*attachments_link(frame_id, attachments))
        self._fit()

    def clear(self) -> None:
        """Hide: nothing belongs to the frame."""
        self.partner.show_link("", 0)
        self.attachments.show_link("", 0)
        self._fit()

    def _fit(self) -> None:
        self.setVisible(bool(self.partner.text or self.attachments.text))
