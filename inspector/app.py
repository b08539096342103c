"""The window's wiring: Qt's event loop and asyncio's as one, and the order of start and end."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from inspector.capture.places import captures_folder, new_capture_path
from inspector.capture.records import CaptureError
from inspector.capture.store import Capture
from inspector.crash import BlackBox
from inspector.ui.crash_reports import CrashReports
from inspector.ui.first_paint import FirstPaint, load_next
from inspector.ui.garbage import GarbageCollector
from inspector.ui.handover import Handover, hand_over
from inspector.ui.icons import app_icon
from inspector.ui.main_window import MainWindow
from inspector.ui.theme import ThemeMode, current_theme
from inspector.ui.workbench import Workbench

NAME = "websocket-inspector"

T = TypeVar("T")


def run_window(url: str | None = None, capture_path: Path | None = None, *, new_window: bool = False) -> int:
    """Show the window until it is closed; connect to `url` at once. Gives the exit status.

    A window that is there already gets the URL, unless a `new_window` or a capture is asked for.
    """
    if url and capture_path is None and not new_window and hand_over(url):
        return 0
    try:
        capture, problem = _open_capture(capture_path)
    except CaptureError as error:
        sys.stderr.write(f"ws-inspector: {error}\n")
        return 1
    run_on_loop(_live(capture, url, problem))
    return 0


def run_on_loop(work: Coroutine[Any, Any, T]) -> T:
    """Make the application, and run a coroutine on the event loop that is Qt's and asyncio's in one."""
    loop = QEventLoop(_application())
    asyncio.set_event_loop(loop)
    with loop:
        result: T = loop.run_until_complete(work)
    return result


def _application() -> QApplication:
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName(NAME)
    application.setApplicationDisplayName("WebSocket Inspector")
    application.setDesktopFileName(NAME)
    application.setQuitOnLastWindowClosed(False)
    return application


async def _live(capture: Capture, url: str | None, problem: str) -> None:
    """Run the window from its first paint to the last flush."""
    closing = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, closing.set)
    settings = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, NAME, NAME)
    theme = current_theme()
    theme.set_mode(ThemeMode(str(settings.value("theme", ThemeMode.SYSTEM.value))))
    workbench = Workbench(capture)
    window = MainWindow(workbench, settings)
    theme.apply()  # after the widgets were put together: before, each of them would be styled many times over
    window.closing.connect(closing.set)
    garbage = GarbageCollector(window)
    crashes = CrashReports(window, lambda: capture.path, BlackBox(captures_folder()))
    workbench.unexpected.connect(crashes.catch)
    handover = Handover(window)
    handover.urlTaken.connect(window.take_url)
    FirstPaint(window).happened.connect(lambda: _go_on(window, handover, garbage))
    window.show()
    crashes.install()
    if problem:
        window.say_problem(problem, "")
    if url:
        window.connect_to(url)
    await closing.wait()
    handover.close()
    await workbench.shut_down()
    window.let_go()
    garbage.stop()
    crashes.remove()
    await asyncio.to_thread(capture.close)
    if capture.problem:
        sys.stderr.write(f"ws-inspector: {capture.problem}\n")
    _forget_empty(capture)
    settings.sync()


def _go_on(window: MainWindow, handover: Handover, garbage: GarbageCollector) -> None:
    """Do what nobody sees, once the window is there to be seen."""
    QApplication.setWindowIcon(app_icon())
    handover.listen()
    window.captures.apply_limits()
    load_next(window, garbage.settle)


def _open_capture(path: Path | None) -> tuple[Capture, str]:
    """Open the capture that was asked for, or a new one; in memory when the usual folder is no good."""
    if path is not None:
        return Capture.open_or_create(path, count_late=True), ""
    try:
        return Capture.create(new_capture_path()), ""
    except (CaptureError, OSError) as error:
        return Capture.create(None), f"{error} This run is kept in memory only."


def _forget_empty(capture: Capture) -> None:
    """Leave no file behind in which nothing ever happened."""
    path = capture.path
    if path is not None and path.parent == captures_folder() and not capture.connections():
        path.unlink(missing_ok=True)
