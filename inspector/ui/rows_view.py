"""A table whose rows are all equally high, and which moves only when the person moves it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from inspector.ui.row_keys import target_row


class RowsView(QTableView):
    """Rows are selected whole; keys and searches never ask the model for more than it shows."""

    def __init__(self, row_height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row_height = row_height
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(row_height)
        rows.setDefaultSectionSize(row_height)
        rows.hide()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(row_height)
        # A click must never move the view; keys move it in keyPressEvent.
        self.setAutoScroll(False)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show the rows of a model below the header that is there by now."""
        super().setModel(model)
        # Qt's header asks whether each whole column is selected, which asks the flags of every row:
        # 80 s for ten million. With a selection model of its own there is nothing to ask.
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(self.model(), self))

    def columns_in_order(self) -> list[int]:
        """Give the visible columns from left to right."""
        header = self.horizontalHeader()
        order = (header.logicalIndex(position) for position in range(header.count()))
        return [section for section in order if not header.isSectionHidden(section)]

    def index_of_row(self, row: int) -> QModelIndex:
        """Give a row's first visible cell, which stands for it."""
        return self.model().index(row, next(iter(self.columns_in_order()), 0))

    def scroll_columns(self, step: int) -> None:
        """Move the columns by some pixels; more than 0 shows what is to the right."""
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() + step)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Move by rows only: Home and End go to the first and the last one."""
        count, row = self.model().rowCount(), self.currentIndex().row()
        if not count or (row < 0 and action == QAbstractItemView.CursorAction.MoveNext):
            # Qt asks for the next row when the focus comes: getting the focus selects nothing.
            return QModelIndex()
        page = max(1, self.viewport().height() // self._row_height - 1)
        return self.index_of_row(target_row(action, row, count, page))

    def keyboardSearch(self, _search: str) -> None:
        """Don't search by typing: it would read every row."""

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a row into view, without moving the columns."""
        if not index.isValid():
            return
        self.updateGeometries()
        height, page, bar = self._row_height, self.viewport().height(), self.verticalScrollBar()
        top = index.row() * height
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(top - (page - height) // 2)
        elif top < bar.value() or hint == QAbstractItemView.ScrollHint.PositionAtTop:
            bar.setValue(top)
        elif top + height > bar.value() + page or hint == QAbstractItemView.ScrollHint.PositionAtBottom:
            bar.setValue(top + height - page)
