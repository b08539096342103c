"""The frame table's header: columns that can be moved, resized and hidden."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from inspector.ui.frame_columns import (
    CHARACTERS,
    FIELD_CHARACTERS,
    FIRST_ORDER,
    HIDDEN_AT_FIRST,
    TIME_CHARACTERS,
    Column,
    column_texts,
)
from inspector.ui.frame_painter import FramePainter
from inspector.ui.layouts import measure_always
from inspector.ui.time_format import TimeMode

_GIVE_WAY = {
    Column.FLAGS: 24,
    Column.WIRE_LENGTH: 24,
    Column.DELTA: 24,
    Column.EVENT: 16,
    Column.LENGTH: 16,
    Column.TIME: 16,
    Column.CONNECTION: 8,
}
"""The columns that make room for the preview in a narrow table, the first one first; each goes when
the preview would have room for fewer characters."""


Arrangement = list[tuple[int | str, int]]
"""Columns from left to right, each with its width: a `Column`, or the path of a JSON field."""


class FrameHeader(QHeaderView):
    """Offers each column in its context menu; one of them always stays visible.

    Until the person arranges the columns, they arrange themselves: the preview always has room.
    """

    fieldWanted = Signal()
    """The person wants a column for a JSON field."""
    fieldRemoved = Signal(int)
    """The person wants to be rid of the field with this index."""

    def __init__(self, painter: FramePainter, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._painter = painter
        self._automatic = True
        self._hidden_at_first = HIDDEN_AT_FIRST
        self._several = False
        self._before = QByteArray()
        self._paths: list[str] = []
        self._characters: dict[int, int] = {int(column): width for column, width in CHARACTERS.items()}
        self.setAccessibleName(self.tr("Columns"))
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setMinimumSectionSize(painter.width_of(2))
        self.column_actions = {column: self._column_action(column) for column in Column}
        self.field_actions: list[QAction] = []
        """Each removes the column of a JSON field."""
        self.add_field_action = QAction(self.tr("Add a column for a JSON field…"), self)
        self.add_field_action.triggered.connect(lambda: self.fieldWanted.emit())
        self.reset_action = QAction(self.tr("Reset columns"), self)
        self.reset_action.triggered.connect(self.reset_columns)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        measure_always(self, self._measure)

    def _measure(self) -> None:
        if self._automatic and self.count():
            self.reset_columns()

    def _column_action(self, column: Column) -> QAction:
        action = QAction(column_texts(column).name, self)
        action.setCheckable(True)
        action.setChecked(True)
        action.triggered.connect(lambda shown: self.show_column(column, shown))
        return action

    def show_column(self, column: Column, shown: bool) -> None:
        """Show or hide a column as the person wants it; the last one stays."""
        self._automatic = False
        self.setSectionHidden(column, not shown)
        if self.hiddenSectionCount() == self.count():
            self.setSectionHidden(column, False)
        if shown:
            self._make_room(column)
        self.update_actions()

    def _make_room(self, asked_for: Column) -> None:
        """Hide columns of little weight where a new one left the preview no room."""
        for column, wanted in _GIVE_WAY.items():
            shown = [section for section in range(self.count()) if not self.isSectionHidden(section)]
            taken = sum(self._needed(section) for section in shown if section != Column.PREVIEW)
            crowded = taken + self._painter.width_of(wanted) > self.width()
            if crowded and column in shown and column != asked_for:
                self.setSectionHidden(column, True)

    def _needed(self, section: int) -> int:
        """Give a column's width; the last one has taken what the others leave, and needs less."""
        later = (self.logicalIndex(place) for place in range(self.visualIndex(section) + 1, self.count()))
        is_last = all(self.isSectionHidden(other) for other in later)
        return self._first_width(section) if is_last else self.sectionSize(section)

    def update_actions(self) -> None:
        """Let the actions tell which columns are shown."""
        for column, action in self.column_actions.items():
            action.setChecked(not self.isSectionHidden(column))

    def arrangement(self) -> Arrangement:
        """Give all columns from left to right with their widths, fields by their paths."""
        order = (self.logicalIndex(place) for place in range(self.count()))
        return [(self._key(section), self.sectionSize(section)) for section in order]

    def _key(self, section: int) -> int | str:
        return section if section < len(Column) else self._paths[section - len(Column)]

    def set_fields(self, paths: Sequence[str], before: Arrangement) -> None:
        """Make room for the columns of JSON fields, which the model has by now.

        `before` is the arrangement from before it had them: what the person arranged stays.
        """
        self._paths = list(paths)
        self.field_actions = []
        for index, path in enumerate(paths):
            action = QAction(self.tr("Remove {0}").format(path.replace("&", "&&")), self)
            action.triggered.connect(lambda _checked, index=index: self.fieldRemoved.emit(index))
            self.field_actions.append(action)
        if self._automatic:
            self.reset_columns()
        else:
            self._arrange(before)

    def _arrange(self, before: Arrangement) -> None:
        """Put the columns where they were, and new ones before the preview where that is the last one."""
        new = {path: len(Column) + index for index, path in enumerate(self._paths)}
        order = [
            (section, width)
            for key, width in before
            if (section := key if isinstance(key, int) else new.pop(key, None)) is not None
        ]
        shown = [section for section, _width in order if not self.isSectionHidden(section)]
        ends_with_preview = shown[-1:] == [Column.PREVIEW]
        place = (
            [section for section, _width in order].index(Column.PREVIEW) if ends_with_preview else len(order)
        )
        order[place:place] = [(section, self._first_width(section)) for section in new.values()]
        for position, (section, width) in enumerate(order):
            self.moveSection(self.visualIndex(section), position)
            # The last column takes what the others leave, however wide it was.
            self.resizeSection(section, self._first_width(section) if section in shown[-1:] else width)

    def want(self, *columns: Column) -> None:
        """Show these columns at first besides the usual ones, and begin with that."""
        several = {Column.CONNECTION} if self._several else set()
        self._hidden_at_first = HIDDEN_AT_FIRST - set(columns) - several
        self.reset_columns()

    def tell_connections_apart(self, several: bool) -> None:
        """Say of each row which connection it is of; not where a person has arranged the columns."""
        if several == self._several:
            return
        self._several = several
        self._hidden_at_first ^= {Column.CONNECTION}
        if self._automatic:
            self.setSectionHidden(Column.CONNECTION, not several)
            self.fit(self.width())

    def reset_columns(self) -> None:
        """Give all columns their order and width, and let them arrange themselves from now on."""
        self._automatic = True
        for place, section in enumerate(self._first_order()):
            self.moveSection(self.visualIndex(section), place)
            self.setSectionHidden(section, section in self._hidden_at_first)
            self.resizeSection(section, self._first_width(section))
        self.fit(self.width())

    def _first_order(self) -> list[int]:
        """Fields stand before the preview, which takes what is left."""
        return [*FIRST_ORDER[:-1], *range(len(Column), self.count()), FIRST_ORDER[-1]]

    def fit(self, width: int) -> None:
        """Hide columns of little weight where they would leave no room for the preview."""
        if not self._automatic:
            return
        shown = [section for section in self._first_order()[:-1] if section not in self._hidden_at_first]
        taken = sum(self._first_width(section) for section in shown)
        for column, wanted in _GIVE_WAY.items():
            if column in self._hidden_at_first:
                continue
            goes = taken + self._painter.width_of(wanted) > width
            self.setSectionHidden(column, goes)
            if goes:
                taken -= self._first_width(column)
        # The preview stretches, but never shrinks by itself: the table would have to be scrolled sideways.
        least = self._painter.width_of(min(_GIVE_WAY.values()))
        self.resizeSection(Column.PREVIEW, max(least, min(self._first_width(Column.PREVIEW), width - taken)))
        self.update_actions()

    def fit_time(self, mode: TimeMode) -> None:
        """Give the time column room for what it counts from."""
        self._widen(Column.TIME, TIME_CHARACTERS[mode])

    def fit_number(self, largest: int) -> None:
        """Give the number column room for the largest number."""
        self._widen(Column.NUMBER, max(len(QLocale().toString(largest)), CHARACTERS[Column.NUMBER]))

    def _widen(self, column: Column, characters: int) -> None:
        if characters == self._characters[column]:
            return
        self._characters[column] = characters
        if self._automatic:
            self.resizeSection(column, self._first_width(column))
            self.fit(self.width())

    def _first_width(self, section: int) -> int:
        gutter = self._painter.gutter if section == Column.NUMBER else 0
        characters = self._characters.get(section, FIELD_CHARACTERS)
        content = self._painter.width_of(characters) + gutter
        return max(content, self.sectionSizeFromContents(section).width())

    def save(self) -> QByteArray:
        """Give order, widths and visibility; nothing while the columns arrange themselves."""
        return QByteArray() if self._automatic else self.saveState()

    def restore(self, state: QByteArray) -> bool:
        """Take what `save` gave; False when it is of no use."""
        if state.isEmpty() or not self.restoreState(state):
            return False
        self._automatic = False
        self.update_actions()
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember how the columns are before the person moves one."""
        self._before = self.saveState()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave the columns alone once the person has moved one."""
        super().mouseReleaseEvent(event)
        if self.saveState() != self._before:
            self._automatic = False

    def fill_menu(self, menu: QMenu) -> None:
        """Put the actions into a menu."""
        self.update_actions()
        menu.addActions([self.column_actions[column] for column in FIRST_ORDER])
        menu.addSeparator()
        menu.addAction(self.add_field_action)
        menu.addActions(self.field_actions)
        menu.addSeparator()
        menu.addAction(self.reset_action)

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(self.mapToGlobal(place))
