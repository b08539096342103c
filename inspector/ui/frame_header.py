"""The frame table's header: columns that can be moved, resized and hidden."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from inspector.ui.frame_columns import CHARACTERS, Column, column_texts
from inspector.ui.frame_painter import FramePainter


class FrameHeader(QHeaderView):
    """Offers each column in its context menu; one of them always stays visible."""

    def __init__(self, painter: FramePainter, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._painter = painter
        self.setAccessibleName(self.tr("Columns"))
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setMinimumSectionSize(painter.width_of(2))
        self.column_actions = {column: self._column_action(column) for column in Column}
        self.reset_action = QAction(self.tr("Reset columns"), self)
        self.reset_action.triggered.connect(self.reset_columns)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)

    def _column_action(self, column: Column) -> QAction:
        action = QAction(column_texts(column).name, self)
        action.setCheckable(True)
        action.setChecked(True)
        action.triggered.connect(lambda shown: self.show_column(column, shown))
        return action

    def show_column(self, column: Column, shown: bool) -> None:
        """Show or hide a column; the last one stays."""
        self.setSectionHidden(column, not shown)
        if self.hiddenSectionCount() == self.count():
            self.setSectionHidden(column, False)
        self.update_actions()

    def update_actions(self) -> None:
        """Let the actions tell which columns are shown."""
        for column, action in self.column_actions.items():
            action.setChecked(not self.isSectionHidden(column))

    def reset_columns(self) -> None:
        """Show all columns in their order, each with its first width."""
        for column in Column:
            self.setSectionHidden(column, False)
            self.moveSection(self.visualIndex(column), column)
            self.resizeSection(column, self._first_width(column))
        self.update_actions()

    def _first_width(self, column: Column) -> int:
        gutter = self._painter.gutter if column is Column.NUMBER else 0
        content = self._painter.width_of(CHARACTERS[column]) + gutter
        return max(content, self.sectionSizeFromContents(column).width())

    def fill_menu(self, menu: QMenu) -> None:
        """Put the actions into a menu."""
        self.update_actions()
        menu.addActions(list(self.column_actions.values()))
        menu.addSeparator()
        menu.addAction(self.reset_action)

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(self.mapToGlobal(place))
