"""The URL field: editable, with the history as its list and its completion."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QCompleter,
    QLineEdit,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from inspector.ui import icons
from inspector.ui.history import UrlHistory
from inspector.ui.layouts import GRID, ITEM, characters_wide

_FEWEST_CHARACTERS = 16

Index = QModelIndex | QPersistentModelIndex


class _DeletableRow(QStyledItemDelegate):
    """Draws a cross at the right end of each row."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width() + ITEM, ITEM)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        option.textElideMode = Qt.TextElideMode.ElideMiddle
        super().paint(painter, option, index)
        icons.icon("close").paint(painter, cross_area(option.rect).adjusted(GRID, GRID, -GRID, -GRID))


def cross_area(row: QRect) -> QRect:
    """Give the square of a row's cross."""
    return QRect(row.right() - row.height(), row.top(), row.height(), row.height())


class UrlField(QComboBox):
    """A URL that a person types, completes or picks; Enter submits it."""

    submitted = Signal()
    edited = Signal(str)

    def __init__(self, history: UrlHistory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._views: list[QAbstractItemView] = []
        self._kept, self._kept_place = "", 0
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_FEWEST_CHARACTERS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setModel(history.model)
        self.setItemDelegate(_DeletableRow(self))
        self.line = QLineEdit()
        self.setLineEdit(self.line)
        self.setCompleter(self._make_completer())
        self.setEditText("")
        self.line.setAccessibleName(self.tr("URL"))
        self.line.setPlaceholderText(self.tr("wss://host/path"))
        self.line.returnPressed.connect(self.submitted)
        self.editTextChanged.connect(self.edited)
        self._watch(self.view())
        history.changing.connect(self._keep_text)
        history.changed.connect(self._restore_text)

    def _make_completer(self) -> QCompleter:
        completer = QCompleter(self._history.model, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        popup = QListView()
        completer.setPopup(popup)
        # The completer sets a delegate of its own; this one has to come after.
        popup.setItemDelegate(_DeletableRow(completer))
        self._watch(popup)
        return completer

    def _watch(self, view: QAbstractItemView) -> None:
        self._views.append(view)
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        view.setMinimumWidth(characters_wide(self, _FEWEST_CHARACTERS))

    def _keep_text(self) -> None:
        self._kept, self._kept_place = self.currentText(), self.line.cursorPosition()
        self.blockSignals(True)

    def _restore_text(self) -> None:
        # Qt puts another row's text into the field when rows come and go.
        self.setEditText(self._kept)
        self.line.setCursorPosition(self._kept_place)
        self.blockSignals(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete a row on (Shift+)Delete and on its cross."""
        view = self._view_of(watched)
        if view is not None and isinstance(event, QKeyEvent) and self._deletes(view, event):
            self._remove(view.currentIndex())
            return True
        released = event.type() == QEvent.Type.MouseButtonRelease
        if view is not None and released and isinstance(event, QMouseEvent):
            index = view.indexAt(event.position().toPoint())
            if cross_area(view.visualRect(index)).contains(event.position().toPoint()):
                self._remove(index)
                return True
        return super().eventFilter(watched, event)

    def _view_of(self, watched: QObject) -> QAbstractItemView | None:
        return next((view for view in self._views if watched in (view, view.viewport())), None)

    def _deletes(self, view: QAbstractItemView, event: QKeyEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or event.key() != Qt.Key.Key_Delete:
            return False
        # In the completion, Delete alone edits the text as everywhere.
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return view.currentIndex().isValid() and (shift or view is self.view())

    def _remove(self, index: QModelIndex) -> None:
        if index.isValid():
            self._history.remove(str(index.data()))
            if not self._history.urls():
                self.hidePopup()
