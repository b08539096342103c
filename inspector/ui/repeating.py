"""How the message in the composer is repeated, where one is typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from inspector.ui.composer_panes import ComposerPanes
from inspector.ui.intentions import StartRepeat, StopRepeat
from inspector.ui.repeat_bar import RepeatBar


class Repeating(QObject):
    """Shows the bar where it is wanted; `reason` says why nothing can be sent now, if so."""

    intended = Signal(object)
    """An `Intention`."""
    started = Signal()
    """The message goes out from now on."""

    def __init__(
        self, bar: RepeatBar, action: QAction, panes: ComposerPanes, reason: Callable[[], str]
    ) -> None:
        super().__init__(bar)
        self._bar = bar
        self._action = action
        self._panes = panes
        self._reason = reason
        action.toggled.connect(self._toggled)
        bar.startRequested.connect(self._start)
        bar.stopRequested.connect(lambda: self.intended.emit(StopRepeat()))

    def refresh(self) -> None:
        """Say whether the message can be repeated now, and why not."""
        pane, reason = self._panes.typed, self._reason()
        if not reason and pane is not None and pane.fragmented:
            reason = self.tr("Fragments are not repeated: switch them off first.")
        self._bar.set_startable(not reason, reason)

    def show_bar(self) -> None:
        """Show the bar where it is wanted; what runs can be stopped from every mode."""
        wanted = self._action.isChecked() and self._panes.typed is not None
        self._bar.setVisible(wanted or self._bar.running)

    def _toggled(self, shown: bool) -> None:
        if not shown and self._bar.running:
            self.intended.emit(StopRepeat())
        self.show_bar()

    def _start(self) -> None:
        self._panes.current.settle()
        pane = self._panes.typed
        if self._reason() or pane is None:
            return
        payload = pane.payload()
        message = payload.decode() if pane.as_text else payload
        self.intended.emit(StartRepeat(message, self._bar.interval.value(), self._bar.count))
        self.started.emit()
