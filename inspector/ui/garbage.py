"""Collects garbage on the window's thread only."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1_000
_FULL_EVERY = 30
"""Quick collections between two full ones."""


class GarbageCollector(QObject):
    """Takes Python's cyclic garbage collection onto the thread that makes it.

    By itself Python collects on whichever thread allocates, such as the capture's writer; widgets that
    are garbage would be destroyed there, which Qt forbids.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._turn = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def settle(self) -> None:
        """Leave alone what is there by now: what was imported stays for good.

        This looks through everything once, so it waits until the window is shown.
        """
        gc.collect()
        gc.freeze()

    def stop(self) -> None:
        """Give collecting back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _collect(self) -> None:
        self._turn += 1
        gc.collect(2 if self._turn % _FULL_EVERY == 0 else 1)
