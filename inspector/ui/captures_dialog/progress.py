"""The row of the captures dialog that tells what is being done, how far it is, and cancels it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from inspector.ui.labels import PlainLabel
from inspector.ui.layouts import row
from inspector.ui.long_work import Failed, LongWork, Result, Watch

_PARTS = 1000


class ProgressRow(QWidget):
    """Does one thing at a time, and is seen while it does."""

    busyChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = LongWork(self)
        self.doing = PlainLabel(role="hint")
        self.bar = QProgressBar()
        self.bar.setRange(0, _PARTS)
        self.bar.setTextVisible(False)
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.setAutoDefault(False)
        layout = row(self.doing, self.bar, self.cancel_button, gap=2, margins=(3, 1, 3, 1))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.hide()
        self.cancel_button.clicked.connect(self.cancel)
        self._work.progressed.connect(lambda done: self.bar.setValue(round(done * _PARTS)))
        self._work.ended.connect(self._end)

    @property
    def busy(self) -> bool:
        """Something is being done."""
        return self._work.busy

    def start(
        self,
        doing: str,
        work: Callable[[Watch], Result],
        done: Callable[[Result], None],
        failed: Failed | None = None,
    ) -> None:
        """Say what is being done, and do it as `LongWork` does."""
        self.doing.setText(doing)
        self.bar.setValue(0)
        self.show()
        self._work.start(work, done, failed)
        self.busyChanged.emit()

    def cancel(self) -> None:
        """Cancel what is being done."""
        self._work.cancel()

    def _end(self) -> None:
        self.hide()
        self.busyChanged.emit()
