"""Repeats the message in the composer every so many milliseconds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QSpinBox, QWidget

from inspector.ui.labels import ElidedLabel
from inspector.ui.layouts import characters_wide, row

_LONGEST_MS = 600_000
_MOST_TIMES = 99_999


class RepeatBar(QFrame):
    """Interval, number of times, start or stop, and how many were sent."""

    startRequested = Signal()
    stopRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.interval = QSpinBox()
        self.times = QSpinBox()
        self.button = QPushButton()
        self.counter = ElidedLabel(role="hint")
        self.running = False
        self._startable = False
        self._set_up()
        layout = row(self.interval, self.times, self.button, self.counter, gap=2)
        layout.setStretch(3, 1)
        self.setLayout(layout)
        self.button.clicked.connect(self._press)
        self.show_progress(False, 0)

    def _set_up(self) -> None:
        self.interval.setRange(1, _LONGEST_MS)
        self.interval.setValue(1000)
        self.interval.setSuffix(self.tr(" ms"))
        self.interval.setGroupSeparatorShown(True)
        self.interval.setAccessibleName(self.tr("Interval in milliseconds"))
        self.interval.setToolTip(self.tr("Send again after this time; later while bytes are still buffered"))
        self.times.setRange(0, _MOST_TIMES)
        self.times.setSpecialValueText(self.tr("no limit"))
        self.times.setSuffix(self.tr(" times"))
        self.times.setGroupSeparatorShown(True)
        self.times.setAccessibleName(self.tr("How many times"))
        self.times.setToolTip(self.tr("How many times to send; 0 goes on until stopped"))
        for spin, characters in ((self.interval, 10), (self.times, 12)):
            spin.setAlignment(Qt.AlignmentFlag.AlignRight)
            spin.setFixedWidth(characters_wide(spin, characters))

    @property
    def count(self) -> int | None:
        """How many times; None until stopped."""
        return self.times.value() or None

    def set_startable(self, startable: bool, reason: str) -> None:
        """Say whether the message can be sent now, and why not."""
        self._startable = startable
        self.button.setToolTip(reason)
        self._show_button()

    def show_progress(self, running: bool, sent: int) -> None:
        """Show whether it runs, and how many were sent."""
        self.running = running
        self.counter.setText(
            self.tr("Sent: {0}").format(self.locale().toString(sent)) if sent or running else ""
        )
        for spin in (self.interval, self.times):
            spin.setEnabled(not running)
        self._show_button()

    def _show_button(self) -> None:
        self.button.setText(self.tr("Stop") if self.running else self.tr("Start"))
        self.button.setAccessibleName(
            self.tr("Stop repeating") if self.running else self.tr("Start repeating")
        )
        self.button.setEnabled(self.running or self._startable)

    def _press(self) -> None:
        (self.stopRequested if self.running else self.startRequested).emit()
