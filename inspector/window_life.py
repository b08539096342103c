"""What happens in the window that is shown: it is filled, and in the end everything is closed in order."""

from __future__ import annotations

import asyncio
import sys

from PySide6.QtWidgets import QApplication

from inspector.capture.places import captures_folder, new_capture_path
from inspector.capture.records import CaptureError
from inspector.capture.store import Capture
from inspector.crash import BlackBox
from inspector.ui.crash_reports import CrashReports
from inspector.ui.first_paint import first_paint, load_next
from inspector.ui.garbage import GarbageCollector
from inspector.ui.handover import Handover
from inspector.ui.icons import app_icon
from inspector.ui.main_window import MainWindow
from inspector.ui.theme import current_theme
from inspector.ui.workbench import Workbench


async def live(
    window: MainWindow,
    capture: Capture | None,
    url: str | None,
    closing: asyncio.Event,
    garbage: GarbageCollector,
) -> None:
    """Fill a window, connect to `url`, and close everything in order when `closing` is set.

    Without a capture a new one is made; it is closed in either case.
    """
    problem = ""
    if capture is None:
        capture, problem = _new_capture()
    workbench = Workbench(capture)
    window.furnish(workbench)
    current_theme().apply()  # now that the widgets are together: before, each would be styled many times over
    crashes = CrashReports(window, lambda: capture.path, BlackBox(captures_folder()))
    workbench.unexpected.connect(crashes.catch)
    crashes.install()
    if url:
        window.connect_to(url)
    if problem:
        window.say_problem(problem, "")  # after connecting, which clears the banner
    handover = Handover(window)
    handover.urlTaken.connect(window.take_url)
    await first_paint(window)
    _go_on(window, handover, garbage)
    await closing.wait()
    handover.close()
    await workbench.shut_down()
    window.let_go()
    crashes.remove()
    await asyncio.to_thread(capture.close)
    if capture.problem:
        sys.stderr.write(f"ws-inspector: {capture.problem}\n")
    _forget_empty(capture)


def _go_on(window: MainWindow, handover: Handover, garbage: GarbageCollector) -> None:
    """Do what nobody sees, once the window is there to be used."""
    QApplication.setWindowIcon(app_icon())
    handover.listen()
    window.captures.apply_limits()
    load_next(window, garbage.settle)


def _new_capture() -> tuple[Capture, str]:
    """Make a capture in the usual folder; in memory, with a sentence why, when the folder is no good."""
    try:
        return Capture.create(new_capture_path()), ""
    except CaptureError as error:
        reason = str(error)
    except OSError as error:
        reason = f"{error.filename} cannot be used: {(error.strerror or type(error).__name__).lower()}."
    return Capture.create(None), f"{reason} This run is kept in memory only: save a copy before you quit."


def _forget_empty(capture: Capture) -> None:
    """Leave no file behind in which nothing ever happened."""
    path = capture.path
    if path is not None and path.parent == captures_folder() and not capture.connections():
        path.unlink(missing_ok=True)
