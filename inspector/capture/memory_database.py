"""Rows in memory: of a capture without a file, or while its file cannot be written."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import apsw

from inspector.capture import schema
from inspector.capture.database import STATEMENTS, Database
from inspector.capture.records import CaptureError

MEMORY_LIMIT = 1024 * 1024 * 1024
_PAGE = 4096
_YIELD_S = 0.001


class MemoryDatabase(Database):
    """Rows in memory: one connection, lent to one thread at a time."""

    def __init__(self, name: str = "The capture in memory") -> None:
        self.name = name
        self._lock = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0
        self._pages = 0
        self._connection: apsw.Connection | None = apsw.Connection(":memory:", statementcachesize=STATEMENTS)
        self._connection.pragma("page_size", _PAGE)
        self._connection.pragma("max_page_count", MEMORY_LIMIT // _PAGE)
        schema.make_tables(self._connection)

    def _reading(self) -> Iterator[apsw.Connection]:
        self._count(1)
        with self._lock:
            self._count(-1)
            if self._connection is None:
                raise CaptureError(f"{self.name} is closed.")
            yield self._connection

    def _count(self, change: int) -> None:
        with self._counting:
            self._waiting += change

    @contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """Lend the connection to write with."""
        with self._lock:
            assert self._connection is not None
            yield self._connection
            self._pages = self._connection.pragma("page_count")
        if self._waiting:
            time.sleep(_YIELD_S)  # a lock that is free for a moment only is not seen by those who wait

    def close(self) -> None:
        """Wait until nobody reads, and forget everything."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close(True)

    def size_bytes(self) -> int:
        """Give the bytes in memory."""
        return self._pages * _PAGE
