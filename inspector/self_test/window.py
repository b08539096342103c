"""The window is shown and painted, connects, sends a message and shows its frames."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QSettings

from inspector.self_test.place import PATIENCE_S, CheckFailedError, Place
from inspector.session.events import State
from inspector.ui import intentions
from inspector.ui.garbage import GarbageCollector
from inspector.ui.main_window import MainWindow
from inspector.ui.workbench import Workbench

TITLE = "window"
FEWEST_COLOURS = 20
"""A window whose text and icons are painted has far more."""

PAUSE_S = 0.01


async def check(place: Place) -> str:
    """Let a window connect to the echo of the local server."""
    settings = QSettings(str(place.folder / "window.ini"), QSettings.Format.IniFormat)
    workbench = Workbench(place.capture)
    window = MainWindow(settings)
    window.furnish(workbench)
    garbage = GarbageCollector(window)
    window.show()
    try:
        return await _use(window, workbench, f"{place.server.url}/echo")
    finally:
        await workbench.shut_down()
        window.let_go()
        garbage.stop()


async def _use(window: MainWindow, workbench: Workbench, url: str) -> str:
    rows = window.model.rowCount()
    window.connect_to(url)
    await _until(lambda: workbench.state is State.OPEN, f"The window did not connect to {url}.")
    workbench.carry_out(intentions.SendText("Hello from the window"))
    await _until(lambda: window.model.rowCount() >= rows + 2, "The frames did not appear in the table.")
    image = window.grab().toImage()
    across, down = range(0, image.width(), 2), range(0, image.height(), 2)
    colours = {image.pixel(x, y) for y in down for x in across}
    if len(colours) < FEWEST_COLOURS:
        raise CheckFailedError(f"The window was painted in {len(colours)} colours only: its text is missing.")
    return f"{image.width()}×{image.height()}, {window.model.rowCount()} frames shown"


async def _until(condition: Callable[[], bool], otherwise: str) -> None:
    for _ in range(int(PATIENCE_S / PAUSE_S)):
        if condition():
            return
        await asyncio.sleep(PAUSE_S)
    raise CheckFailedError(otherwise)
