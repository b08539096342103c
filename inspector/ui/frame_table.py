"""The frame table: Qt's view for header, keys, selection and scroll bars, with rows that paint themselves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QByteArray,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QMenu, QTableView, QWidget

from inspector.ui.empty_state import EmptyState
from inspector.ui.follow_tail import FollowTail
from inspector.ui.frame_actions import FrameActions
from inspector.ui.frame_header import FrameHeader
from inspector.ui.frame_model import FrameModel, Index
from inspector.ui.frame_painter import FramePainter, PaintedColumn, PaintedRow
from inspector.ui.kept_place import KeptPlace
from inspector.ui.row_hover import RowHover
from inspector.ui.row_keys import target_row
from inspector.ui.row_ranges import RowRanges
from inspector.ui.theme import Theme, current_theme

_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_BACK_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Home)
_MOVING_KEYS = (*_BACK_KEYS, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End)


class FrameTable(QTableView):
    """Shows the rows of a `FrameModel`; the view and the selection move only when the person moves them."""

    frameSelected = Signal(int)
    """The current row's frame id; 0 when there is none."""
    selectedCountChanged = Signal(int)
    followChanged = Signal(bool)
    noticed = Signal(str)
    """A sentence for the person: why something was not copied."""
    emptyActionTriggered = Signal()
    emptySecondTriggered = Signal()

    def __init__(self, model: FrameModel, theme: Theme | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("frames")
        self.setAccessibleName(self.tr("Frames"))
        self._model = model
        self._theme = theme or current_theme()
        self._painter = FramePainter(self._theme)
        self._selected = RowRanges()
        self._hover = RowHover(self, self._painter.row_height, self.verticalHeader().offset)
        self._kept_frame = 0
        self._offered: list[QAction] = []
        self.actions_of_rows = FrameActions(
            self, model, lambda: [column.column for column in self._visible_columns()]
        )
        self.columns = FrameHeader(self._painter, self)
        self._set_up_view()
        self._follow = FollowTail(self)
        self._place = KeptPlace(self, self._model, self._follow, self._painter.row_height)
        self.empty = EmptyState("frame", self.viewport())
        self._connect_signals()
        self.columns.reset_columns()
        self._show_following(True)
        self._show_empty()
        self._fit_number()

    def _set_up_view(self) -> None:
        self.setHorizontalHeader(self.columns)
        self.setModel(self._model)
        # Qt's header asks whether each whole column is selected, which asks the flags of every row:
        # 80 s for ten million. With a selection model of its own there is nothing to ask.
        self.columns.setSelectionModel(QItemSelectionModel(self._model, self))
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(self._painter.row_height)
        rows.setDefaultSectionSize(self._painter.row_height)
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
        self.verticalScrollBar().setSingleStep(self._painter.row_height)
        # A click must never move the view; keys move it in keyPressEvent.
        self.setAutoScroll(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def _connect_signals(self) -> None:
        self._theme.changed.connect(self._reread_theme)
        self._follow.changed.connect(self._show_following)
        self._follow.changed.connect(self.followChanged)
        self.actions_of_rows.follow.triggered.connect(self.set_following)
        self.actions_of_rows.noticed.connect(self.noticed)
        self.actions_of_rows.timeModeChanged.connect(self.columns.fit_time)
        self.empty.actionTriggered.connect(self.emptyActionTriggered)
        self.empty.secondTriggered.connect(self.emptySecondTriggered)
        self._model.modelAboutToBeReset.connect(self._keep_frame)
        self._model.modelReset.connect(self._reselect_frame)
        self._model.rowsInserted.connect(self._find_kept_frame)
        self._model.completed.connect(self._find_kept_frame)
        for grown in (self._model.modelReset, self._model.rowsInserted):
            grown.connect(self._show_empty)
            grown.connect(self._fit_number)

    # What the window asks

    @property
    def following(self) -> bool:
        """The view stays at the newest frame."""
        return self._follow.following

    def set_following(self, following: bool) -> None:
        """Go to the newest frame and follow, or stay."""
        self.updateGeometries()
        self._follow.set_following(following)

    @property
    def selected_rows(self) -> RowRanges:
        """The selected rows."""
        return self._selected

    @property
    def current_frame_id(self) -> int:
        """The current row's frame; 0 when there is none."""
        return self._model.frame_id(self.currentIndex().row())

    @property
    def current_is_fragment(self) -> bool:
        """The current row is a frame of an opened message."""
        row = self.currentIndex().row()
        return row >= 0 and self._model.look(row).fragment

    def select_frame(self, frame_id: int) -> bool:
        """Select a frame and bring it into view; False when it is not among the rows."""
        row = self._model.row_of(frame_id)
        if row is None:
            return False
        index = self._model.index(row, self._first_column())
        self.setCurrentIndex(index)
        self._follow.set_following(False)
        self.scrollTo(index)
        return True

    def center_current(self) -> None:
        """Bring the current row to the middle of the view, and stay there."""
        if self.currentIndex().isValid():
            self._follow.set_following(False)
            self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)

    def save_columns(self) -> QByteArray:
        """Give order, widths and visibility of the columns; nothing while they arrange themselves."""
        return self.columns.save()

    def restore_columns(self, state: QByteArray) -> bool:
        """Take what `save_columns` gave; False when it is of no use."""
        return self.columns.restore(state)

    def offer(self, actions: Sequence[QAction]) -> None:
        """Put more actions into the menu of the rows."""
        self._offered += actions

    def set_empty_state(self, sentence: str, action: str = "", second: str = "") -> None:
        """Say what to do while there are no rows; the action's label is that of a button."""
        self.empty.set_texts(sentence, action, second)
        self._show_empty()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all rows of the exposed area at once."""
        painter = QPainter(self.viewport())
        area = event.rect()
        self._painter.paint(painter, area, self._rows_in(area), self._visible_columns(), self.hasFocus())
        painter.end()

    def _rows_in(self, area: QRect) -> list[PaintedRow]:
        height, offset = self._painter.row_height, self.verticalHeader().offset()
        first = max(0, (area.top() + offset) // height)
        last = min(self._model.rowCount() - 1, (area.bottom() + offset) // height)
        hovered, current = self._hover.row, self.currentIndex().row()
        selected, look = self._selected, self._model.look
        return [
            PaintedRow(look(row), row * height - offset, row in selected, row == hovered, row == current)
            for row in range(first, last + 1)
        ]

    def _visible_columns(self) -> list[PaintedColumn]:
        header = self.columns
        order = (header.logicalIndex(position) for position in range(header.count()))
        return [
            PaintedColumn(section, header.sectionViewportPosition(section), header.sectionSize(section))
            for section in order
            if not header.isSectionHidden(section)
        ]

    def _first_column(self) -> int:
        columns = self._visible_columns()
        return columns[0].column if columns else 0

    # Selection and keys

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Keep the selected rows as ranges for painting and copying."""
        super().selectionChanged(selected, deselected)
        self._take_selection()

    def _take_selection(self) -> None:
        selection = self.selectionModel().selection()
        parts = (selection.at(place) for place in range(selection.count()))
        self._selected = RowRanges((part.top(), part.bottom()) for part in parts if part.isValid())
        self.actions_of_rows.set_rows(self._selected)
        self.viewport().update()
        self.selectedCountChanged.emit(len(self._selected))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which frame is the current one."""
        self._kept_frame = 0
        super().currentChanged(current, previous)
        self.viewport().update()
        self.frameSelected.emit(self._model.frame_id(current.row()))

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Move by rows only: Home and End go to the first and the last one."""
        count, row = self._model.rowCount(), self.currentIndex().row()
        if not count or (row < 0 and action == QAbstractItemView.CursorAction.MoveNext):
            # Qt asks for the next row when the focus comes: getting the focus selects nothing.
            return QModelIndex()
        page = max(1, self.viewport().height() // self._painter.row_height - 1)
        row = target_row(action, row, count, page)
        return self._model.index(row, self._first_column())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Bring the row that a key made current into view; a key that goes back ends following."""
        if event.key() in _OPENING and self._model.toggle(self.currentIndex().row()):
            return
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            bar = self.horizontalScrollBar()
            step = self._painter.width_of(4)
            bar.setValue(bar.value() + (step if event.key() == Qt.Key.Key_Right else -step))
            return
        super().keyPressEvent(event)
        if event.key() in _BACK_KEYS:
            self._follow.set_following(False)
        if event.key() == Qt.Key.Key_End:
            self.set_following(True)
        if event.key() in _MOVING_KEYS:
            self.scrollTo(self.currentIndex())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a message to its frames, or close it."""
        if not self._model.toggle(self.indexAt(event.position().toPoint()).row()):
            super().mouseDoubleClickEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Don't search by typing: it would read every row."""

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a row into view, without moving the columns."""
        if not index.isValid():
            return
        self.updateGeometries()
        height, page, bar = self._painter.row_height, self.viewport().height(), self.verticalScrollBar()
        top = index.row() * height
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(top - (page - height) // 2)
        elif top < bar.value() or hint == QAbstractItemView.ScrollHint.PositionAtTop:
            bar.setValue(top)
        elif top + height > bar.value() + page or hint == QAbstractItemView.ScrollHint.PositionAtBottom:
            bar.setValue(top + height - page)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the selected rows, and with the columns."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.actions_of_rows.fill_menu(menu)
        if self._offered:
            menu.addSeparator()
            menu.addActions(self._offered)
        menu.addSeparator()
        self.columns.fill_menu(menu.addMenu(self.tr("Columns")))
        menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the columns arrange themselves in the new width."""
        self.columns.fit(self.viewport().width())
        super().resizeEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scroll; the mark of the row under the mouse does not travel along."""
        super().scrollContentsBy(dx, dy)
        self._hover.scrolled()

    # What changes around it

    def _keep_frame(self) -> None:
        self._kept_frame = self.current_frame_id or self._kept_frame
        self._place.keep()

    def _reselect_frame(self) -> None:
        """Select the frame that was selected; it may come later, while a search goes on."""
        row = self._model.row_of(self._kept_frame) if self._kept_frame else None
        self._place.restore()
        if row is not None:
            self._kept_frame = 0
            self.setCurrentIndex(self._model.index(row, self._first_column()))
        elif self._model.complete:
            self._kept_frame = 0
            self._take_selection()
            self.frameSelected.emit(0)

    def _find_kept_frame(self) -> None:
        self._place.restore()
        if self._kept_frame:
            self._reselect_frame()

    def _show_empty(self) -> None:
        self.empty.set_shown(self._model.rowCount() == 0)

    def _fit_number(self) -> None:
        self.columns.fit_number(self._model.frame_id(self._model.rowCount() - 1))

    def _show_following(self, following: bool) -> None:
        self.actions_of_rows.follow.setChecked(following)

    def _reread_theme(self) -> None:
        self._painter.reread_theme()
        self.viewport().update()
