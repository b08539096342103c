"""All captures of the folder in a window of their own: opened, renamed, deleted, merged, and their limits."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QProgressBar, QPushButton, QWidget

from inspector.capture.merging import Merged, merge_captures
from inspector.capture.records import CaptureError
from inspector.capture.retention import (
    SUFFIX,
    Outcome,
    apply_limits,
    beyond_limits,
    captures_in,
    rename_capture,
)
from inspector.capture.store import Capture
from inspector.ui.banner import Banner
from inspector.ui.captures_actions import made_action
from inspector.ui.captures_dialog_limits import LimitsPanel
from inspector.ui.captures_dialog_table import CapturesTable
from inspector.ui.captures_dialog_words import deleted_sentence, merged_sentence, total_sentence
from inspector.ui.captures_dialog_work import Deleted, delete_for_good, delete_to_trash, look_into, undelete
from inspector.ui.captures_limits import load_limits, removed_sentence, save_limits
from inspector.ui.captures_trash import Trashed
from inspector.ui.captures_work import LongWork
from inspector.ui.labels import ElidedLabel, PlainLabel
from inspector.ui.layouts import GRID, column, row
from inspector.ui.notices import Notice, Severity

_WIDTH_STEPS, _HEIGHT_STEPS = 190, 130
_PROGRESS = 1000


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
        self._banner_action: Callable[[], None] = lambda: None
        self._looking = LongWork(self)
        self._working = LongWork(self)
        self.banner = Banner()
        self.total = ElidedLabel(role="hint")
        self.table = CapturesTable()
        self.limits = LimitsPanel(load_limits(settings))
        self.progress = QProgressBar()
        self.progress.setRange(0, _PROGRESS)
        self.progress.setTextVisible(False)
        self.doing = PlainLabel(role="hint")
        self.cancel = QPushButton(self.tr("Cancel"))
        self._make_actions()
        self._lay_out()
        self._connect()
        self.reload()
        self.table.setFocus()

    def _make_actions(self) -> None:
        self.actions_of_captures = (
            made_action(self, self.tr("Open"), "Ctrl+Return", self.open_selected, icon="folder"),
            made_action(self, self.tr("Rename"), "F2", self.table.edit_name, icon="text"),
            made_action(self, self.tr("Merge…"), "Ctrl+M", self.ask_to_merge, icon="plus"),
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
        self.cancel.setAutoDefault(False)
        tools = QWidget()
        tools_row = row(*buttons, self.total, folder, gap=1, margins=(3, 2, 3, 2))
        tools_row.setStretch(len(buttons), 1)
        tools.setLayout(tools_row)
        self._progress_row = QWidget()
        progress_row = row(self.doing, self.progress, self.cancel, gap=2, margins=(3, 1, 3, 1))
        progress_row.setStretch(1, 1)
        self._progress_row.setLayout(progress_row)
        self._progress_row.hide()
        bottom = column(self.limits, row(None, close), gap=2, margins=(3, 2, 3, 3))
        layout = column(tools, self.banner, self.table, self._progress_row, bottom, gap=0)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.resize(_WIDTH_STEPS * GRID, _HEIGHT_STEPS * GRID)

    def _connect(self) -> None:
        self.table.selectionCountChanged.connect(self._enable)
        self.table.openRequested.connect(lambda path: self.openRequested.emit(str(path)))
        self.table.rows.renameRequested.connect(self.rename)
        self.limits.changed.connect(self._limits_changed)
        self.limits.applyRequested.connect(self.apply_limits)
        self.banner.actionRequested.connect(lambda: self._banner_action())
        self.cancel.clicked.connect(self._working.cancel)
        self._working.progressed.connect(lambda done: self.progress.setValue(round(done * _PROGRESS)))
        self._working.ended.connect(self._idle)

    # What is there.

    def reload(self) -> None:
        """Read the folder anew."""
        files = captures_in(self._folder)
        self.table.rows.set_current(self._capture.path)
        self.table.set_files(files)
        self.total.setText(total_sentence(files))
        self._preview()
        self._enable()
        self._looking.start(lambda watch: look_into(files, watch), self._take_known)

    def _take_known(self, outcome: object) -> None:
        self.table.rows.set_known(_good(outcome))

    def _preview(self) -> None:
        path = self._capture.path
        spare = [path] if path is not None else []
        self.limits.tell(beyond_limits(self.table.rows.files, self.limits.limits(), spare=spare))

    def _enable(self) -> None:
        selected, idle = len(self.table.selected_paths()), not self._working.busy
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
            self._say(str(error), severity=Severity.ERROR)
            return
        self.banner.clear()
        self.pathChanged.emit(path, new)
        self._changed()
        self.table.select(new)

    def delete_selected(self) -> None:
        """Move the selected captures to the trash; what cannot go there is asked about."""
        paths = self.table.selected_paths()
        self._start(self.tr("Deleting…"), lambda _watch: delete_to_trash(paths), self._deleted)

    def _deleted(self, outcome: object) -> None:
        deleted: Deleted = _good(outcome)
        self._forget(deleted.done)
        if deleted.problems:
            self._say(deleted.problems[0], severity=Severity.ERROR)
        elif deleted.no_trash:
            what = deleted_sentence(deleted.no_trash, for_good=True)
            self._say(
                what,
                self.tr("There is no trash for this folder: it cannot be undone."),
                Severity.WARNING,
                self.tr("Delete for good"),
                lambda: self._delete_for_good(deleted.no_trash),
            )
        else:
            self._say(
                deleted_sentence([one.path for one in deleted.done], for_good=False),
                action=self.tr("Undo"),
                act=lambda: self._undelete(deleted.done),
            )

    def _delete_for_good(self, paths: list[Path]) -> None:
        self.banner.clear()
        self._start(self.tr("Deleting…"), lambda _watch: delete_for_good(paths), self._deleted_for_good)

    def _deleted_for_good(self, outcome: object) -> None:
        deleted: Deleted = _good(outcome)
        self._forget(deleted.done)
        if deleted.problems:
            self._say(deleted.problems[0], severity=Severity.ERROR)

    def _undelete(self, trashed: list[Trashed]) -> None:
        self.banner.clear()
        self._start(self.tr("Bringing back…"), lambda _watch: undelete(trashed), self._undeleted)

    def _undeleted(self, outcome: object) -> None:
        deleted: Deleted = _good(outcome)
        self._changed()
        if deleted.problems:
            self._say(deleted.problems[0], severity=Severity.ERROR)

    def _forget(self, gone: list[Trashed]) -> None:
        for one in gone:
            self.pathChanged.emit(one.path, None)
        self._changed()

    def ask_to_merge(self) -> None:
        """Ask for a file, and merge the selected captures into it."""
        sources = self.table.selected_paths()
        dialog = QFileDialog(self, self.tr("Merge {0} captures into").format(len(sources)))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDirectory(str(self._folder))
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.selectFile(time.strftime(f"Merged %Y-%m-%d %H.%M{SUFFIX}"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.merge(sources, Path(path)))
        dialog.show()

    def merge(self, sources: list[Path], path: Path) -> None:
        """Merge captures into a new one."""

        def work(watch: Callable[[float], None]) -> Merged | None:
            self._capture.flush()  # it may be one of them
            return merge_captures(sources, path, progress=lambda done, of: watch(done / max(1, of)))

        self._start(self.tr("Merging…"), work, lambda outcome: self._merged(path, outcome))

    def _merged(self, path: Path, outcome: object) -> None:
        if isinstance(outcome, CaptureError):
            self._say(str(outcome), severity=Severity.ERROR)
            return
        merged: Merged = _good(outcome)
        self._changed()
        self.table.select(path)
        self._say(
            merged_sentence(path, merged),
            action=self.tr("Open"),
            act=lambda: self.openRequested.emit(str(path)),
        )

    def apply_limits(self) -> None:
        """Remove what is beyond the limits now."""
        limits, path = self.limits.limits(), self._capture.path
        spare = [path] if path is not None else []
        self._start(
            self.tr("Removing…"),
            lambda _watch: apply_limits(self._folder, limits, spare=spare),
            self._limits_applied,
        )

    def _limits_applied(self, outcome: object) -> None:
        applied: Outcome = _good(outcome)
        self._forget([Trashed(file.path, file.path) for file in applied.removed])
        if applied.removed:
            self._say(removed_sentence(applied.removed))
        elif applied.problems:
            self._say(applied.problems[0], severity=Severity.ERROR)

    def _limits_changed(self) -> None:
        save_limits(self._settings, self.limits.limits())
        self._preview()

    # How it goes.

    def _start(self, doing: str, work: Callable[..., object], done: Callable[[object], None]) -> None:
        self.doing.setText(doing)
        self.progress.setValue(0)
        self._progress_row.show()
        self._working.start(work, done)
        self._enable()

    def _idle(self) -> None:
        self._progress_row.hide()
        self._enable()

    def _say(
        self,
        what: str,
        hint: str = "",
        severity: Severity = Severity.NOTICE,
        action: str = "",
        act: Callable[[], None] = lambda: None,
    ) -> None:
        self._banner_action = act
        self.banner.show_notice(Notice(what, hint, severity=severity, action=action))

    def done(self, result: int) -> None:
        """Cancel what is still going on, and close."""
        self._looking.cancel()
        self._working.cancel()
        super().done(result)


def _good(outcome: object) -> Any:
    """Give a result, or raise the exception that came in its place."""
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
