"""The frame table: a view of rows that paint themselves, with what a person does to them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QItemSelection, QRect, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from inspector.ui.empty_state import EmptyState
from inspector.ui.follow_tail import FollowTail
from inspector.ui.frame_actions import FrameActions
from inspector.ui.frame_header import FrameHeader
from inspector.ui.frame_model import FrameModel, Index
from inspector.ui.frame_painter import FramePainter, PaintedColumn, PaintedRow
from inspector.ui.kept_place import KeptPlace
from inspector.ui.kept_selection import KeptSelection
from inspector.ui.row_hover import RowHover
from inspector.ui.row_ranges import RowRanges
from inspector.ui.rows_view import RowsView
from inspector.ui.theme import Theme, current_theme

_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_BACK_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Home)
_MOVING_KEYS = (*_BACK_KEYS, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End)


class FrameTable(RowsView):
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
        theme = theme or current_theme()
        painter = FramePainter(theme)
        super().__init__(painter.row_height, parent)
        self._theme, self._painter = theme, painter
        self.setObjectName("frames")
        self.setAccessibleName(self.tr("Frames"))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._model = model
        self._selected = RowRanges()
        self._hover = RowHover(self, painter.row_height, self.verticalHeader().offset)
        self._offered: list[QAction] = []
        self.actions_of_rows = FrameActions(self, model, self.columns_in_order)
        self.columns = FrameHeader(self._painter, self)
        self.setHorizontalHeader(self.columns)
        self._follow = FollowTail(self)
        place = KeptPlace(self, model, self._follow, painter.row_height)
        self._kept = KeptSelection(self, model, place, self._lost_frame)
        self.setModel(model)
        self._kept.watch()
        self.empty = EmptyState("frame", self.viewport())
        self._connect_signals()
        self.columns.reset_columns()
        self._show_following(True)
        self._show_empty()
        self._fit_number()

    def _connect_signals(self) -> None:
        self._theme.changed.connect(self._reread_theme)
        self._follow.changed.connect(self._show_following)
        self._follow.changed.connect(self.followChanged)
        self.actions_of_rows.follow.triggered.connect(self.set_following)
        self.actions_of_rows.noticed.connect(self.noticed)
        self.actions_of_rows.timeModeChanged.connect(self.columns.fit_time)
        self.empty.actionTriggered.connect(self.emptyActionTriggered)
        self.empty.secondTriggered.connect(self.emptySecondTriggered)
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
        index = self.index_of_row(row)
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
        focused = self.hasFocus()
        self._painter.paint(painter, area, self._rows_in(area), self._visible_columns(), focused)
        if focused and not self.currentIndex().isValid():
            # No row can show yet that the keys go here.
            self._painter.paint_ring(painter, self.viewport().rect())
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
        return [
            PaintedColumn(section, header.sectionViewportPosition(section), header.sectionSize(section))
            for section in self.columns_in_order()
        ]

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
        self._kept.forget()
        super().currentChanged(current, previous)
        self.viewport().update()
        self.frameSelected.emit(self._model.frame_id(current.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Bring the row that a key made current into view; a key that goes back ends following."""
        if event.key() in _OPENING and self._model.toggle(self.currentIndex().row()):
            return
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = self._painter.width_of(4)
            self.scroll_columns(step if event.key() == Qt.Key.Key_Right else -step)
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

    def _lost_frame(self) -> None:
        self._take_selection()
        self.frameSelected.emit(0)

    def _show_empty(self) -> None:
        self.empty.set_shown(self._model.rowCount() == 0)

    def _fit_number(self) -> None:
        self.columns.fit_number(self._model.frame_id(self._model.rowCount() - 1))

    def _show_following(self, following: bool) -> None:
        self.actions_of_rows.follow.setChecked(following)

    def _reread_theme(self) -> None:
        self._painter.reread_theme()
        self.viewport().update()
