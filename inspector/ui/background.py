"""Work beside the window's thread, and its result back in it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from shiboken6 import isValid

T = TypeVar("T")

# Not a QThreadPool: destroying one waits for its jobs while Python's lock is held, which they need to end.
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="background")


class _Messenger(QObject):
    """Carries results from any thread into the window's."""

    finished = Signal(object)

    def __init__(self) -> None:
        super().__init__(QCoreApplication.instance())
        self.finished.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def _call(self, deliver: Callable[[], None]) -> None:
        deliver()


_messengers: list[_Messenger] = []


def _messenger() -> _Messenger:
    if not _messengers or not isValid(_messengers[0]):
        _messengers[:] = [_Messenger()]
    return _messengers[0]


def run_beside(owner: QObject, work: Callable[[], T], done: Callable[[T], None]) -> None:
    """Do `work` in another thread, then call `done` with its result in this one.

    An exception of `work` is raised in this thread. Nothing happens when `owner` or the application is
    gone by then.
    """
    messenger = _messenger()

    def deliver(future: Future[T]) -> None:
        if isValid(owner):
            done(future.result())

    def tell(future: Future[T]) -> None:
        if isValid(messenger):
            messenger.finished.emit(lambda: deliver(future))

    _threads.submit(work).add_done_callback(tell)
