"""How captures are deleted in the dialog: into the trash, from there back, or for good."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inspector.ui.banner import Banner
from inspector.ui.captures_dialog.progress import ProgressRow
from inspector.ui.captures_dialog.words import deleted_sentence
from inspector.ui.captures_dialog.work import Deleted, delete_for_good, delete_to_trash, undelete
from inspector.ui.captures_trash import Trashed
from inspector.ui.notices import Notice, Severity


class Deleting(QObject):
    """Nothing goes without a word: the banner offers to undo it, or asks where that is not possible."""

    changed = Signal(object)
    """Captures are gone, or are back: the list of the paths of those that are gone."""

    def __init__(self, progress: ProgressRow, banner: Banner, parent: QObject) -> None:
        super().__init__(parent)
        self._progress = progress
        self._banner = banner

    def delete(self, paths: list[Path]) -> None:
        """Move captures to the trash; what cannot go there is asked about."""
        self._progress.start(self.tr("Deleting…"), lambda _watch: delete_to_trash(paths), self._in_trash)

    def _in_trash(self, deleted: Deleted) -> None:
        self._tell_gone(deleted)
        if deleted.problems:
            return
        if deleted.no_trash:
            ask = Notice(
                deleted_sentence(deleted.no_trash, for_good=True),
                self.tr("There is no trash for this folder: it cannot be undone."),
                severity=Severity.WARNING,
                action=self.tr("Delete for good"),
            )
            self._banner.show_notice(ask, lambda: self._delete_for_good(deleted.no_trash))
        else:
            told = deleted_sentence([one.path for one in deleted.done], for_good=False)
            notice = Notice(told, severity=Severity.NOTICE, action=self.tr("Undo"))
            self._banner.show_notice(notice, lambda: self._undelete(deleted.done))

    def _delete_for_good(self, paths: list[Path]) -> None:
        self._banner.clear()
        self._progress.start(self.tr("Deleting…"), lambda _watch: delete_for_good(paths), self._tell_gone)

    def _undelete(self, trashed: list[Trashed]) -> None:
        self._banner.clear()
        self._progress.start(self.tr("Bringing back…"), lambda _watch: undelete(trashed), self._tell_back)

    def _tell_gone(self, deleted: Deleted) -> None:
        self.changed.emit([one.path for one in deleted.done])
        self._tell_problem(deleted)

    def _tell_back(self, deleted: Deleted) -> None:
        self.changed.emit([])
        self._tell_problem(deleted)

    def _tell_problem(self, deleted: Deleted) -> None:
        if deleted.problems:
            self._banner.show_notice(Notice(deleted.problems[0]))
