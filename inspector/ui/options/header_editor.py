"""A table of request headers: each row can be switched off, and a whole block can be pasted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from inspector.ui import icons
from inspector.ui.labels import ElidedLabel
from inspector.ui.layouts import GRID, ITEM, characters_wide, column, row
from inspector.ui.options.draft import HeaderRow
from inspector.ui.options.header_block import parse_header_block

_NAME, _VALUE = 0, 1
_FEWEST_ROWS = 4


class HeaderEditor(QWidget):
    """Edits header rows; the last, empty row takes a new one."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = QTableWidget(0, 2)
        self.note = ElidedLabel(role="hint")
        self.add_button = self._button(self.tr("Add"), "plus", self.tr("Add a header"))
        self.remove_button = self._button(self.tr("Remove"), "trash", self.tr("Remove the rows (Delete)"))
        self.paste_button = self._button(
            self.tr("Paste"), "paste", self.tr("Paste a block of “Name: value” lines (Ctrl+V)")
        )
        self._set_up_table()
        self.add_button.clicked.connect(self.add_row)
        self.remove_button.clicked.connect(self.remove_selected)
        self.paste_button.clicked.connect(self.paste)
        buttons = row(self.add_button, self.remove_button, self.paste_button, self.note, gap=1)
        buttons.setStretch(3, 1)
        self.setLayout(column(self.table, buttons, gap=1))
        self.setFocusProxy(self.table)

    def _button(self, text: str, icon: str, tip: str) -> QPushButton:
        button = QPushButton(icons.icon(icon), text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        return button

    def _set_up_table(self) -> None:
        table = self.table
        table.setObjectName("headerTable")
        table.setAccessibleName(self.tr("Request headers"))
        table.setHorizontalHeaderLabels([self.tr("Name"), self.tr("Value")])
        table.horizontalHeader().setSectionResizeMode(_VALUE, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().resizeSection(_NAME, characters_wide(table, 22))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ITEM)
        table.verticalHeader().setMinimumSectionSize(ITEM)
        table.setMinimumHeight((_FEWEST_ROWS + 1) * ITEM + 2 * GRID)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.installEventFilter(self)
        table.itemChanged.connect(self._item_changed)

    def rows(self) -> tuple[HeaderRow, ...]:
        """Give all rows that hold anything, in order."""
        found = (self._row(line) for line in range(self.table.rowCount()))
        return tuple(one for one in found if one.name or one.value)

    def set_rows(self, rows: Sequence[HeaderRow]) -> None:
        """Show rows in place of all that are there."""
        self.table.blockSignals(True)
        self.table.setRowCount(0)
        for one in rows:
            self._append(one)
        self._append(HeaderRow(True, "", ""))
        self.table.blockSignals(False)
        self.note.setText("")
        self.changed.emit()

    def _row(self, line: int) -> HeaderRow:
        name, value = self._item(line, _NAME), self._item(line, _VALUE)
        return HeaderRow(
            name.checkState() is Qt.CheckState.Checked, name.text().strip(), value.text().strip()
        )

    def _item(self, line: int, place: int) -> QTableWidgetItem:
        # Every cell has one, from `_append`.
        return cast("QTableWidgetItem", self.table.item(line, place))

    def _append(self, one: HeaderRow) -> None:
        line = self.table.rowCount()
        self.table.insertRow(line)
        name = QTableWidgetItem(one.name)
        if one.name or one.value:
            self._make_checkable(name, one.enabled)
        self.table.setItem(line, _NAME, name)
        self.table.setItem(line, _VALUE, QTableWidgetItem(one.value))

    def _make_checkable(self, name: QTableWidgetItem, enabled: bool) -> None:
        name.setCheckState(Qt.CheckState.Checked if enabled else Qt.CheckState.Unchecked)
        name.setToolTip(self.tr("Ticked headers are sent"))

    def _item_changed(self, item: QTableWidgetItem) -> None:
        last = self.table.rowCount() - 1
        if item.row() == last and item.text():
            self.table.blockSignals(True)
            self._make_checkable(self._item(last, _NAME), True)
            self._append(HeaderRow(True, "", ""))
            self.table.blockSignals(False)
        self.changed.emit()

    def add_row(self) -> None:
        """Begin typing in the empty row at the end."""
        last = self.table.rowCount() - 1
        self.table.setFocus()
        self.table.setCurrentCell(last, _NAME)
        self.table.editItem(self._item(last, _NAME))

    def remove_selected(self) -> None:
        """Remove the selected rows."""
        chosen = {index.row() for index in self.table.selectionModel().selectedRows()}
        kept = [self._row(line) for line in range(self.table.rowCount() - 1) if line not in chosen]
        next_line = min(chosen, default=0)
        self.set_rows(kept)
        self.table.setCurrentCell(min(next_line, self.table.rowCount() - 1), _NAME)

    def paste(self) -> None:
        """Add the headers that the clipboard holds, before the empty row."""
        block = parse_header_block(QGuiApplication.clipboard().text())
        self.set_rows([*self.rows(), *block.rows])
        if not block.rows:
            self.note.setText(self.tr("The clipboard holds no “Name: value” lines."))
        elif block.left_out:
            self.note.setText(
                self.tr("Lines without a name and a colon left out: {0}.").format(block.left_out)
            )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Delete and Paste while the table, not a cell's editor, has the focus."""
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.matches(QKeySequence.StandardKey.Delete):
                self.remove_selected()
                return True
            if event.matches(QKeySequence.StandardKey.Paste):
                self.paste()
                return True
        return super().eventFilter(watched, event)
