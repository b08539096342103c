"""Work with files that may take minutes: in a thread of its own, with progress, to be cancelled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from inspector.capture.records import CaptureError

_LOOK_MS = 50

Result = TypeVar("Result")
Failed = Callable[[CaptureError | OSError], None]


class WorkCancelledError(Exception):
    """The person, or the end of the window, wants it no more."""


class Watch:
    """What the work tells and asks while it runs; used by its thread."""

    def __init__(self) -> None:
        self.done = 0.0
        self.cancelled = False

    def __call__(self, done: float) -> None:
        """Tell how far it is, from 0 to 1. Raises `WorkCancelledError` once it is to end."""
        self.done = done
        if self.cancelled:
            raise WorkCancelledError

    def of(self, done: int, total: int) -> None:
        """Tell how far it is, of how much. Raises as above."""
        self(done / max(1, total))


class LongWork(QObject):
    """Does one thing at a time; its signals come in the thread of its owner.

    The worker is asked twenty times a second how far it is: nothing of Qt is touched by its thread.
    """

    progressed = Signal(float)
    """How far it is, from 0 to 1."""
    ended = Signal()
    """It is done, has failed or was cancelled."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watch = Watch()
        self._thread: threading.Thread | None = None
        self._outcome: list[Any] = []
        self._done: Callable[[Any], None] = lambda _result: None
        self._failed: Failed | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """Something is being done."""
        return self._thread is not None

    def start(
        self, work: Callable[[Watch], Result], done: Callable[[Result], None], failed: Failed | None = None
    ) -> None:
        """Do `work` in a thread, then call `done` here with its result, or `failed` with its error.

        What `failed` does not take is raised here. What was being done before is cancelled, and nobody hears
        of anything cancelled.
        """
        self.cancel()
        watch, outcome = Watch(), list[Result | Exception]()
        self._watch, self._outcome = watch, outcome

        def run() -> None:
            try:
                outcome.append(work(watch))
            except Exception as error:  # noqa: BLE001 — handed to the window's thread, which raises what it does not know
                outcome.append(error)

        self._done, self._failed = done, failed
        self._thread = threading.Thread(target=run, name="long-work", daemon=True)
        self._thread.start()
        self._timer.start()

    def cancel(self) -> None:
        """Let it end as soon as it hears of it; at once nothing more is told of it."""
        if self._thread is not None:
            self._watch.cancelled = True
            self._end()

    def _look(self) -> None:
        if not self._outcome:
            self.progressed.emit(self._watch.done)
            return
        (outcome,) = self._outcome
        done, failed = self._done, self._failed
        self._end()
        if isinstance(outcome, WorkCancelledError):
            return
        if isinstance(outcome, CaptureError | OSError) and failed is not None:
            failed(outcome)
        elif isinstance(outcome, Exception):
            raise outcome
        else:
            done(outcome)

    def _end(self) -> None:
        self._thread = None
        self._timer.stop()
        self.ended.emit()
