"""The strip in which the window says what went wrong, where, and what to try."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from inspector.session.events import Failed, Phase
from inspector.ui import icons
from inspector.ui.labels import WrappedLabel, set_role
from inspector.ui.layouts import ICON, column, row
from inspector.ui.notices import Notice, Severity
from inspector.ui.theme import current_theme


def notice_of(failed: Failed, action: str = "") -> Notice:
    """Make the notice of a failed connection."""
    return Notice(failed.what, failed.hint, step_name(failed.phase), Severity.ERROR, action)


def step_name(phase: Phase) -> str:
    """Name the step of opening a connection at which it failed."""
    names = {
        Phase.URL: QCoreApplication.translate("Banner", "URL"),
        Phase.DNS: QCoreApplication.translate("Banner", "DNS lookup"),
        Phase.TCP: QCoreApplication.translate("Banner", "TCP connection"),
        Phase.PROXY: QCoreApplication.translate("Banner", "Proxy"),
        Phase.TLS: QCoreApplication.translate("Banner", "TLS handshake"),
        Phase.UPGRADE: QCoreApplication.translate("Banner", "Opening handshake"),
        Phase.OPEN: QCoreApplication.translate("Banner", "Open connection"),
    }
    return names[phase]


class Banner(QFrame):
    """Shows one notice until it is dismissed or replaced; hidden while there is none."""

    actionRequested = Signal()
    """The button was pressed, beside what the notice came with."""
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._icon = QLabel()
        self._what = WrappedLabel(role="title")
        self._hint = WrappedLabel(role="hint")
        self._action = QPushButton()
        self._act: Callable[[], None] | None = None
        self._action.clicked.connect(self.actionRequested)
        self.actionRequested.connect(self._do_act)
        self._dismiss = QToolButton()
        self._dismiss.setAutoRaise(True)
        self._lay_out()
        current_theme().changed.connect(self._draw_icon)
        self.notice: Notice | None = None
        self.hide()

    def _lay_out(self) -> None:
        self._dismiss.setIcon(icons.icon("close"))
        self._dismiss.setToolTip(self.tr("Dismiss (Esc)"))
        self._dismiss.setAccessibleName(self.tr("Dismiss the notice"))
        self._dismiss.clicked.connect(self.dismiss)
        sentences = column(self._what, self._hint, gap=0)
        layout = row(self._icon, sentences, self._action, self._dismiss, gap=2, margins=(3, 1, 1, 1))
        layout.setStretch(1, 1)
        layout.setAlignment(self._dismiss, Qt.AlignmentFlag.AlignTop)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def show_notice(self, notice: Notice, act: Callable[[], None] | None = None) -> None:
        """Show a notice in place of the one before; `act` is what its button does."""
        self.notice = notice
        self._act = act
        what = f"{notice.step}: {notice.what}" if notice.step else notice.what
        self._what.setText(what)
        self._hint.setText(notice.hint)
        self._hint.setVisible(bool(notice.hint))
        self._action.setText(notice.action)
        self._action.setVisible(bool(notice.action))
        self._draw_icon()
        top = Qt.AlignmentFlag.AlignTop if notice.hint else Qt.AlignmentFlag.AlignVCenter
        self._icon.setAlignment(top)
        set_role(self, notice.severity)
        self.setAccessibleName(what)
        self.setAccessibleDescription(notice.hint)
        self.show()

    def _do_act(self) -> None:
        if self._act is not None:
            self._act()

    def _draw_icon(self) -> None:
        if self.notice is not None:
            ratio = self.devicePixelRatioF()
            self._icon.setPixmap(icons.pixmap(self.notice.severity.value, size=ICON, ratio=ratio))

    def dismiss(self) -> None:
        """Hide the notice, as the person asked."""
        self.clear()
        self.dismissed.emit()

    def clear(self) -> None:
        """Hide the notice because it is over."""
        self.notice = None
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Dismiss with Esc while the focus is inside."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)
