"""Catches what nobody caught, on any thread, and shows it once."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from inspector.crash import BlackBox, report

if TYPE_CHECKING:
    from inspector.ui.crash_dialog import CrashDialog


class CrashReports(QObject):
    """Stands before Python's own hooks while a window lives; they still hear of everything."""

    _caught = Signal(object)

    def __init__(self, window: QWidget, capture_path: Callable[[], object], box: BlackBox) -> None:
        super().__init__(window)
        self._window = window
        self._capture_path = capture_path
        self._box = box
        self._seen: set[str] = set()
        self.dialog: CrashDialog | None = None
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Hear of what nobody catches from now on, and tell of a crash that ended an earlier run."""
        slots, threads = self._before

        def slot_hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            slots(kind, error, trace)
            self.catch(error)

        def thread_hook(failed: threading.ExceptHookArgs) -> None:
            threads(failed)
            if failed.exc_value is not None:
                self.catch(failed.exc_value)

        sys.excepthook, threading.excepthook = slot_hook, thread_hook
        found = self._box.found()
        self._box.open()
        if found:
            self._show_report(
                self.tr("The program ended early the last time it ran."),
                self.tr("Its captures are in the list; at most the last quarter of a second is missing."),
                found,
            )

    def remove(self) -> None:
        """Give Python's hooks back."""
        sys.excepthook, threading.excepthook = self._before
        self._box.close()

    def catch(self, error: BaseException) -> None:
        """Show an error, from any thread; the same one is shown once."""
        if isinstance(error, Exception):
            self._caught.emit(error)

    def _show(self, error: Exception) -> None:
        text = report(error)
        if text in self._seen:
            return
        self._seen.add(text)
        path = self._capture_path()
        where = (
            self.tr("The capture is in memory only: save a copy of it before you go on.")
            if path is None
            else self.tr("The capture is safe in {0}.").format(path)
        )
        what = self.tr("Something in the program went wrong: {0}. Connections go on.")
        self._show_report(what.format(type(error).__name__), where, text)

    def _show_report(self, what: str, where: str, text: str) -> None:
        if self.dialog is None:
            from inspector.ui.crash_dialog import CrashDialog  # most runs show none

            self.dialog = CrashDialog(self._window)
            self.dialog.destroyed.connect(self._forget)
        self.dialog.show_report(what, where, text)
        self.dialog.show()

    def _forget(self) -> None:
        self.dialog = None
