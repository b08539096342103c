"""How captures are merged in the dialog: into a file that the person chooses."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from inspector.capture.merging import Merged, merge_captures
from inspector.capture.retention import SUFFIX
from inspector.capture.store import Capture
from inspector.ui.banner import Banner
from inspector.ui.captures_dialog.progress import ProgressRow
from inspector.ui.captures_dialog.words import merged_sentence
from inspector.ui.long_work import Watch
from inspector.ui.notices import Notice, Severity


class Merging(QObject):
    """The captures that are merged stay as they are."""

    merged = Signal(object)
    """The path of the new capture."""
    openRequested = Signal(object)
    """The same, when the person wants to see it."""

    def __init__(self, live: Capture, progress: ProgressRow, banner: Banner, window: QWidget) -> None:
        """`live` may be one of those that are merged."""
        super().__init__(window)
        self._live = live
        self._progress = progress
        self._banner = banner
        self._window = window

    def ask(self, sources: list[Path], folder: Path) -> None:
        """Ask for a file, and merge captures into it."""
        dialog = QFileDialog(self._window, self.tr("Merge {0} captures into").format(len(sources)))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDirectory(str(folder))
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.selectFile(time.strftime(f"Merged %Y-%m-%d %H.%M{SUFFIX}"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.merge(sources, Path(path)))
        dialog.show()

    def merge(self, sources: list[Path], path: Path) -> None:
        """Merge captures into a new one."""

        def work(watch: Watch) -> Merged | None:
            self._live.flush()
            return merge_captures(sources, path, progress=watch.of)

        self._progress.start(
            self.tr("Merging…"),
            work,
            lambda merged: self._tell(path, merged),
            lambda error: self._banner.show_notice(Notice(str(error))),
        )

    def _tell(self, path: Path, merged: Merged | None) -> None:
        assert merged is not None, "only a cancelled one has none"
        self.merged.emit(path)
        notice = Notice(merged_sentence(path, merged), severity=Severity.NOTICE, action=self.tr("Open"))
        self._banner.show_notice(notice, lambda: self.openRequested.emit(path))
