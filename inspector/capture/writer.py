"""The one thread that writes a capture."""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

import apsw

from inspector.capture import schema
from inspector.wire.records import FrameRow

MAX_FRAMES = 65_536
MAX_BYTES = 64 * 1024 * 1024
_PACE_S = 0.02
"""How long the writer gathers before the next transaction: far below the 250 ms that may be lost."""
_BUSY = 2_000
"""Frames in one transaction from which on the writer does not wait for more."""
_GROUP = 50
"""Rows in one statement: each statement gives the interpreter away and has to win it back."""


class Rows(NamedTuple):
    """Frames of one connection, in the order of the wire."""

    connection_id: int
    rows: list[FrameRow]
    size: int


class Statement(NamedTuple):
    """Anything else to write."""

    sql: str
    """With ``{db}`` for the database it goes to."""
    values: tuple[object, ...]


class Writer(threading.Thread):
    """Writes in transactions of what has come so far.

    When the file can no longer be written, `spill` becomes the place that takes the rest, in memory.
    `committed` hears the id of the last frame after each transaction, `failed` one sentence.
    """

    def __init__(
        self,
        connection: apsw.Connection,
        *,
        last_id: int,
        spill_uri: str,
        committed: Callable[[int], None],
        failed: Callable[[apsw.Error], None],
    ) -> None:
        super().__init__(name="capture-writer", daemon=True)
        self.connection = connection
        self._spill_uri = spill_uri
        self._committed = committed
        self._failed = failed
        self._last_id = last_id
        self._queue: deque[Rows | Statement] = deque()
        self._changed = threading.Condition()
        self._frames = 0
        self._bytes = 0
        self._busy = False
        self._ending = False
        self._hurried = 0
        self._drained: list[Callable[[], None]] = []
        self.spilled_after: int | None = None
        """The last frame in the file when writing it failed; later ones are in memory."""
        self.spilled_frames = 0

    @property
    def full(self) -> bool:
        """More is waiting than the writer should be given."""
        return self._frames >= MAX_FRAMES or self._bytes >= MAX_BYTES

    def put(self, item: Rows | Statement) -> None:
        """Queue an item; never blocks."""
        with self._changed:
            self._queue.append(item)
            if isinstance(item, Rows):
                self._frames += len(item.rows)
                self._bytes += item.size
            self._changed.notify_all()

    def on_drained(self, callback: Callable[[], None]) -> None:
        """Call back once, from this thread, when there is room; at once when there is now."""
        with self._changed:
            if self.full:
                self._drained.append(callback)
                return
        callback()

    def flush(self) -> None:
        """Wait until all that was queued so far is committed."""
        with self._changed:
            self._hurried += 1
            self._changed.notify_all()
            while (self._queue or self._busy) and self.is_alive():
                self._changed.wait(0.5)
            self._hurried -= 1

    def stop(self) -> None:
        """Write what is queued and end."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        self.join()

    def run(self) -> None:
        """Write until stopped."""
        while True:
            with self._changed:
                while not self._queue and not self._ending:
                    self._changed.wait()
                if not self._queue:
                    return
                batch = self._take_batch()
                self._busy = True
            self._write(batch)
            with self._changed:
                self._busy = False
                drained, self._drained = ([], self._drained) if self.full else (self._drained, [])
                self._changed.notify_all()
                pause = not (self._ending or self._hurried or _frames_in(batch) >= _BUSY)
            for callback in drained:
                callback()
            if pause:
                time.sleep(_PACE_S)

    def _take_batch(self) -> list[Rows | Statement]:
        batch: list[Rows | Statement] = []
        frames = 0
        while self._queue and frames < MAX_FRAMES // 2:
            item = self._queue.popleft()
            batch.append(item)
            if isinstance(item, Rows):
                frames += len(item.rows)
                self._frames -= len(item.rows)
                self._bytes -= item.size
        return batch

    def _write(self, batch: list[Rows | Statement]) -> None:
        try:
            self._transact(batch)
        except apsw.Error as error:
            if self.spilled_after is not None:
                self._failed(error)
                return
            self._spill()
            self._transact(batch)
            self._failed(error)
        self._committed(self._last_id)

    def _transact(self, batch: list[Rows | Statement]) -> None:
        last_id = self._last_id
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            for item in batch:
                if isinstance(item, Rows):
                    self._insert(item)
                    last_id += len(item.rows)
                else:
                    self.connection.execute(item.sql.format(db=self._database), item.values)
            self.connection.execute("COMMIT")
        except apsw.Error:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        if self.spilled_after is not None:
            self.spilled_frames += last_id - self._last_id
        self._last_id = last_id

    @property
    def _database(self) -> str:
        return "main" if self.spilled_after is None else "spill"

    def _insert(self, item: Rows) -> None:
        """Insert rows; their ids follow by themselves, as SQLite gives the largest plus one."""
        one = f"({item.connection_id:d},?,?,?,?,?,?)"
        into = (
            f"INSERT INTO {self._database}.frame"
            "(connection_id,time_ns,direction,head,masking_key,wire_length,payload) VALUES "
        )
        rows = item.rows
        whole = len(rows) - len(rows) % _GROUP
        group = into + ",".join([one] * _GROUP)
        execute, flat = self.connection.execute, itertools.chain.from_iterable
        for start in range(0, whole, _GROUP):
            execute(group, tuple(flat(rows[start : start + _GROUP])))
        if whole < len(rows):
            self.connection.executemany(into + one, rows[whole:])

    def _spill(self) -> None:
        """Go on in memory: an attached database takes all that follows."""
        self.connection.execute("ATTACH ? AS spill", (self._spill_uri,))
        schema.make_tables(self.connection, "spill")
        # The ids go on: SQLite counts from the largest one there is.
        self.connection.execute("INSERT INTO spill.frame(id, connection_id) VALUES (?, 0)", (self._last_id,))
        self.spilled_after = self._last_id

    def move_back(self) -> None:
        """Move what is in memory into the file; raises `apsw.Error` when that fails still."""
        if self.spilled_after is None:
            return
        frame = ",".join(schema.FRAME_COLUMNS)
        note = ",".join(schema.NOTE_COLUMNS[1:])
        with self.connection:
            self.connection.execute(
                f"INSERT INTO main.frame({frame}) SELECT {frame} FROM spill.frame WHERE id > ?",
                (self.spilled_after,),
            )
            self.connection.execute(f"INSERT INTO main.note({note}) SELECT {note} FROM spill.note")
        self.spilled_after, self.spilled_frames = None, 0


def _frames_in(batch: list[Rows | Statement]) -> int:
    return sum(len(item.rows) for item in batch if isinstance(item, Rows))
