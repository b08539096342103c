"""The left pane: the capture's connections, the local server and capture files, in one list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QIcon, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QPushButton, QWidget

from inspector.ui import icons
from inspector.ui.connection_delegate import WIDE_IN_CHARACTERS, ConnectionDelegate
from inspector.ui.connection_items import CaptureItem, ConnectionItem, Kind, ListRow, Section, ServerItem
from inspector.ui.connection_model import ROW_ROLE, ConnectionModel, Index
from inspector.ui.labels import set_role
from inspector.ui.theme import Theme, current_theme

_FOLDING_KEYS = {Qt.Key.Key_Left: True, Qt.Key.Key_Right: False}
_ACTIVATING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ConnectionList(QListView):
    """Shows what it is handed; a chosen connection stays chosen until the person chooses another."""

    connectionChosen = Signal(object)
    """The chosen connection's id, or None for all."""
    serverToggled = Signal(bool)
    """The local server is to be started (True) or stopped."""
    captureChosen = Signal(str)
    """The path of a capture file to be shown."""
    openCaptureRequested = Signal()
    connectionMenuRequested = Signal(object, QPoint)
    """A connection's id or None for all, and a place on the screen."""
    serverMenuRequested = Signal(QPoint)
    captureMenuRequested = Signal(str, QPoint)

    def __init__(self, theme: Theme | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("connections")
        self.setAccessibleName(self.tr("Connections, local server and captures"))
        self._theme = theme or current_theme()
        self._rows = ConnectionModel(self)
        self._delegate = ConnectionDelegate(self._theme, self)
        self._changing_rows = False
        self._chosen: int | None = None
        self._server = ServerItem(running=False, url="", connections=0)
        self.server_button = QPushButton(self.viewport())
        self.server_button.clicked.connect(self._toggle_server)
        self._set_up_view()
        self.set_server(self._server)
        self.choose(None)

    def _set_up_view(self) -> None:
        self.setModel(self._rows)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._theme.changed.connect(self.viewport().update)

    # What the window hands over

    @property
    def chosen(self) -> int | None:
        """The chosen connection's id; None when all are shown."""
        return self._chosen

    def set_connections(self, connections: list[ConnectionItem]) -> None:
        """Show these connections; if the chosen one is gone, all are chosen."""
        with self._rows_changing():
            self._rows.set_connections(connections)
        if self._chosen is not None and all(item.id != self._chosen for item in connections):
            self._choose_id(None)
            self._select_chosen()

    def set_server(self, server: ServerItem) -> None:
        """Show what the local server does."""
        self._server = server
        with self._rows_changing():
            self._rows.set_server(server)
        explained = self.tr("Stop the local server") if server.running else self.tr("Start the local server")
        self.server_button.setToolTip(explained)
        self.server_button.setAccessibleName(explained)
        self._place_button()

    def set_captures(self, captures: list[CaptureItem]) -> None:
        """Show these capture files."""
        with self._rows_changing():
            self._rows.set_captures(captures)

    def choose(self, connection_id: int | None) -> None:
        """Choose a connection, or all; one that is not in the list changes nothing."""
        kind = Kind.ALL if connection_id is None else Kind.CONNECTION
        place = self._rows.row_of(kind, connection_id)
        if place >= 0:
            self.setCurrentIndex(self._rows.index(place))

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Repaint; what a row holds never changes its height, so that nothing is laid out anew."""
        QAbstractItemView.dataChanged(self, first, last, list(roles))
        self.viewport().update()

    # Choosing and activating

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell which connection was chosen."""
        super().selectionChanged(selected, deselected)
        if not self._changing_rows:
            for index in selected.indexes():
                self._choose_id(index.data(ROW_ROLE).key)

    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Leave what is chosen marked where the person goes to a row that cannot be chosen, or to none."""
        if not index.flags() & Qt.ItemFlag.ItemIsSelectable:
            return QItemSelectionModel.SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    def _choose_id(self, connection_id: int | None) -> None:
        if connection_id != self._chosen:
            self._chosen = connection_id
            self.connectionChosen.emit(connection_id)

    @contextmanager
    def _rows_changing(self) -> Iterator[None]:
        """Keep what is chosen: when its row goes, Qt would select the one beside it."""
        self._changing_rows = True
        try:
            yield
            self._select_chosen()
        finally:
            self._changing_rows = False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Activate the row under the mouse, unless it is one that is chosen instead."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            row: ListRow = index.data(ROW_ROLE)
            if row.kind is not Kind.SERVER:
                self._activate(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Fold with the arrow keys, activate with Enter or space."""
        index = self.currentIndex()
        row: ListRow | None = index.data(ROW_ROLE) if index.isValid() else None
        folding = _FOLDING_KEYS.get(Qt.Key(event.key()))
        if row is not None and folding is not None:
            self._fold(row.section, folding)
        elif row is not None and event.key() in _ACTIVATING_KEYS:
            self._activate(row)
        else:
            super().keyPressEvent(event)

    def _activate(self, row: ListRow) -> None:
        if row.kind is Kind.SECTION:
            self._fold(row.section, not self._rows.is_folded(row.section))
        elif row.kind is Kind.SERVER:
            self._toggle_server()
        elif isinstance(row.item, CaptureItem):
            self.captureChosen.emit(row.item.path)
        elif row.kind is Kind.OPEN_CAPTURE:
            self.openCaptureRequested.emit()

    def _fold(self, section: Section, folded: bool) -> None:
        with self._rows_changing():
            self._rows.fold(section, folded)
        head = self._rows.index(self._rows.row_of(Kind.SECTION, section))
        self.selectionModel().setCurrentIndex(head, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._place_button()

    def _select_chosen(self) -> None:
        kind = Kind.ALL if self._chosen is None else Kind.CONNECTION
        index = self._rows.index(self._rows.row_of(kind, self._chosen))
        self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _toggle_server(self) -> None:
        self.serverToggled.emit(not self._server.running)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask the window for a menu of the row."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if not index.isValid():
            return
        place = event.globalPos() if by_mouse else self._below(index)
        row: ListRow = index.data(ROW_ROLE)
        if row.kind in (Kind.ALL, Kind.CONNECTION):
            self.connectionMenuRequested.emit(row.key, place)
        elif row.kind is Kind.SERVER:
            self.serverMenuRequested.emit(place)
        elif isinstance(row.item, CaptureItem):
            self.captureMenuRequested.emit(row.item.path, place)

    def _below(self, index: Index) -> QPoint:
        return self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())

    # The local server's button is a real one, placed over its row

    def updateGeometries(self) -> None:
        """Keep the button at its row."""
        super().updateGeometries()
        self._place_button()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at its row."""
        super().resizeEvent(event)
        self._place_button()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Keep the button at its row."""
        super().scrollContentsBy(dx, dy)
        self._place_button()

    def _place_button(self) -> None:
        place = self._rows.row_of(Kind.SERVER)
        self.server_button.setVisible(place >= 0)
        if place < 0:
            return
        row = self.visualRect(self._rows.index(place))
        self._label_button(row.width())
        size = self.server_button.sizeHint()
        left = row.right() - size.width() - 2 * self._theme.metric("grid")
        top = row.top() + (row.height() - size.height()) // 2
        self.server_button.setGeometry(QRect(QPoint(left, top), size))
        self._delegate.server_room = left - row.left()

    def _label_button(self, width: int) -> None:
        """Write on the button what it does; where that leaves too little room, draw it."""
        running = self._server.running
        word = self.tr("Stop") if running else self.tr("Start")
        wide = width >= self.fontMetrics().horizontalAdvance("0") * WIDE_IN_CHARACTERS
        self.server_button.setText(word if wide else "")
        set_role(self.server_button, "" if wide else "compact")
        self.server_button.setIcon(QIcon() if wide else icons.icon("stop" if running else "play"))

    def minimumSizeHint(self) -> QSize:
        """Be usable in the narrowest window."""
        return QSize(self.fontMetrics().horizontalAdvance("0") * 18, super().minimumSizeHint().height())
