"""Stands in for a capture where nobody asked for one, so that memory stays flat."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from inspector.capture.capture_writer import CaptureWriter
from inspector.capture.items import Item, Rows, Statement
from inspector.wire.records import FrameRow


class Unrecorded(CaptureWriter):
    """Takes what a capture takes, and keeps nothing."""

    full = False

    def __init__(self) -> None:
        super().__init__(_Numbered())
        self._nowhere = _Nowhere()

    def _queue(self) -> _Nowhere:
        return self._nowhere

    def close(self) -> None:
        """Have nothing to write."""


class _Numbered:
    """Gives connections their ids, and forgets about them."""

    def __init__(self) -> None:
        self._ids = itertools.count(1)

    def begin(self, _url: str, _opened_ns: int, _role: str, _peer: str | None) -> tuple[int, list[Statement]]:
        return next(self._ids), []

    def update(self, _connection_id: int, _columns: dict[str, Any]) -> list[Statement]:
        return []

    def count(self, connection_id: int, rows: list[FrameRow], _received: int | None) -> Rows:
        return Rows(connection_id, rows, 0)


class _Nowhere:
    """There is always room."""

    def put(self, item: Item) -> None:
        pass

    def on_drained(self, callback: Callable[[], None]) -> None:
        callback()
