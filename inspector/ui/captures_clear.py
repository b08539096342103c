"""Clearing the log: what is there is hidden, never lost, and comes back when the person wants it."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtWidgets import QWidget

from inspector.ui.actions import made_action
from inspector.ui.banner import Banner
from inspector.ui.notices import Notice, Severity
from inspector.ui.workbench import Workbench


class Clearing(QObject):
    """Two actions, and a bar that says what is hidden; the bar stays until it is dismissed."""

    changed = Signal()
    """Which frames and connections are shown has changed."""

    def __init__(self, workbench: Workbench, parent: QWidget) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self.bar = Banner()
        self.clear_action = made_action(
            self,
            self.tr("Clear the log"),
            "Ctrl+Shift+Del",
            self.clear,
            icon="trash",
            tip=self.tr("Hide all frames so far, and connections that are over; the capture keeps them"),
        )
        self.undo_action = made_action(
            self,
            self.tr("Show what was cleared"),
            "Ctrl+Alt+Z",
            self.undo,
            icon="history",
            tip=self.tr("Show all frames and connections of the capture again"),
        )
        self.refresh()

    def clear(self) -> None:
        """Hide what is there."""
        self._workbench.capture.clear()
        self.refresh()
        self.changed.emit()

    def undo(self) -> None:
        """Show all again."""
        self._workbench.capture.undo_clear()
        self.refresh()
        self.changed.emit()

    def refresh(self) -> None:
        """Say what is hidden, also in a capture that was opened this way."""
        capture = self._workbench.capture
        self.undo_action.setEnabled(capture.cleared.any)
        if capture.cleared.any:
            hint = self.tr("They stay in the capture.")
            notice = Notice(self._sentence(), hint, severity=Severity.NOTICE, action=self.tr("Undo"))
            self.bar.show_notice(notice, self.undo)
        else:
            self.bar.clear()

    def _sentence(self) -> str:
        count = self._workbench.capture.cleared.count
        if not count:
            return self.tr("Connections that are over were cleared.")
        if count == 1:
            return self.tr("1 frame was cleared.")
        return self.tr("{0} frames were cleared.").format(QLocale().toString(count))
