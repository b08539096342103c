"""Takes what an importer reads into a new capture, as fast as that can be written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from inspector.capture.records import CaptureError
from inspector.capture.store import Capture
from inspector.wire.records import FrameRow

Progress = Callable[[int, int], None]
"""Hears now and then how many bytes of the file were read, and how many it has."""

_ROWS = 1_000
_BYTES = 4 * 1024 * 1024
_PROBLEMS = 50
_WAIT_S = 0.5


class CancelledError(Exception):
    """The import is no longer wanted."""


class Intake:
    """Collects connections, frames and what could not be read."""

    def __init__(
        self, capture: Capture, total: int, on_progress: Progress | None, cancelled: Callable[[], bool] | None
    ) -> None:
        self.capture = capture
        self.connections = 0
        self.frames = 0
        self.skipped = 0
        """Entries, messages and lines that could not be read."""
        self.left_out = 0
        """Entries that are no WebSocket, and not of Socket.IO either."""
        self.problems: list[str] = []
        """Why, in sentences: the first ones."""
        self._total = total
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._read = 0
        self._of = 0
        self._rows: list[FrameRow] = []
        self._size = 0

    def begin(
        self, url: str, opened_ns: int, role: str = "client", peer: str | None = None, **columns: Any
    ) -> int:
        """Begin a connection and give its id."""
        self._put_rows()
        connection_id = self.capture.open_connection(url, role=role, peer=peer, opened_ns=opened_ns)
        self.capture.update_connection(connection_id, opened_ns=opened_ns, **columns)
        self.connections += 1
        return connection_id

    def add(self, connection_id: int, row: FrameRow) -> None:
        """Take a frame. Raises `CaptureError` and `CancelledError`."""
        if connection_id != self._of or len(self._rows) >= _ROWS or self._size >= _BYTES:
            self._put_rows()
            self._of = connection_id
        self._rows.append(row)
        self._size += len(row[5])
        self.frames += 1

    def add_http(
        self, connection_id: int, direction: int, head: bytes, body: bytes, size: int, time_ns: int
    ) -> None:
        """Take an HTTP message."""
        self._put_rows()
        self.capture.append_http(connection_id, direction, head, body, size, time_ns)
        self.frames += 1

    def add_note(self, time_ns: int, kind: str, text: str, **places: Any) -> None:
        """Take a note."""
        self.capture.add_note(kind, text, time_ns=time_ns, **places)
        self._wait_for_room()

    def skip(self, sentence: str) -> None:
        """Count what could not be read."""
        self.skipped += 1
        if len(self.problems) < _PROBLEMS:
            self.problems.append(sentence)

    def read(self, size: int) -> None:
        """Count bytes that were read for the second time."""
        self._read += size

    def tell_read(self) -> None:
        """Tell how far the second reading is, as `tell` does."""
        self.tell((self._total + self._read) // 2)

    def tell(self, done: int) -> None:
        """Tell how far the file is read. Raises `CancelledError` once it is no longer wanted."""
        if self._cancelled is not None and self._cancelled():
            raise CancelledError
        if self._on_progress is not None:
            self._on_progress(min(done, self._total), self._total)

    def finish(self) -> None:
        """Write what is left. Raises `CaptureError` where it could not all be written."""
        self._put_rows()
        self.capture.flush()
        self._check()

    def _put_rows(self) -> None:
        if self._rows:
            self.capture.append(self._of, self._rows)
            self._rows, self._size = [], 0
            self._wait_for_room()

    def _wait_for_room(self) -> None:
        while self.capture.full:
            room = threading.Event()
            self.capture.on_drained(room.set)
            room.wait(_WAIT_S)
            self._check()

    def _check(self) -> None:
        if self.capture.problem is not None:
            raise CaptureError(self.capture.problem)
