"""The rows of the connection list; what changed is told row by row, so that the selection stays."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from inspector.ui.connection_items import CaptureItem, ConnectionItem, Kind, ListRow, Section, ServerItem
from inspector.ui.connection_words import spoken_text, tip_text

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole
FOLDED_ROLE = Qt.ItemDataRole.UserRole + 1
_NO_PARENT = QModelIndex()
_SELECTABLE = (Kind.ALL, Kind.CONNECTION)


class ConnectionModel(QAbstractListModel):
    """Sections with their rows below them, those of folded sections left out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._connections: list[ConnectionItem] = []
        self._server = ServerItem(running=False, url="", connections=0)
        self._captures: list[CaptureItem] = []
        self._folded: set[Section] = set()
        self._rows = self._make_rows()

    def set_connections(self, connections: list[ConnectionItem]) -> None:
        """Show these connections in this order."""
        self._connections = connections
        self._update()

    def set_server(self, server: ServerItem) -> None:
        """Show what the local server does."""
        self._server = server
        self._update()

    def set_captures(self, captures: list[CaptureItem]) -> None:
        """Show these capture files in this order."""
        self._captures = captures
        self._update()

    def fold(self, section: Section, folded: bool) -> None:
        """Fold or unfold a section."""
        (self._folded.add if folded else self._folded.discard)(section)
        self._update()
        index = self.index(self.row_of(Kind.SECTION, section))
        self.dataChanged.emit(index, index)

    def is_folded(self, section: Section) -> bool:
        """Tell whether a section's rows are left out."""
        return section in self._folded

    def row_of(self, kind: Kind, key: object = None) -> int:
        """Find a row by what it is; -1 when there is none."""
        rows = enumerate(self._rows)
        return next((place for place, row in rows if row.kind is kind and row.key == key), -1)

    def row(self, place: int) -> ListRow:
        """Give a row."""
        return self._rows[place]

    def _make_rows(self) -> list[ListRow]:
        rows = self._connection_rows()
        rows += self._section(
            Section.SERVER, [ListRow(Kind.SERVER, Section.SERVER, None, self._server)], None
        )
        files = [ListRow(Kind.CAPTURE, Section.CAPTURES, capture.path, capture) for capture in self._captures]
        files.append(ListRow(Kind.OPEN_CAPTURE, Section.CAPTURES))
        return rows + self._section(Section.CAPTURES, files, None)

    def _connection_rows(self) -> list[ListRow]:
        section, count = Section.CONNECTIONS, len(self._connections)
        content = [ListRow(Kind.ALL, section, None, count)]
        content += [ListRow(Kind.CONNECTION, section, item.id, item) for item in self._connections]
        if not count:
            content.append(ListRow(Kind.HINT, section))
        return self._section(section, content, count or None)

    def _section(self, section: Section, content: list[ListRow], count: int | None) -> list[ListRow]:
        head = ListRow(Kind.SECTION, section, section, count)
        return [head] if section in self._folded else [head, *content]

    def _update(self) -> None:
        """Bring the rows up to date: rows that stayed are changed, the rest is removed and inserted."""
        old, new = self._rows, self._make_rows()
        most = min(len(old), len(new))
        same_above = next((n for n in range(most) if not _same(old[n], new[n])), most)
        below = range(most - same_above)
        same_below = next((n for n in below if not _same(old[-1 - n], new[-1 - n])), len(below))
        gone, come = len(old) - same_below, len(new) - same_below
        if gone > same_above:
            self.beginRemoveRows(_NO_PARENT, same_above, gone - 1)
            self._rows = old[:same_above] + old[gone:]
            self.endRemoveRows()
        if come > same_above:
            self.beginInsertRows(_NO_PARENT, same_above, come - 1)
            self._rows = self._rows[:same_above] + new[same_above:come] + self._rows[same_above:]
            self.endInsertRows()
        changed = [place for place, row in enumerate(self._rows) if row != new[place]]
        self._rows = new
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Count the rows."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let connections be selected; all other rows can only be reached and activated."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        kind = self._rows[index.row()].kind
        if kind is Kind.HINT:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsSelectable if kind in _SELECTABLE else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a row, or what it says to those who hear it."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == FOLDED_ROLE:
            return row.section in self._folded
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken_text(row)
        return tip_text(row) if role == Qt.ItemDataRole.ToolTipRole else None


def _same(one: ListRow, other: ListRow) -> bool:
    return one.kind is other.kind and one.key == other.key
