"""What a window does not need to be seen is done when it was first painted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

_AT_LATEST_MS = 1_000
NEXT = (
    "inspector.session.socketio.address",
    "inspector.session.session",
    "inspector.server.local_server",
    "inspector.capture.filtering.search",
    "inspector.payloads.registry",
    "inspector.payloads.packet_summary",
    "inspector.capture.attachments",
    "inspector.capture.pairing",
)
"""What the first connection and its first frame need; nothing of Qt, for it is loaded in a thread."""


async def first_paint(window: QWidget) -> None:
    """Wait until a window was painted from now on; at most a second, where it is shown nowhere."""
    painted = asyncio.Event()
    FirstPaint(window).happened.connect(painted.set)
    await painted.wait()


class FirstPaint(QObject):
    """Tells once when a window was painted, or a second later where it is shown nowhere."""

    happened = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tell)
        self._timer.start(_AT_LATEST_MS)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the window being painted, and tell when that is over."""
        if watched is self._window and event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            self._timer.start(0)
        return False

    def _tell(self) -> None:
        self._window.removeEventFilter(self)
        self.happened.emit()


def load_next(owner: QObject, loaded: Callable[[], None]) -> None:
    """Import beside the window what it left out for the sake of a quick start, and tell when it is there."""
    # Imported here: the window itself has nothing to do beside it.
    from inspector.ui.background import run_beside

    run_beside(owner, lambda: [import_module(name) for name in NEXT], lambda _modules: loaded())
