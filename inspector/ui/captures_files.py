"""Files that the person names: asked for without holding up the window, written beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from inspector.capture.places import captures_folder, home
from inspector.capture.records import CaptureError
from inspector.ui.long_work import LongWork, Watch
from inspector.ui.notices import Severity

Say = Callable[[str, str, Severity], None]
"""Says something in the window: what, a hint, and how much it matters."""


class FileWork(QObject):
    """Asks for a file and writes to it; each goes on by itself until it is done or `let_go` is called."""

    def __init__(self, window: QWidget, say: Say) -> None:
        super().__init__(window)
        self._window = window
        self._say = say
        self._works: list[LongWork] = []
        self._folder: Path | None = None

    def ask_to_open(self, title: str, filters: list[str], chosen: Callable[[str], None]) -> None:
        """Ask for a file that is there."""
        dialog = self._dialog(title, QFileDialog.AcceptMode.AcceptOpen)
        dialog.setNameFilters(filters)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(chosen)
        dialog.show()  # not modal: what is live goes on, and stays in view

    def ask_to_write(
        self,
        title: str,
        name: str,
        write: Callable[[Path, Watch], str],
        written: Callable[[Path], None] = lambda _path: None,
    ) -> None:
        """Ask for a file and write to it in a thread; `write` gives the sentence that tells of it.

        `written` is called here, when that is done.
        """
        dialog = self._dialog(title, QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda chosen: self._write(Path(chosen), write, written))
        dialog.show()

    def let_go(self) -> None:
        """Cancel what is still being written."""
        for work in list(self._works):
            work.cancel()

    def _write(
        self, path: Path, write: Callable[[Path, Watch], str], written: Callable[[Path], None]
    ) -> None:
        self._say(self.tr("Writing {0}…").format(path), "", Severity.NOTICE)
        work = LongWork(self)
        self._works.append(work)
        work.ended.connect(lambda: self._works.remove(work))
        work.ended.connect(work.deleteLater)
        work.start(
            lambda watch: write(path, watch),
            lambda told: self._tell_written(path, told, written),
            lambda error: self._tell_failed(path, error),
        )

    def _tell_written(self, path: Path, told: str, written: Callable[[Path], None]) -> None:
        written(path)
        self._say(told, "", Severity.NOTICE)

    def _tell_failed(self, path: Path, error: CaptureError | OSError) -> None:
        told = str(error)
        if isinstance(error, OSError):
            told = self.tr("{0} cannot be written: {1}.").format(path, error.strerror or error)
        self._say(told, "", Severity.ERROR)

    def _dialog(self, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setAcceptMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDirectory(str(self._first_folder(mode)))
        dialog.fileSelected.connect(self._remember_folder)
        return dialog

    def _first_folder(self, mode: QFileDialog.AcceptMode) -> Path:
        """Begin where the person was the last time; else where captures are, or where own files go."""
        captures = captures_folder()
        opening = mode is QFileDialog.AcceptMode.AcceptOpen and captures.is_dir()
        return self._folder or (captures if opening else home())

    def _remember_folder(self, chosen: str) -> None:
        self._folder = Path(chosen).parent
