"""Puts rows on the clipboard, a few at a time: the window goes on meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QLocale, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from inspector.capture.records import CaptureError
from inspector.ui import frame_copy
from inspector.ui.frame_copy import CopyForm
from inspector.ui.frame_model import FrameModel
from inspector.ui.row_ranges import RowRanges

_ROWS_AT_ONCE = 200
_BYTES_AT_ONCE = 1024 * 1024


class RowCopier(QObject):
    """Copies few rows at once, and more of them in the pauses of the window's thread."""

    noticed = Signal(str)
    """A sentence for the person: why nothing was copied, or that it is done where it took a while."""

    def __init__(self, model: FrameModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._rows: Iterator[int] = iter(())
        self._form = CopyForm.TEXT
        self._sections: Sequence[int] = ()
        self._lines: list[str] = []
        self._size = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        model.modelAboutToBeReset.connect(self._rows_change)

    def copy(self, rows: RowRanges, form: CopyForm, sections: Sequence[int]) -> None:
        """Copy rows in place of those that were being copied."""
        self._timer.stop()
        if len(rows) > frame_copy.MOST_ROWS:
            self.noticed.emit(frame_copy.too_many(len(rows)))
            return
        self._rows, self._form, self._sections = iter(rows), form, sections
        self._lines, self._size = [], 0
        if self._take():
            self._timer.start()

    def _go_on(self) -> None:
        if not self._take():
            self._timer.stop()
            if self._lines:
                told = self.tr("{0} rows are on the clipboard now.")
                self.noticed.emit(told.format(QLocale().toString(len(self._lines))))

    def _take(self) -> bool:
        """Write some rows; tells whether there are more."""
        try:
            return self._write_some()
        except CaptureError as error:
            self._give_up(str(error))
            return False

    def _write_some(self) -> bool:
        start = self._size
        for _count in range(_ROWS_AT_ONCE):
            row = next(self._rows, None)
            if row is None:
                QGuiApplication.clipboard().setText("\n".join(self._lines))
                return False
            self._size += self._bytes_of(row)
            if self._size > frame_copy.MOST_BYTES:
                self._give_up(frame_copy.too_much(self._size))
                return False
            self._lines.append(frame_copy.line_of(self._model, row, self._form, self._sections))
            if self._size - start > _BYTES_AT_ONCE:
                break
        return True

    def _bytes_of(self, row: int) -> int:
        summary = None if self._form is CopyForm.ROW else self._model.summary(row)
        return 0 if summary is None else summary.length

    def _give_up(self, why: str) -> None:
        self._lines = []
        self.noticed.emit(why)

    def _rows_change(self) -> None:
        """End it: the numbers of the rows speak of others from now on."""
        if self._timer.isActive():
            self._timer.stop()
            self._give_up(self.tr("Other rows are shown now, so that nothing was copied: copy again."))
