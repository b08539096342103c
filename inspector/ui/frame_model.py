"""The frames of a capture as rows of a table, growing batch by batch; memory stays flat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from inspector.capture.records import FrameSummary, StoredFrame
from inspector.ui.frame_columns import Column, ColumnTexts, alignment, column_texts, field_texts
from inspector.ui.frame_look import RowLook, tip_of
from inspector.ui.frame_rows import BLOCK, AllRows, BlockCache, FrameSource, Rows
from inspector.ui.message_rows import MessageRows
from inspector.ui.row_looks import Highlight, PacketOf, RowLooks
from inspector.ui.row_tips import tip_with_marks
from inspector.ui.time_format import TimeMode
from inspector.ui.whole_message import MessageReader

REFRESH_MS = 16
"""As often as a usual screen shows a new picture."""
_RECHECK_AFTER = 30
"""Refreshes with changes after which cached rows are read again: a note may speak of them by now."""

Index = QModelIndex | QPersistentModelIndex
FRAME_ID_ROLE = Qt.ItemDataRole.UserRole
_NO_PARENT = QModelIndex()
_COLUMNS = tuple(Column)
_MARKED = frozenset({Column.NUMBER, Column.PREVIEW})
"""Columns whose tooltips tell what the row's mark stands for."""


class FrameModel(QAbstractTableModel):
    """Frames of a capture, one row each: all of them, or those that some `Rows` choose."""

    completed = Signal()
    """All rows that there were when they were first shown have come."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looks = RowLooks()
        self._rows: Rows | None = None
        self._complete = True
        self._count = 0
        self._revision = 0
        self._cache = BlockCache(self._load_block)
        self._changes_seen = 0
        self._unchecked = 0
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.refresh)

    @property
    def complete(self) -> bool:
        """All rows that there were at first have come."""
        return self._complete

    @property
    def time_mode(self) -> TimeMode:
        """What the time column counts from."""
        return self._looks.time_mode

    def set_source(self, source: FrameSource | None) -> None:
        """Show all of a capture's frames, and follow its growth from now on."""
        self._looks.source = source
        self._timer.stop()
        self.show_rows(None if source is None else AllRows(source))
        if source is not None:
            self._timer.start()

    def show_rows(self, rows: Rows | None) -> None:
        """Show a choice of the capture's frames."""
        self.beginResetModel()
        self._rows = rows
        self._changes_seen = 0 if self._looks.source is None else self._looks.source.change_count
        self._revision = 0 if rows is None else rows.revision
        self._complete = rows is None or rows.complete
        self._count = 0 if rows is None else rows.grow()
        self._looks.restart()
        self._unchecked = 0
        self._cache.clear()
        self.endResetModel()

    def set_time_mode(self, mode: TimeMode) -> None:
        """Choose what the time column counts from."""
        self._looks.time_mode = mode
        self._tell_all_changed()

    @property
    def fields(self) -> tuple[str, ...]:
        """Paths into JSON payloads, each with a column behind the fixed ones."""
        return self._looks.fields

    def set_fields(self, paths: Sequence[str]) -> None:
        """Give each of these JSON paths a column, behind the fixed ones."""
        self.beginResetModel()
        self._looks.fields = tuple(paths)
        self._cache.clear()
        self.endResetModel()

    def set_packets(self, packet_of: PacketOf | None) -> None:
        """Show rows as packets where `packet_of` makes one of them."""
        self._looks.packet_of = packet_of
        self._tell_all_changed()

    def set_messages(self, messages: MessageReader | None) -> None:
        """Show each row as the whole message that begins with its frame; None shows frames."""
        self._looks.messages = messages
        self._cache.clear()

    def toggle(self, row: int) -> bool:
        """Open the message in a row to its frames, or close it; False where there is nothing to open."""
        rows = self._rows
        if not isinstance(rows, MessageRows) or not 0 <= row < self._count or not rows.toggle(row):
            return False
        self.refresh()
        return True

    def set_highlights(self, highlights: list[Highlight]) -> None:
        """Highlight rows; the first highlight that matches counts."""
        self._looks.highlights = list(highlights)
        self._tell_all_changed()

    def refresh(self) -> None:
        """Append the rows that came since the last call, all in one step."""
        if self._looks.source is None or self._rows is None:
            return
        changes = self._looks.source.change_count
        quiet = changes == self._changes_seen
        self._changes_seen = changes
        complete = self._rows.complete
        if self._rows.revision != self._revision:
            self.show_rows(self._rows)
        else:
            self._append(self._rows.grow())
        if complete and not self._complete:
            self._complete = True
            self.completed.emit()
        if not quiet:
            self._unchecked += 1
        if self._unchecked >= _RECHECK_AFTER or (quiet and self._unchecked):
            self._tell_all_changed()

    def _append(self, count: int) -> None:
        if count <= self._count:
            return
        self._cache.drop(self._count)
        self.beginInsertRows(_NO_PARENT, self._count, count - 1)
        self._count = count
        self.endInsertRows()

    def _tell_all_changed(self) -> None:
        self._unchecked = 0
        self._cache.clear()
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, self.columnCount() - 1))

    def reread(self) -> None:
        """Read what is shown anew: something about the rows has changed."""
        self._tell_all_changed()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Count the rows."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(_COLUMNS) + len(self._looks.fields)

    def look(self, row: int) -> RowLook:
        """Give a row with its texts made."""
        look = self._cache.item(row)
        if look.texts is None and self._rows is not None:
            self._looks.make_texts(look, self._rows)
        return look

    def summary(self, row: int) -> FrameSummary | None:
        """Give the frame in a row; None if the capture has lost it."""
        return self._cache.item(row).summary

    def frame_id(self, row: int) -> int:
        """Tell which frame is in a row; 0 where there is no such row."""
        return self._rows.frame_id(row) if self._rows is not None and 0 <= row < self._count else 0

    def row_of(self, frame_id: int) -> int | None:
        """Tell in which row a frame is."""
        row = None if self._rows is None else self._rows.row_of(frame_id)
        return row if row is not None and row < self._count else None

    def frame(self, row: int) -> StoredFrame | None:
        """Read the whole frame in a row."""
        return None if self._looks.source is None else self._looks.source.frame(self.frame_id(row))

    def payload(self, row: int) -> bytes:
        """Read the payload in a row: of a message, that of all its frames. Raises `CaptureError`."""
        if self._looks.messages is not None and self._cache.item(row).frames > 1:
            whole = self._looks.messages.payload(self.frame_id(row))
            if whole is not None:
                return whole.read(0, whole.length)
        stored = self.frame(row)
        return b"" if stored is None else stored.frame.payload

    def _load_block(self, number: int) -> list[RowLook]:
        if self._rows is None:
            return []
        first = number * BLOCK
        return self._looks.read(self._rows, first, min(first + BLOCK, self._count) - 1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a cell's text, alignment, tooltip, or the frame's id."""
        if not index.isValid():
            return None
        section = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.look(index.row()).text(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(section)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(index.row(), section)
        return self.frame_id(index.row()) if role == FRAME_ID_ROLE else None

    def _tip(self, row: int, section: int) -> str | None:
        summary = self.summary(row)
        if summary is None:
            return None
        tip = tip_of(summary, section)
        if self._looks.source is None or section not in _MARKED:
            return tip
        return tip_with_marks(tip, self.look(row), self._looks.source)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Give a column's title, alignment and tooltip."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(section)
        texts = self._texts_of(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return texts.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return texts.name
        return texts.tip if role == Qt.ItemDataRole.ToolTipRole else None

    def _texts_of(self, section: int) -> ColumnTexts:
        if section < len(_COLUMNS):
            return column_texts(_COLUMNS[section])
        return field_texts(self._looks.fields[section - len(_COLUMNS)])
