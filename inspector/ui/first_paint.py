"""What a window does not need to be seen is done when it was first painted."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from inspector.ui.background import run_beside

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
    run_beside(owner, lambda: [import_module(name) for name in NEXT], lambda _modules: loaded())
