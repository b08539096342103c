"""Capture files: recent ones in the list, opening, copying, exporting."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QLocale,
    QObject,
    QProcess,
    QRunnable,
    QSettings,
    Qt,
    QThreadPool,
    Signal,
)
from PySide6.QtWidgets import QFileDialog

from inspector.capture.exporting import export
from inspector.capture.places import captures_folder
from inspector.capture.records import CaptureError
from inspector.capture.store import Capture
from inspector.ui.banner import Severity
from inspector.ui.connection_items import CaptureItem
from inspector.ui.connection_list import ConnectionList
from inspector.ui.sizes import short_bytes
from inspector.ui.workbench import Workbench

if TYPE_CHECKING:
    from inspector.ui.main_window import MainWindow

_MOST_RECENT = 8
SUFFIX = "wscap"


class Captures(QObject):
    """What the window does with capture files; long work runs beside it."""

    done = Signal(str, str)
    """What came of long work, or why it failed: a sentence and a severity."""

    def __init__(
        self, window: MainWindow, workbench: Workbench, connections: ConnectionList, settings: QSettings
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workbench = workbench
        self._list = connections
        self._settings = settings
        self.done.connect(lambda text, severity: window.say_problem(text, "", Severity(severity)))
        connections.captureChosen.connect(self.open_in_new_window)
        connections.openCaptureRequested.connect(self.ask_to_open)
        self.show_recent()

    def show_recent(self) -> None:
        """List the captures of the usual folder, the newest first."""
        folder = captures_folder()
        found = sorted(folder.glob(f"*.{SUFFIX}"), key=_changed, reverse=True) if folder.is_dir() else []
        current = self._workbench.capture.path
        self._list.set_captures([_item(path, path == current) for path in found[:_MOST_RECENT]])

    def ask_to_open(self) -> None:
        """Ask for a capture and open it in a window of its own."""
        dialog = self._dialog(self.tr("Open a capture"), QFileDialog.AcceptMode.AcceptOpen)
        dialog.setNameFilters([self.tr("Captures (*.{0})").format(SUFFIX), self.tr("All files (*)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open_in_new_window)
        dialog.show()  # not modal: what is live goes on, and stays in view

    def open_in_new_window(self, path: str) -> None:
        """Open a capture beside this one: what is live here goes on."""
        current = self._workbench.capture.path
        if current is not None and Path(path) == current:
            return
        try:
            Capture.open(Path(path), read_only=True).close()
        except CaptureError as error:
            self._window.say_problem(str(error), "")
            return
        program, arguments = _own_command()
        QProcess.startDetached(program, [*arguments, "--capture", path])

    def ask_to_save_copy(self) -> None:
        """Ask for a file and copy all that was captured so far into it."""
        self._ask_to_write(self.tr("Save a copy of the capture"), SUFFIX, self._save_copy)

    def ask_to_export(self, ending: str) -> None:
        """Ask for a file and export to it: ``jsonl`` or ``csv``."""
        self._ask_to_write(self.tr("Export the capture"), ending, lambda path: self._export(path, ending))

    def ask_to_save_certificate(self, pem: bytes) -> None:
        """Ask for a file and write the local server's CA certificate to it."""

        def write(path: Path) -> str:
            path.write_bytes(pem)
            return self.tr("The CA certificate was written to {0}.").format(path)

        self._ask_to_write(self.tr("Save the CA certificate"), "pem", write, "local-server-ca")

    def _save_copy(self, path: Path) -> str:
        self._workbench.capture.save_copy(path)
        return self.tr("The capture was copied to {0}.").format(path)

    def _export(self, path: Path, ending: str) -> str:
        count = export(self._workbench.capture, ending, path).frames
        return self.tr("{0} frames were exported to {1}.").format(QLocale().toString(count), path)

    def _ask_to_write(
        self, title: str, ending: str, write: Callable[[Path], str], name: str = "capture"
    ) -> None:
        dialog = self._dialog(title, QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        path = self._workbench.capture.path
        stem = path.stem if path is not None and name == "capture" else name
        dialog.selectFile(f"{stem}.{ending}")
        dialog.fileSelected.connect(lambda name: self._run(write, Path(name)))
        dialog.show()

    def _run(self, write: Callable[[Path], str], path: Path) -> None:
        self._window.say_problem(self.tr("Writing {0}…").format(path), "", Severity.NOTICE)
        QThreadPool.globalInstance().start(_Work(lambda: self._write(write, path)))

    def _write(self, write: Callable[[Path], str], path: Path) -> None:
        if self._is_own(path):
            told = self.tr("{0} is the capture itself: choose another name.").format(path)
            self.done.emit(told, Severity.ERROR.value)
            return
        try:
            self.done.emit(write(path), Severity.NOTICE.value)
        except OSError as error:
            told = self.tr("{0} cannot be written: {1}.").format(path, error.strerror or error)
            self.done.emit(told, Severity.ERROR.value)
        except CaptureError as error:
            self.done.emit(str(error), Severity.ERROR.value)

    def _is_own(self, path: Path) -> bool:
        """Tell whether writing there would destroy the capture that is shown."""
        own = self._workbench.capture.path
        files = [own.with_name(own.name + ending) for ending in ("", "-wal", "-shm")] if own else []
        return path.exists() and any(file.exists() and file.samefile(path) for file in files)

    def _dialog(self, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setAcceptMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog


class _Work(QRunnable):
    """Runs a function on a thread of the pool."""

    def __init__(self, function: Callable[[], None]) -> None:
        super().__init__()
        self._function = function

    def run(self) -> None:
        """Run it."""
        self._function()


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0  # it was deleted meanwhile


def _item(path: Path, current: bool) -> CaptureItem:
    try:
        # The one that is open here grows: its size is in the status bar.
        detail = "" if current else short_bytes(path.stat().st_size)
    except OSError:
        detail = ""  # it was deleted meanwhile
    return CaptureItem(str(path), path.stem, detail, current)


def _own_command() -> tuple[str, list[str]]:
    """Give what starts this program again: the bundle itself, or Python with the module."""
    if getattr(sys, "frozen", False):
        return sys.executable, []
    return sys.executable, ["-m", "inspector"]
