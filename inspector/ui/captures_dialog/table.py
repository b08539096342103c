"""The table of captures: sorted, renamed in place, opened with Enter or a double click."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QToolButton, QWidget

from inspector.capture.retention import CaptureFile
from inspector.ui.captures_dialog.model import PATH_ROLE, CapturesModel
from inspector.ui.empty_state import EmptyState
from inspector.ui.layouts import ITEM


class CapturesTable(QTableView):
    """Rows are selected whole, several at once."""

    openRequested = Signal(object)
    selectionCountChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("capturesTable")
        self.setAccessibleName(self.tr("Captures"))
        self.rows = CapturesModel(self)
        self.setModel(self.rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ITEM)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSortIndicator(1, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        self.empty = EmptyState("capture", self.viewport())
        self.empty.set_texts(self.tr("No captures yet. Every run is kept here when it is over."))
        self.doubleClicked.connect(lambda index: self.openRequested.emit(index.data(PATH_ROLE)))

    def set_files(self, files: list[CaptureFile]) -> None:
        """Show captures; those that were selected and are still there stay so."""
        selected = self.selected_paths()
        self.rows.set_files(files)
        for path in selected:
            self._select_row(self.rows.row_of(path))
        self.empty.set_shown(not files)

    def selected_paths(self) -> list[Path]:
        """Give the selected captures, as they are from top to bottom."""
        chosen = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.rows.files[row].path for row in chosen if row < len(self.rows.files)]

    def select(self, path: Path) -> None:
        """Select one capture, if it is there."""
        place = self.rows.row_of(path)
        if place >= 0:
            self.setCurrentIndex(self.rows.index(place, 0))

    def edit_name(self) -> None:
        """Edit the name of the current capture in place."""
        index = self.rows.index(self.currentIndex().row(), 0)
        if index.isValid():
            self.edit(index)

    def button(self, action: QAction) -> QToolButton:
        """Make a button of an action, with its words."""
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell that more or fewer are selected."""
        super().selectionChanged(selected, deselected)
        self.selectionCountChanged.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current capture with Enter."""
        editing = self.state() == QAbstractItemView.State.EditingState
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid() and not editing:
            self.openRequested.emit(index.data(PATH_ROLE))
        else:
            super().keyPressEvent(event)

    def _select_row(self, place: int) -> None:
        if place >= 0:
            flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().select(self.rows.index(place, 0), flags)
