"""The window's wiring: Qt's event loop and asyncio's as one, and a window seen before all else is loaded."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from inspector.ui.first_paint import first_paint
from inspector.ui.garbage import GarbageCollector
from inspector.ui.main_window import MainWindow
from inspector.ui.theme import ThemeMode, current_theme
from inspector.ui.utf8_locale import utf8_locale

if TYPE_CHECKING:
    from inspector.capture.store import Capture

# What fills the window takes longer to import than the window takes to be shown, so that comes later.

NAME = "websocket-inspector"

T = TypeVar("T")


def run_window(url: str | None = None, capture_path: Path | None = None, *, new_window: bool = False) -> int:
    """Show the window until it is closed; connect to `url` at once. Gives the exit status.

    A window that is there already gets the URL, unless a `new_window` or a capture is asked for.
    """
    capture = None
    if capture_path is not None:
        from inspector.capture.records import CaptureError
        from inspector.capture.store import Capture

        try:
            capture = Capture.open_or_create(capture_path, count_late=True)
        except CaptureError as error:
            sys.stderr.write(f"ws-inspector: {error}\n")
            return 1
    elif url and not new_window:
        from inspector.ui.handover import hand_over

        if hand_over(url):
            return 0
    try:
        run_on_loop(_show(capture, url))
    except ScreenLostError:
        sys.stderr.write("ws-inspector: The screen went away; all that was captured is in its file.\n")
        return 1
    return 0


class ScreenLostError(Exception):
    """Qt ended the event loop by itself: whatever showed the window is gone."""


def run_on_loop(work: Coroutine[Any, Any, T]) -> T:
    """Make the application, and run a coroutine on the event loop that is Qt's and asyncio's in one.

    Raises `ScreenLostError` when the loop ends before the coroutine.
    """
    loop = QEventLoop(_application())
    asyncio.set_event_loop(loop)
    with loop:
        task = loop.create_task(work)
        try:
            result: T = loop.run_until_complete(task)
        except RuntimeError as error:
            if task.done():
                raise
            raise ScreenLostError from error
    return result


def _application() -> QApplication:
    existing = QApplication.instance()
    with utf8_locale():
        application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName(NAME)
    application.setApplicationDisplayName("WebSocket Inspector")
    application.setDesktopFileName(NAME)
    application.setQuitOnLastWindowClosed(False)
    return application


async def _show(capture: Capture | None, url: str | None) -> None:
    """Show a window that is empty at first, and let it live until it is closed."""
    closing = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, closing.set)
    settings = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, NAME, NAME)
    theme = current_theme()
    theme.set_mode(ThemeMode(str(settings.value("theme", ThemeMode.SYSTEM.value))))
    theme.apply_palette()
    window = MainWindow(settings)
    window.closing.connect(closing.set)
    garbage = GarbageCollector(window)
    window.show()
    await first_paint(window)

    from inspector.window_life import live

    await live(window, capture, url, closing, garbage)
    garbage.stop()
    settings.sync()
