"""The events of a Socket.IO connection seen so far, with counts; those not ticked are left out of the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QPushButton, QStackedWidget, QTreeWidget, QTreeWidgetItem, QWidget

from inspector.capture.filtering import Filter, all_of, any_of, negated, parse_filter
from inspector.ui.labels import WrappedLabel
from inspector.ui.layouts import column, row

_EVENT, _NAMESPACE, _RECEIVED, _SENT = range(4)
_KEY = Qt.ItemDataRole.UserRole
_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SeenEvent(NamedTuple):
    """One event, and how often it went each way."""

    namespace: str
    event: str
    received: int
    sent: int


class EventsView(QWidget):
    """Is handed what was seen; emits which events the person wants to be without."""

    unheardChanged = Signal()
    """Other events are left out of the log now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("events")
        self._items: dict[tuple[str, str], QTreeWidgetItem] = {}
        self._filling = False
        self.tree = QTreeWidget()
        self.hint = WrappedLabel(
            self.tr("Untick an event to leave it out of the log; it is recorded."), "hint"
        )
        self.empty = WrappedLabel(
            self.tr("No events yet. Connect to a Socket.IO server, and emit one in the composer."), "hint"
        )
        self.all_button = self._button(self.tr("Listen to all"), True)
        self.none_button = self._button(self.tr("To none"), False)
        self.pages = QStackedWidget()
        self._lay_out()
        self.tree.itemChanged.connect(self._ticked)

    def _button(self, text: str, on: bool) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda: self._tick_all(on))
        return button

    def _lay_out(self) -> None:
        tree = self.tree
        tree.setAccessibleName(self.tr("Events"))
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setSortingEnabled(True)
        tree.sortByColumn(_RECEIVED, Qt.SortOrder.DescendingOrder)
        tree.setHeaderLabels([self.tr("Event"), self.tr("Namespace"), "↓", "↑"])
        header = tree.header()
        header.setStretchLastSection(False)
        for section in (_RECEIVED, _SENT):
            tree.headerItem().setTextAlignment(section, _NUMBER)
        header.setSectionResizeMode(_EVENT, QHeaderView.ResizeMode.Stretch)
        for section, characters in ((_NAMESPACE, 13), (_RECEIVED, 9), (_SENT, 9)):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(section, self.fontMetrics().horizontalAdvance("0" * characters))
        buttons = row(self.all_button, self.none_button, None, gap=1)
        full = QWidget()
        below = column(self.hint, buttons, gap=1, margins=(2, 0, 2, 2))
        full.setLayout(column(tree, below, gap=1))
        nothing = QWidget()
        nothing.setLayout(column(None, self.empty, None, margins=(4, 0, 4, 0)))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pages.addWidget(nothing)
        self.pages.addWidget(full)
        self.setLayout(column(self.pages))

    def show_events(self, seen: Iterable[SeenEvent]) -> None:
        """Show the events and their counts; what is ticked stays as it is."""
        self._filling = True
        known = set()
        for one in seen:
            key = (one.namespace, one.event)
            known.add(key)
            item = self._items.get(key)
            if item is None:
                item = self._items[key] = self._make(one)
            for section, count in ((_RECEIVED, one.received), (_SENT, one.sent)):
                if item.data(section, _KEY) != count:
                    item.setData(section, _KEY, count)
                    item.setText(section, QLocale().toString(count))
        for key in set(self._items) - known:
            self.tree.takeTopLevelItem(self.tree.indexOfTopLevelItem(self._items.pop(key)))
        self.pages.setCurrentIndex(1 if self._items else 0)
        self._filling = False

    def _make(self, one: SeenEvent) -> QTreeWidgetItem:
        item = _Item(self.tree)
        item.setText(_EVENT, one.event)
        item.setText(_NAMESPACE, one.namespace)
        item.setData(_EVENT, _KEY, (one.namespace, one.event))
        item.setCheckState(_EVENT, Qt.CheckState.Checked)
        for section in (_RECEIVED, _SENT):
            item.setTextAlignment(section, _NUMBER)
        return item

    @property
    def unheard(self) -> list[tuple[str, str]]:
        """The events that are not ticked: namespace and name."""
        return sorted(
            key for key, item in self._items.items() if item.checkState(_EVENT) == Qt.CheckState.Unchecked
        )

    @property
    def names(self) -> list[str]:
        """The names of all events, the most frequent first."""
        items = sorted(self._items.items(), key=lambda pair: -(pair[1].data(_RECEIVED, _KEY) or 0))
        return list(dict.fromkeys(event for (_namespace, event), _item in items))

    def filters(self) -> list[Filter]:
        """Give what a frame has to match in the log."""
        unheard = self.unheard
        if not unheard:
            return []
        return [negated(any_of([_filter_of(namespace, event) for namespace, event in unheard]))]

    def _ticked(self, _item: QTreeWidgetItem, section: int) -> None:
        if not self._filling and section == _EVENT:
            self.unheardChanged.emit()

    def _tick_all(self, on: bool) -> None:
        self._filling = True
        for item in self._items.values():
            item.setCheckState(_EVENT, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self._filling = False
        self.unheardChanged.emit()


class _Item(QTreeWidgetItem):
    """Sorts counts as numbers."""

    def __lt__(self, other: QTreeWidgetItem) -> bool:
        section = self.treeWidget().sortColumn()
        if section in (_RECEIVED, _SENT):
            return (self.data(section, _KEY) or 0) < (other.data(section, _KEY) or 0)
        return self.text(section) < other.text(section)


def _filter_of(namespace: str, event: str) -> Filter:
    return all_of([parse_filter(f"event:{_quoted(event)}"), parse_filter(f"ns:{_quoted(namespace)}")])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
