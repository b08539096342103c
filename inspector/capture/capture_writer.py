"""The part of a capture that connections write to, whatever becomes of what they write."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from inspector.capture.items import Item, Rows, Statement, statement
from inspector.wire.records import FrameRow

_ADD_NOTE = "INSERT INTO note(time_ns, kind, text, section, connection_id, frame_id) VALUES (?,?,?,?,?,?)"
_ADD_HTTP = "INSERT INTO http_message(frame_id, head) VALUES (?,?)"
_ADD_HEADER = "INSERT INTO frame_header(frame_id, header) VALUES (?,?)"


class Connections(Protocol):
    """Numbers the connections and counts their frames."""

    def begin(self, url: str, opened_ns: int, role: str, peer: str | None) -> tuple[int, list[Statement]]:
        """Begin a connection; gives its id and what stores it."""

    def update(self, connection_id: int, columns: dict[str, Any]) -> list[Statement]:
        """Change columns of a connection; gives what stores it."""

    def count(self, connection_id: int, rows: list[FrameRow], received: int | None) -> Rows:
        """Count frames, and give them as what is to be written."""


class Queue(Protocol):
    """Takes what is to be written, in order, and never blocks."""

    def put(self, item: Item) -> None:
        """Take an item."""

    def on_drained(self, callback: Callable[[], None]) -> None:
        """Call back once, from any thread, when there is room; at once when there is now."""


class CaptureWriter(ABC):
    """Writing is for one thread and never blocks. Raises `CaptureError` when nothing can be added."""

    def __init__(self, ledger: Connections, last_frame_id: int = 0) -> None:
        self._ledger = ledger
        self._next_frame_id = last_frame_id + 1

    @property
    @abstractmethod
    def full(self) -> bool:
        """The queue is full: stop reading until `on_drained` calls back."""

    @abstractmethod
    def _queue(self) -> Queue:
        """Give what takes all that is written. Raises `CaptureError` when nothing can be added."""

    def on_drained(self, callback: Callable[[], None]) -> None:
        """Call back once, from the writer's thread, when there is room again; at once if there is now."""
        self._queue().on_drained(callback)

    def open_connection(
        self, url: str, *, role: str = "client", peer: str | None = None, opened_ns: int | None = None
    ) -> int:
        """Begin a connection and give its id."""
        queue = self._queue()
        connection_id, statements = self._ledger.begin(url, opened_ns or time.time_ns(), role, peer)
        put_all(queue, statements)
        return connection_id

    def update_connection(self, connection_id: int, **columns: Any) -> None:
        """Change columns of a connection, by the names of `ConnectionRecord`."""
        queue = self._queue()
        put_all(queue, self._ledger.update(connection_id, columns))

    def append(self, connection_id: int, rows: list[FrameRow], received: int | None = None) -> int:
        """Append frames of one connection and give the id of the first; the others follow it.

        The list is the capture's from then on: don't change it. `received` tells how many of them
        arrived, where that is known.
        """
        queue = self._queue()
        first_id = self._next_frame_id
        self._next_frame_id += len(rows)
        if rows:
            queue.put(self._ledger.count(connection_id, rows, received))
        return first_id

    def append_http(
        self, connection_id: int, direction: int, head: bytes, body: bytes, wire_length: int, time_ns: int
    ) -> int:
        """Append an HTTP message of long-polling and give its id among the frames.

        `head` is its start line and headers as on the wire, the blank line included; `body` is what its
        content coding held, and `wire_length` the bytes it took on the wire.
        """
        row = (time_ns, direction, None, None, wire_length, body)
        frame_id = self.append(connection_id, [row], received=direction)
        self._queue().put(statement(_ADD_HTTP, (frame_id, head)))
        return frame_id

    def keep_header(self, frame_id: int, header: bytes) -> None:
        """Keep a frame's header as on the wire, where its length is not minimal (RFC 6455 §5.2)."""
        self._queue().put(statement(_ADD_HEADER, (frame_id, header)))

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
        """Note what else a person should know of."""
        values = (time_ns or time.time_ns(), kind, text, section, connection_id, frame_id)
        self._queue().put(statement(_ADD_NOTE, values, adds_note=True))


def put_all(queue: Queue, statements: Iterable[Statement]) -> None:
    """Put statements into a queue, in order."""
    for item in statements:
        queue.put(item)
