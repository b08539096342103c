"""Stands in for a capture where nobody asked for one, so that memory stays flat."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from inspector.wire.records import FrameRow


class Unrecorded:
    """Takes what a capture takes, and keeps nothing."""

    full = False

    def __init__(self) -> None:
        self._connection_ids = itertools.count(1)
        self._next_frame_id = 1

    def open_connection(
        self, url: str, *, role: str = "client", peer: str | None = None, opened_ns: int | None = None
    ) -> int:
        """Allot a connection id."""
        return next(self._connection_ids)

    def update_connection(self, connection_id: int, **columns: Any) -> None:
        """Forget about it."""

    def append(self, connection_id: int, rows: list[FrameRow], received: int | None = None) -> int:
        """Allot frame ids."""
        first_id = self._next_frame_id
        self._next_frame_id += len(rows)
        return first_id

    def append_http(
        self, connection_id: int, direction: int, head: bytes, body: bytes, wire_length: int, time_ns: int
    ) -> int:
        """Allot the id of an HTTP message."""
        return self.append(connection_id, [(time_ns, direction, None, None, wire_length, body)])

    def keep_header(self, frame_id: int, header: bytes) -> None:
        """Forget about it."""

    def add_note(
        self,
        kind: str,
        text: str,
        *,
        section: str = "",
        connection_id: int | None = None,
        frame_id: int | None = None,
        time_ns: int | None = None,
    ) -> None:
        """Forget about it."""

    def on_drained(self, callback: Callable[[], None]) -> None:
        """Call back: there is always room."""
        callback()

    def close(self) -> None:
        """Have nothing to write."""
