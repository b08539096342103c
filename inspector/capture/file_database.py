"""Rows in a SQLite file with a write-ahead log, which is merged into it bit by bit."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from inspector.capture.database import STATEMENTS, Database
from inspector.capture.lock import FileLock
from inspector.capture.records import CaptureError

_READ_BUSY_MS = 10_000
_WRITE_BUSY_MS = 2_000
_FILE_PAGE = 16_384
"""Larger pages than SQLite's own: a tenth more frames a second reach the disk."""
_CHECKPOINT_BYTES = 4 * 1024 * 1024
"""How much the write-ahead log grows before it is merged: little, for nothing is written meanwhile."""
_MOST_CHECKPOINT_BYTES = 32 * 1024 * 1024
_LONG_CHECKPOINT_S = 0.025
"""Where the disk takes longer to merge so much, it is asked half as often."""
_LOG_LIMIT = 64 * 1024 * 1024


class FileDatabase(Database):
    """A SQLite file: each reader has a connection while it reads, and none is made twice for one thread."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self.name = str(path)
        self.read_only = read_only
        self.path = path.resolve()
        self._log = self.path.with_name(self.path.name + "-wal")
        self._uri, self._flags = self._how(read_only)
        self._free: list[apsw.Connection] = []
        self._lent = 0
        self._closed = False
        self._changed = threading.Condition()
        self._writer: apsw.Connection | None = None
        self._lock: FileLock | None = None
        self._log_pages = 0
        self._checkpoint_at = self._checkpoint_every = _CHECKPOINT_BYTES // _FILE_PAGE
        self._most_pages = _MOST_CHECKPOINT_BYTES // _FILE_PAGE

    def hold(self, lock: FileLock) -> None:
        """Hold a lock until it is closed."""
        self._lock = lock

    def open_for_writing(self) -> apsw.Connection:
        """Make the connection that writes, and turn on the write-ahead log."""
        writer = self._writer = self._connect()
        writer.set_busy_timeout(_WRITE_BUSY_MS)
        writer.pragma("page_size", _FILE_PAGE)  # of a file that is empty yet
        writer.pragma("journal_mode", "wal")
        writer.pragma("synchronous", "normal")
        writer.pragma("journal_size_limit", _LOG_LIMIT)
        writer.wal_autocheckpoint(0)
        writer.set_wal_hook(self._logged)
        page = writer.pragma("page_size")
        self._checkpoint_at = self._checkpoint_every = _CHECKPOINT_BYTES // page
        self._most_pages = _MOST_CHECKPOINT_BYTES // page
        return writer

    def _reading(self) -> Iterator[apsw.Connection]:
        with self._changed:
            if self._closed:
                raise CaptureError(f"{self.name} is closed.")
            connection = self._free.pop() if self._free else None
            self._lent += 1
        try:
            if connection is None:
                connection = self._connect()
            yield connection
        finally:
            with self._changed:
                if connection is not None:
                    self._free.append(connection)
                self._lent -= 1
                self._changed.notify_all()

    @contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """Lend the connection to write with."""
        assert self._writer is not None, "opened for reading only"
        yield self._writer

    def tidy(self) -> None:
        """Merge the write-ahead log into the file once it is long; readers and the disk may say no."""
        if self._writer is None or self._log_pages < self._checkpoint_at:
            return
        began = time.monotonic()
        try:
            length, merged = self._writer.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        except apsw.Error:
            length, merged = self._log_pages, 0
        if time.monotonic() - began > _LONG_CHECKPOINT_S:
            self._checkpoint_every = min(2 * self._checkpoint_every, self._most_pages)
        # What a reader still needs stays: try again when as much has come again.
        self._checkpoint_at = self._checkpoint_every + (length if merged < length else 0)

    def close(self) -> None:
        """Wait until nobody reads, and leave one single file that can be copied."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: not self._lent)
            while self._free:
                self._free.pop().close(True)
        writer, self._writer = self._writer, None
        try:
            if writer is not None:
                self._close_writer(writer)
        finally:
            if self._lock is not None:
                self._lock.release()

    def _close_writer(self, writer: apsw.Connection) -> None:
        writer.set_busy_timeout(0)
        try:
            # Without a write-ahead log the file opens from read-only media too.
            writer.pragma("journal_mode", "delete")
        except apsw.Error:
            pass  # another program reads it, or the disk is full: SQLite merges the log at the next opening
        finally:
            writer.close(True)

    @property
    def uri(self) -> str:
        """The file as a connection attaches it to read from it."""
        uri, flags = self._how(read_only=True)
        return uri if flags & apsw.SQLITE_OPEN_URI else f"{self.path.as_uri()}?mode=ro"

    def size_bytes(self) -> int:
        """Give the bytes on disk, those not yet merged included."""
        size = 0
        for file in (self.path, self._log):
            try:
                size += file.stat().st_size
            except OSError:
                continue
        return size

    def _logged(self, _connection: apsw.Connection, _name: str, pages: int) -> int:
        self._log_pages = pages
        return apsw.SQLITE_OK

    def _connect(self) -> apsw.Connection:
        connection = apsw.Connection(self._uri, flags=self._flags, statementcachesize=STATEMENTS)
        connection.set_busy_timeout(_READ_BUSY_MS)
        return connection

    def _how(self, read_only: bool) -> tuple[str, int]:
        if not read_only:
            return str(self.path), apsw.SQLITE_OPEN_READWRITE
        if is_writable(self.path.parent) or (self._log.exists() and self._log.stat().st_size):
            return str(self.path), apsw.SQLITE_OPEN_READONLY
        # SQLite would have to make files beside it; as nobody can write here, it does without.
        return f"{self.path.as_uri()}?immutable=1", apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI


def is_writable(path: Path) -> bool:
    """Tell whether this program may write to a file or folder; its file system counts too."""
    return os.access(path, os.W_OK)
