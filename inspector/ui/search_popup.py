"""A list that opens above the window, with a search field: type, arrow keys, Enter."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPalette, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from inspector.ui.fuzzy import fuzzy_sorted
from inspector.ui.labels import PlainLabel
from inspector.ui.layouts import GRID, ICON, ITEM, column

_DETAIL = Qt.ItemDataRole.UserRole + 1
_PLACE = Qt.ItemDataRole.UserRole + 2

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class PopupRow:
    """One choice: what it is, a word about it at the right, and the value that choosing it gives."""

    text: str
    value: object
    detail: str = ""
    enabled: bool = True
    icon: QIcon | None = None


class _RowPainter(QStyledItemDelegate):
    """Draws the text left, cut with an ellipsis, and the detail right."""

    room_for_icons = False
    """Texts begin at one place, whether their row has an icon or not."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ITEM)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        # A popup never is the active window, yet it is where the person types.
        option.state |= QStyle.StateFlag.State_Active
        option.palette.setCurrentColorGroup(QPalette.ColorGroup.Active)
        detail = str(index.data(_DETAIL) or "")
        detail_width = option.fontMetrics.horizontalAdvance(detail)
        area = QRect(option.rect).adjusted(2 * GRID, 0, -2 * GRID, 0)
        whole_rect, icon = QRect(option.rect), QIcon(option.icon)
        option.text, option.icon = "", QIcon()
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        if not icon.isNull():
            icon.paint(painter, QRect(area.left(), whole_rect.top(), ICON, whole_rect.height()))
        if self.room_for_icons:
            area.setLeft(area.left() + ICON + 2 * GRID)
        self._draw(painter, option, area, detail, Qt.AlignmentFlag.AlignRight, faint=True)
        area.setRight(area.right() - detail_width - (3 * GRID if detail else 0))
        text = option.fontMetrics.elidedText(
            str(index.data() or ""),
            Qt.TextElideMode.ElideRight,
            area.width(),
            Qt.TextFlag.TextSingleLine.value,
        )
        self._draw(painter, option, area, text, Qt.AlignmentFlag.AlignLeft, faint=False)

    @staticmethod
    def _draw(
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRect,
        text: str,
        side: Qt.AlignmentFlag,
        faint: bool,
    ) -> None:
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        group = QPalette.ColorGroup.Active if enabled else QPalette.ColorGroup.Disabled
        role = QPalette.ColorRole.Text
        if selected:
            role = QPalette.ColorRole.HighlightedText
        elif faint:
            role = QPalette.ColorRole.PlaceholderText
        painter.setPen(option.palette.color(group, role))
        flags = Qt.TextFlag.TextSingleLine | side | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, int(flags), text)


class SearchPopup(QFrame):
    """Shows rows, narrowed by a fuzzy search, and emits the value of the one chosen."""

    chosen = Signal(object)
    removed = Signal(object)
    """Shift+Delete on a row; the owner forgets it and sets the rows anew."""

    def __init__(self, placeholder: str, empty_text: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("searchPopup")
        self._rows: list[PopupRow] = []
        self._empty_text = empty_text
        self.search = QLineEdit()
        self.search.setPlaceholderText(placeholder)
        self.search.setAccessibleName(placeholder)
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self.list = QListView()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._painter = _RowPainter(self.list)
        self.list.setItemDelegate(self._painter)
        self.list.clicked.connect(self._choose)
        self._model = QStandardItemModel(self)
        self.list.setModel(self._model)
        self._empty = PlainLabel(role="hint")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._layout = column(self.search, self._empty, self.list, gap=1, margins=(1, 1, 1, 1))
        self.setLayout(self._layout)

    def set_rows(self, rows: list[PopupRow]) -> None:
        """Set what can be chosen, in the order shown without a search."""
        self._rows = rows
        self._painter.room_for_icons = any(row.icon is not None for row in rows)
        self._narrow(self.search.text())

    def open_at(self, area: QRect) -> None:
        """Open over an area of the screen (global coordinates) with an empty search."""
        self.search.clear()
        self._narrow("")
        self.setGeometry(area)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def height_for_rows(self, most: int) -> int:
        """Give the height in which all rows show, or `most` of them."""
        rows = min(max(1, len(self._rows)), most)
        frames = self.height() - self.contentsRect().height() + 2 * self.list.frameWidth()
        return self.search.sizeHint().height() + rows * ITEM + frames + 4 * GRID

    def shown_texts(self) -> list[str]:
        """Give the texts of the rows that the search leaves."""
        return [self._model.item(row).text() for row in range(self._model.rowCount())]

    def _narrow(self, query: str) -> None:
        self._model.clear()
        texts = ((f"{row.text} {row.detail}", place) for place, row in enumerate(self._rows))
        for place in fuzzy_sorted(query, texts):
            self._model.appendRow(self._item(place))
        found = self._model.rowCount() > 0
        self.list.setVisible(found)
        self._empty.setVisible(not found)
        self._empty.setText(self.tr("Nothing matches this search.") if self._rows else self._empty_text)
        rows = range(self._model.rowCount())
        first = next((row for row in rows if self._model.item(row).isEnabled()), None)
        if first is not None:
            self.list.setCurrentIndex(self._model.index(first, 0))

    def _item(self, place: int) -> QStandardItem:
        row = self._rows[place]
        item = QStandardItem(row.text)
        if row.icon is not None:
            item.setIcon(row.icon)
        item.setData(row.detail, _DETAIL)
        item.setData(place, _PLACE)
        item.setData(f"{row.text}, {row.detail}", Qt.ItemDataRole.AccessibleTextRole)
        item.setEnabled(row.enabled)
        return item

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keys that move and choose act on the list while the search has the focus."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._handled(event)
        return super().eventFilter(watched, event)

    def _handled(self, event: QKeyEvent) -> bool:
        key = event.key()
        moves = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if key in moves:
            QApplication.sendEvent(self.list, event)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentIndex())
            return True
        if key == Qt.Key.Key_Delete and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            index = self.list.currentIndex()
            if index.isValid():
                self.removed.emit(self._rows[index.data(_PLACE)].value)
            return True
        return False

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            value = self._rows[index.data(_PLACE)].value
            self.hide()
            self.chosen.emit(value)
