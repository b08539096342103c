"""Ends what a thread is reading, from any other thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import apsw


class CancelledError(Exception):
    """Nobody wants the answer any more."""


class Interrupt:
    """Reading that can be ended at any moment; connections are lent, so only ours is ever interrupted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reading: apsw.Connection | None = None
        self.cancelled = threading.Event()
        """Set once, for good."""

    def cancel(self) -> None:
        """End what is being read, and let nothing more begin; returns at once."""
        self.cancelled.set()
        with self._lock:
            if self._reading is not None:
                self._reading.interrupt()

    def check(self) -> None:
        """Raise `CancelledError` once it is cancelled."""
        if self.cancelled.is_set():
            raise CancelledError

    @contextmanager
    def during(self, connection: apsw.Connection) -> Iterator[None]:
        """Read with a connection. Raises `CancelledError` when that is cancelled meanwhile."""
        with self._lock:
            self._reading = connection
        try:
            self.check()
            yield
        except apsw.InterruptError as error:
            raise CancelledError from error
        finally:
            with self._lock:
                self._reading = None
