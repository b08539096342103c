"""Brings a frame into view wherever it is: beyond the filters, on another connection, or not yet found."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, Signal

from inspector.capture.records import FrameSummary
from inspector.capture.store import Capture
from inspector.ui.filter_bar import FilterBar
from inspector.ui.frame_choice import FrameChoice
from inspector.ui.frame_model import FrameModel
from inspector.ui.frame_table import FrameTable
from inspector.wire.records import HTTP, Opcode


class FrameSeeker(QObject):
    """Selects a frame at once, or as soon as it is among the rows; hides nothing that was shown."""

    connectionHidesFrame = Signal()
    """The frame is on another connection: those of all are to be shown."""
    noticed = Signal(str)
    """A sentence for the person: why the frame is not shown."""

    def __init__(self, table: FrameTable, model: FrameModel, choice: FrameChoice, bar: FilterBar) -> None:
        super().__init__(table)
        self._table = table
        self._model = model
        self._choice = choice
        self._bar = bar
        self._wanted = 0
        table.frameSelected.connect(self._selected)

    def show(self, frame_id: int, capture: Capture) -> None:
        """Select a frame, and show it even if something hides it."""
        self._wanted = 0
        if self._table.select_frame(frame_id):
            return
        if self._choice.is_cleared(frame_id):
            told = self.tr("Frame {0} was cleared: “Show what was cleared” brings it back (Ctrl+Alt+Z).")
            self.noticed.emit(told.format(QLocale().toString(frame_id)))
            return
        frame = next(iter(capture.summaries_of([frame_id])), None)
        if frame is None:
            return
        self._widen(frame)
        self._wanted = frame_id
        self.refresh()

    def refresh(self) -> None:
        """Look whether the frame has come among the rows; leave the filters off once it is known not to."""
        wanted = self._wanted
        if not wanted or not self._choice.examined(wanted):
            return
        self._model.refresh()
        if self._table.select_frame(wanted) or self._bar.pause_action.isChecked():
            self._wanted = 0
        else:
            self._bar.pause_action.setChecked(True)
            self._wanted = wanted  # showing all the others has selected nothing yet

    def _widen(self, frame: FrameSummary) -> None:
        """Show other connections, and frames that are not the first of a message, where it is one."""
        if self._choice.connection_id not in (None, frame.connection_id):
            self.connectionHidesFrame.emit()
        if self._choice.messages and frame.head != HTTP and frame.head & 0x0F == Opcode.CONTINUATION:
            self._bar.switch_action.trigger()

    def _selected(self, frame_id: int) -> None:
        """Give way to what the person selects meanwhile."""
        if frame_id and frame_id != self._wanted:
            self._wanted = 0
