"""The captures of the folder as rows of a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from inspector.capture.retention import CaptureFile
from inspector.ui.captures_titles import title_of
from inspector.ui.sizes import exact_bytes, short_bytes

Index = QModelIndex | QPersistentModelIndex
PATH_ROLE = Qt.ItemDataRole.UserRole
_NO_PARENT = QModelIndex()
_NAME, _CHANGED, _FRAMES, _SIZE, _STATE = range(5)
_RIGHT = (_FRAMES, _SIZE)


class Known(NamedTuple):
    """What is found out about a capture beside the window."""

    frames: int | None
    """None where the file cannot be read."""
    in_use: bool


class CapturesModel(QAbstractTableModel):
    """One row a capture; a name that is edited is handed on, not kept."""

    renameRequested = Signal(object, str)
    """A path, and the name that the person typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current: Path | None = None
        self._files: list[CaptureFile] = []
        self._known: dict[Path, Known] = {}
        self._order = (_CHANGED, Qt.SortOrder.DescendingOrder)

    @property
    def files(self) -> list[CaptureFile]:
        """The captures, in the order of the rows."""
        return self._files

    def set_files(self, files: list[CaptureFile]) -> None:
        """Show these captures."""
        self.beginResetModel()
        self._files = files
        self._sort()
        self.endResetModel()

    def set_current(self, path: Path | None) -> None:
        """Tell which capture the window shows."""
        self._current = path

    def set_known(self, known: dict[Path, Known]) -> None:
        """Take in what was found out."""
        self._known = known
        if self._files:
            self.dataChanged.emit(self.index(0, _FRAMES), self.index(len(self._files) - 1, _STATE))

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Count the rows."""
        return 0 if parent.isValid() else len(self._files)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else _STATE + 1

    def row_of(self, path: Path) -> int:
        """Find a capture's row; -1 when there is none."""
        return next((row for row, file in enumerate(self._files) if file.path == path), -1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let names be edited in place."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == _NAME else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a cell's text, alignment, tooltip, the name to be edited, or the path."""
        if not index.isValid():
            return None
        file, column = self._files[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(file, column)
        if role == Qt.ItemDataRole.EditRole:
            return file.path.stem
        if role == Qt.ItemDataRole.ToolTipRole:
            # Not a path alone: a file may be named so that Qt takes it for rich text.
            return {_SIZE: exact_bytes(file.size_bytes), _NAME: self.tr("File: {0}").format(file.path)}.get(
                column
            )
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _RIGHT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return file.path if role == PATH_ROLE else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for another name."""
        file = self._files[index.row()]
        if role == Qt.ItemDataRole.EditRole and str(value) != file.path.stem:
            self.renameRequested.emit(file.path, str(value))
        return False

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Give a column's title and alignment."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            names = (self.tr("Capture"), self.tr("Last written"), self.tr("Frames"), self.tr("Size"), "")
            return names[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in _RIGHT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column."""
        self._order = (column, order)
        self.layoutAboutToBeChanged.emit()
        paths = [self._files[index.row()].path for index in self.persistentIndexList()]
        kept = self.persistentIndexList()
        self._sort()
        moved = [
            self.index(self.row_of(path), index.column()) for path, index in zip(paths, kept, strict=True)
        ]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def _sort(self) -> None:
        column, order = self._order
        self._files = sorted(
            self._files,
            key=lambda file: self._sort_key(file, column),
            reverse=order == Qt.SortOrder.DescendingOrder,
        )

    def _sort_key(self, file: CaptureFile, column: int) -> Any:
        if column == _CHANGED:
            return file.changed_s
        if column == _FRAMES:
            known = self._known.get(file.path)
            return (known.frames or 0) if known else 0
        return file.size_bytes if column == _SIZE else self._text(file, column).casefold()

    def _text(self, file: CaptureFile, column: int) -> str:
        if column == _NAME:
            return title_of(file.path)
        if column == _CHANGED:
            moment = QDateTime.fromSecsSinceEpoch(int(file.changed_s))
            return QLocale().toString(moment, QLocale.FormatType.ShortFormat)
        if column == _SIZE:
            return short_bytes(file.size_bytes)
        known = self._known.get(file.path)
        if column == _FRAMES:
            if known is None:
                return "…"
            return self.tr("not readable") if known.frames is None else QLocale().toString(known.frames)
        if file.path == self._current:
            return self.tr("shown in this window")
        return self.tr("open in another window") if known is not None and known.in_use else ""
