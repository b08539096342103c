"""What the window does with capture files: the list, opening, copying, limits; actions ready for menus."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QSettings, Signal

from inspector.capture.places import captures_folder
from inspector.capture.records import CaptureError
from inspector.capture.retention import Outcome, apply_limits, captures_in
from inspector.capture.store import Capture
from inspector.ui.actions import made_action
from inspector.ui.captures_files import FileWork
from inspector.ui.captures_limits import load_limits, outcome_sentences
from inspector.ui.captures_recent import RecentCaptures
from inspector.ui.captures_titles import capture_items
from inspector.ui.connection_list import ConnectionList
from inspector.ui.long_work import LongWork, Watch
from inspector.ui.notices import Notice, Severity
from inspector.ui.workbench import Workbench

if TYPE_CHECKING:
    from inspector.ui.captures_dialog.dialog import CapturesDialog
    from inspector.ui.main_window import MainWindow

_MOST_LISTED = 8
SUFFIX = "wscap"


class Captures(QObject):
    """Hands captures over to windows of their own; long work runs beside this one."""

    moved = Signal()
    """The capture that is shown goes on in another file."""

    def __init__(
        self, window: MainWindow, workbench: Workbench, connections: ConnectionList, settings: QSettings
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workbench = workbench
        self._list = connections
        self._settings = settings
        self._dialog: CapturesDialog | None = None
        self._files = FileWork(window, window.say_problem)
        self._limiting = LongWork(self)
        self.recent = RecentCaptures(settings, self.open_in_new_window, window)
        self._make_actions()
        connections.captureChosen.connect(self.open_in_new_window)
        connections.openCaptureRequested.connect(self.ask_to_open)
        self.show_recent()

    def _make_actions(self) -> None:
        self.open_action = made_action(
            self, self.tr("Open a capture…"), "Ctrl+O", self.ask_to_open, icon="folder"
        )
        self.copy_action = made_action(
            self,
            self.tr("Save a copy of the capture…"),
            "Ctrl+Shift+S",
            self.ask_to_save_copy,
            icon="capture",
        )
        self.save_as_action = made_action(
            self,
            self.tr("Save the capture as…"),
            "Ctrl+Alt+S",
            self.ask_to_save_as,
            icon="capture",
            tip=self.tr("Copy the capture to a file and go on in that one"),
        )
        self.manage_action = made_action(
            self,
            self.tr("All captures…"),
            "Ctrl+Alt+O",
            self.manage,
            icon="capture",
            tip=self.tr("Rename, delete and merge captures, and choose how long they are kept"),
        )

    # The list, and other windows.

    def show_recent(self) -> None:
        """List the captures of the usual folder, the newest first."""
        files = captures_in(captures_folder())[:_MOST_LISTED]
        self._list.set_captures(capture_items(files, self._workbench.capture.path))

    def ask_to_open(self) -> None:
        """Ask for a capture and open it in a window of its own."""
        filters = [self.tr("Captures (*.{0})").format(SUFFIX), self.tr("All files (*)")]
        self._files.ask_to_open(self.tr("Open a capture"), filters, self.open_in_new_window)

    def open_in_new_window(self, path: str) -> None:
        """Open a capture beside this one: what is live here goes on."""
        current = self._workbench.capture.path
        if current is not None and Path(path) == current:
            return
        try:
            Capture.open(Path(path), read_only=True, count_late=True).close()
        except CaptureError as error:
            self._window.say_problem(str(error), "")
            return
        self.recent.add(Path(path))
        program, arguments = _own_command()
        QProcess.startDetached(program, [*arguments, "--capture", path])

    def manage(self) -> None:
        """Show all captures and the limits, in a window beside this one."""
        if self._dialog is None:
            from inspector.ui.captures_dialog.dialog import CapturesDialog  # not needed by the first window

            dialog = self._dialog = CapturesDialog(
                self._settings, captures_folder(), self._workbench.capture, self._window
            )
            dialog.openRequested.connect(self.open_in_new_window)
            dialog.changed.connect(self.show_recent)
            dialog.pathChanged.connect(self.recent.replace)
            dialog.destroyed.connect(self._forget_dialog)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def _forget_dialog(self) -> None:
        self._dialog = None

    # Limits.

    def apply_limits(self) -> None:
        """Remove captures beyond the limits, and say so in the window; never the one that is shown."""
        limits = load_limits(self._settings)
        current = self._workbench.capture.path
        spare = [current] if current is not None else []
        self._limiting.start(
            lambda _watch: apply_limits(captures_folder(), limits, spare=spare), self._tell_removed
        )

    def _tell_removed(self, outcome: Outcome) -> None:
        what, hint = outcome_sentences(outcome, load_limits(self._settings))
        if what:
            severity = Severity.NOTICE if outcome.removed else Severity.WARNING
            notice = Notice(what, hint, severity=severity, action=self.tr("Change…"))
            self._window.show_notice(notice, self.manage)
            self.show_recent()

    # Files.

    def ask_to_save_copy(self) -> None:
        """Ask for a file and copy all that was captured so far into it."""

        def write(path: Path, _watch: Watch) -> str:
            self._workbench.capture.save_copy(path)
            return self.tr("The capture was copied to {0}.").format(path)

        self._ask_to_write(self.tr("Save a copy of the capture"), SUFFIX, write, self.recent.add)

    def ask_to_save_as(self) -> None:
        """Ask for a file and go on in that one; what is live goes on too."""

        def write(path: Path, _watch: Watch) -> str:
            self._workbench.capture.save_as(path)
            return self.tr("This window goes on in {0}; the capture before stays as it was.").format(path)

        self._ask_to_write(self.tr("Save the capture as"), SUFFIX, write, self._take_moved)

    def _take_moved(self, path: Path) -> None:
        self.recent.add(path)
        self.show_recent()
        if self._dialog is not None:
            self._dialog.reload()
        self.moved.emit()

    def ask_to_save_certificate(self, pem: bytes) -> None:
        """Ask for a file and write the local server's CA certificate to it."""

        def write(path: Path, _watch: Watch) -> str:
            path.write_bytes(pem)
            return self.tr("The CA certificate was written to {0}.").format(path)

        self._files.ask_to_write(self.tr("Save the CA certificate"), "local-server-ca.pem", write)

    def let_go(self) -> None:
        """Cancel what still runs beside the window."""
        self._files.let_go()
        self._limiting.cancel()
        if self._dialog is not None:
            self._dialog.close()

    def _ask_to_write(
        self,
        title: str,
        ending: str,
        write: Callable[[Path, Watch], str],
        written: Callable[[Path], None] = lambda _path: None,
    ) -> None:
        path = self._workbench.capture.path
        name = f"{path.stem if path is not None else 'capture'}.{ending}"

        def write_elsewhere(chosen: Path, watch: Watch) -> str:
            if self._is_own(chosen):
                told = self.tr("{0} is the capture itself: choose another name.").format(chosen)
                raise CaptureError(told)
            return write(chosen, watch)

        self._files.ask_to_write(title, name, write_elsewhere, written)

    def _is_own(self, path: Path) -> bool:
        """Tell whether writing there would destroy the capture that is shown."""
        own = self._workbench.capture.path
        files = [own.with_name(own.name + ending) for ending in ("", "-wal", "-shm")] if own else []
        return path.exists() and any(file.exists() and file.samefile(path) for file in files)


def _own_command() -> tuple[str, list[str]]:
    """Give what starts this program again: the bundle itself, or Python with the module."""
    if getattr(sys, "frozen", False):
        return sys.executable, []
    return sys.executable, ["-m", "inspector"]
