"""What a person can do with rows of the frame table, as actions with shortcuts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from inspector.ui import icons
from inspector.ui.frame_copy import CopyForm
from inspector.ui.frame_model import FrameModel
from inspector.ui.row_copier import RowCopier
from inspector.ui.row_ranges import RowRanges
from inspector.ui.time_format import TimeMode


class FrameActions(QObject):
    """Copies the selected rows and switches the time column; its shortcuts need the focus in the table."""

    noticed = Signal(str)
    """A sentence for the person: why something was not copied, or that much of it was."""
    timeModeChanged = Signal(object)

    def __init__(self, table: QWidget, model: FrameModel, sections: Callable[[], list[int]]) -> None:
        """`sections` gives the columns that are shown, from left to right."""
        super().__init__(table)
        self._sections = sections
        self._table = table
        self._model = model
        self._rows = RowRanges()
        self._copier = RowCopier(model, self)
        self._copier.noticed.connect(self.noticed)
        self.copy = {
            CopyForm.TEXT: self._copy_action(_tr("Copy payload as text"), "Ctrl+C", CopyForm.TEXT, "copy"),
            CopyForm.HEX: self._copy_action(_tr("Copy payload as hex"), "Ctrl+Shift+C", CopyForm.HEX, "hex"),
            CopyForm.BASE64: self._copy_action(
                _tr("Copy payload as base64"), "Ctrl+Alt+C", CopyForm.BASE64, "binary"
            ),
            CopyForm.ROW: self._copy_action(_tr("Copy rows with tabs"), "Ctrl+Shift+T", CopyForm.ROW, "text"),
        }
        self.time = self._time_actions()
        self.next_time_mode = self._action(_tr("Switch the time column"), "T")
        self.next_time_mode.triggered.connect(self._switch_time)
        # No shortcut of its own: End also moves the current row, so the table handles that key.
        self.follow = QAction(_tr("Follow the newest frame"), table)
        self.follow.setIcon(icons.icon("follow-tail"))
        self.follow.setCheckable(True)
        self.follow.setToolTip(_tr("Follow the newest frame (End)"))
        self.set_rows(self._rows)

    def _action(self, text: str, shortcut: str) -> QAction:
        action = QAction(text, self._table)
        action.setShortcut(QKeySequence(shortcut))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._table.addAction(action)
        return action

    def _copy_action(self, text: str, shortcut: str, form: CopyForm, icon: str) -> QAction:
        action = self._action(text, shortcut)
        action.setIcon(icons.icon(icon))
        action.triggered.connect(lambda: self.copy_rows(form))
        return action

    def _time_actions(self) -> dict[TimeMode, QAction]:
        names = {
            TimeMode.ABSOLUTE: _tr("Time of day"),
            TimeMode.SINCE_START: _tr("Time since the first row"),
            TimeMode.SINCE_PREVIOUS: _tr("Time since the previous row"),
        }
        group = QActionGroup(self)
        actions = {}
        for mode, name in names.items():
            action = QAction(name, self._table)
            action.setCheckable(True)
            action.setChecked(mode is self._model.time_mode)
            action.triggered.connect(lambda _checked, mode=mode: self.set_time_mode(mode))
            group.addAction(action)
            actions[mode] = action
        return actions

    def set_rows(self, rows: RowRanges) -> None:
        """Say which rows are selected."""
        self._rows = rows
        for action in self.copy.values():
            action.setEnabled(len(rows) > 0)

    def copy_rows(self, form: CopyForm) -> None:
        """Put the selected rows on the clipboard, or say why not."""
        self._copier.copy(self._rows, form, self._sections())

    def set_time_mode(self, mode: TimeMode) -> None:
        """Choose what the time column counts from."""
        self._model.set_time_mode(mode)
        self.time[mode].setChecked(True)
        self.timeModeChanged.emit(mode)

    def _switch_time(self) -> None:
        modes = list(TimeMode)
        self.set_time_mode(modes[(modes.index(self._model.time_mode) + 1) % len(modes)])

    def fill_menu(self, menu: QMenu) -> None:
        """Put the actions into a menu."""
        menu.addActions(list(self.copy.values()))
        menu.addSeparator()
        menu.addActions(list(self.time.values()))
        menu.addAction(self.next_time_mode)
        menu.addSeparator()
        menu.addAction(self.follow)


def _tr(text: str) -> str:
    return QCoreApplication.translate("FrameActions", text)
