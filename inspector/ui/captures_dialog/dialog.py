"""All captures of the folder in a window of their own: opened, renamed, deleted, merged, and their limits."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from inspector.capture.records import CaptureError
from inspector.capture.retention import Outcome, apply_limits, beyond_limits, captures_in, rename_capture
from inspector.capture.store import Capture
from inspector.ui.actions import made_action
from inspector.ui.banner import Banner
from inspector.ui.captures_dialog.deleting import Deleting
from inspector.ui.captures_dialog.limits import LimitsPanel
from inspector.ui.captures_dialog.merging import Merging
from inspector.ui.captures_dialog.progress import ProgressRow
from inspector.ui.captures_dialog.table import CapturesTable
from inspector.ui.captures_dialog.words import total_sentence
from inspector.ui.captures_dialog.work import look_into
from inspector.ui.captures_limits import load_limits, removed_sentence, save_limits
from inspector.ui.first_size import take_first_size
from inspector.ui.labels import ElidedLabel
from inspector.ui.layouts import GRID, column, row
from inspector.ui.long_work import LongWork
from inspector.ui.notices import Notice, Severity

_WIDTH_STEPS, _HEIGHT_STEPS = 190, 130


class CapturesDialog(QDialog):
    """Not modal: what is live goes on. Nothing it does is lost without a word."""

    openRequested = Signal(str)
    changed = Signal()
    """Captures have come, gone or been renamed."""
    pathChanged = Signal(object, object)
    """A capture's path, and its new one, or None when it is gone."""

    def __init__(
        self, settings: QSettings, folder: Path, capture: Capture, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Captures"))
        self._settings = settings
        self._folder = folder
        self._capture = capture
        self._looking = LongWork(self)
        self.banner = Banner()
        self.total = ElidedLabel(role="hint")
        self.table = CapturesTable()
        self.limits = LimitsPanel(load_limits(settings))
        self.progress = ProgressRow()
        self.deleting = Deleting(self.progress, self.banner, self)
        self.merging = Merging(capture, self.progress, self.banner, self)
        self._make_actions()
        self._lay_out()
        self._connect()
        self.reload()
        self.table.setFocus()

    def _make_actions(self) -> None:
        self.actions_of_captures = (
            made_action(self, self.tr("Open"), "Ctrl+Return", self.open_selected, icon="folder"),
            made_action(self, self.tr("Rename"), "F2", self.table.edit_name, icon="text"),
            made_action(self, self.tr("Merge…"), "Ctrl+M", self.merge_selected, icon="plus"),
            made_action(
                self,
                self.tr("Delete"),
                "Del",
                self.delete_selected,
                icon="trash",
                tip=self.tr("Move the selected captures to the trash"),
            ),
        )
        self.open_action, self.rename_action, self.merge_action, self.delete_action = self.actions_of_captures
        self.addActions(list(self.actions_of_captures))

    def _lay_out(self) -> None:
        buttons = [self.table.button(action) for action in self.actions_of_captures]
        folder = QPushButton(self.tr("Show the folder"))
        folder.setAutoDefault(False)
        folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))))
        folder.setToolTip(str(self._folder))
        close = QPushButton(self.tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        tools = QWidget()
        tools_row = row(*buttons, self.total, folder, gap=1, margins=(3, 2, 3, 2))
        tools_row.setStretch(len(buttons), 1)
        tools.setLayout(tools_row)
        bottom = column(self.limits, row(None, close), gap=2, margins=(3, 2, 3, 3))
        layout = column(tools, self.banner, self.table, self.progress, bottom, gap=0)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        take_first_size(self, _WIDTH_STEPS * GRID, _HEIGHT_STEPS * GRID)

    def _connect(self) -> None:
        self.table.selectionCountChanged.connect(self._enable)
        self.table.openRequested.connect(lambda path: self.openRequested.emit(str(path)))
        self.table.rows.renameRequested.connect(self.rename)
        self.limits.changed.connect(self._limits_changed)
        self.limits.applyRequested.connect(self.apply_limits)
        self.progress.busyChanged.connect(self._enable)
        self.deleting.changed.connect(self._forget)
        self.merging.merged.connect(self._show_merged)
        self.merging.openRequested.connect(lambda path: self.openRequested.emit(str(path)))

    # What is there.

    def reload(self) -> None:
        """Read the folder anew."""
        files = captures_in(self._folder)
        self.table.rows.set_current(self._capture.path)
        self.table.set_files(files)
        self.total.setText(total_sentence(files))
        self._preview()
        self._enable()
        self._looking.start(lambda watch: look_into(files, watch), self.table.rows.set_known)

    def _preview(self) -> None:
        self.limits.tell(beyond_limits(self.table.rows.files, self.limits.limits(), spare=self._spare()))

    def _spare(self) -> list[Path]:
        """Give what no limit removes."""
        return [self._capture.path] if self._capture.path is not None else []

    def _enable(self) -> None:
        selected, idle = len(self.table.selected_paths()), not self.progress.busy
        self.open_action.setEnabled(selected > 0)
        self.rename_action.setEnabled(idle and selected == 1)
        self.merge_action.setEnabled(idle and selected > 1)
        self.delete_action.setEnabled(idle and selected > 0)
        told = self.tr("Merge the selected captures into a new one")
        if selected < 2:
            told = self.tr("Select two captures or more to merge them")
        self.merge_action.setToolTip(f"{told} (Ctrl+M)")

    def _changed(self) -> None:
        self.reload()
        self.changed.emit()

    # What a person does.

    def open_selected(self) -> None:
        """Open each selected capture in a window of its own."""
        for path in self.table.selected_paths():
            self.openRequested.emit(str(path))

    def rename(self, path: Path, name: str) -> None:
        """Give a capture another name, or say why not."""
        try:
            new = rename_capture(path, name)
        except CaptureError as error:
            self.banner.show_notice(Notice(str(error)))
            return
        self.banner.clear()
        self.pathChanged.emit(path, new)
        self._changed()
        self.table.select(new)

    def delete_selected(self) -> None:
        """Move the selected captures to the trash."""
        self.deleting.delete(self.table.selected_paths())

    def _forget(self, gone: list[Path]) -> None:
        for path in gone:
            self.pathChanged.emit(path, None)
        self._changed()

    def merge_selected(self) -> None:
        """Ask for a file, and merge the selected captures into it."""
        self.merging.ask(self.table.selected_paths(), self._folder)

    def _show_merged(self, path: Path) -> None:
        self._changed()
        self.table.select(path)

    def apply_limits(self) -> None:
        """Remove what is beyond the limits now."""
        limits, spare = self.limits.limits(), self._spare()
        self.progress.start(
            self.tr("Removing…"),
            lambda _watch: apply_limits(self._folder, limits, spare=spare),
            self._limits_applied,
        )

    def _limits_applied(self, applied: Outcome) -> None:
        self._forget([file.path for file in applied.removed])
        if applied.removed:
            told = removed_sentence(applied.removed)
            self.banner.show_notice(Notice(told, severity=Severity.NOTICE))
        elif applied.problems:
            self.banner.show_notice(Notice(applied.problems[0]))

    def _limits_changed(self) -> None:
        save_limits(self._settings, self.limits.limits())
        self._preview()

    def done(self, result: int) -> None:
        """Cancel what is still going on, and close."""
        self._looking.cancel()
        self.progress.cancel()
        super().done(result)
