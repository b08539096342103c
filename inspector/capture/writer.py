"""The one thread that writes a capture."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

import apsw

from inspector.capture.destination import Destination
from inspector.capture.items import Item, Rows
from inspector.capture.reasons import why

MAX_FRAMES = 65_536
MAX_BYTES = 64 * 1024 * 1024
_BATCH_FRAMES = 16_384
_BATCH_BYTES = 16 * 1024 * 1024
_MOVING_BATCH_FRAMES = 1_024
"""Fewer than are moved at once, so that moving gets ahead of what arrives meanwhile."""
_PACE_S = 0.02
"""How long the writer gathers before the next transaction: far below the 250 ms that may be lost."""
_BUSY = 2_000
"""Items in one transaction from which on the writer does not wait for more."""
_RETRY_S = 0.5


class Writer(threading.Thread):
    """Writes in transactions of what has come so far; the queue to it is bounded by `full`.

    `committed` hears the id of the last frame after each transaction, and `failed` one sentence when
    there is no place left to write to.
    """

    def __init__(
        self, destination: Destination, committed: Callable[[int], None], failed: Callable[[str], None]
    ) -> None:
        super().__init__(name="capture-writer", daemon=True)
        self._destination = destination
        self._committed = committed
        self._failed = failed
        self._queue: deque[Item] = deque()
        lock = threading.Lock()
        self._came = threading.Condition(lock)
        self._went = threading.Condition(lock)
        self._hurry = threading.Event()
        self._flushing = 0
        self._frames = 0
        self._bytes = 0
        self._put = 0
        self._written = 0
        self._idle = False
        self._stuck = False
        self._ending = False
        self._drained: list[Callable[[], None]] = []
        self._between: deque[Callable[[], None]] = deque()
        self.lost_frames = 0
        """Frames that found no place until the end."""
        self.lost_because = ""

    @property
    def full(self) -> bool:
        """More is waiting than the writer should be given."""
        return self._frames >= MAX_FRAMES or self._bytes >= MAX_BYTES

    def put(self, item: Item) -> None:
        """Queue an item; never blocks."""
        with self._came:
            self._queue.append(item)
            self._put += 1
            self._frames += item.weight
            self._bytes += item.size
            if self._idle:
                self._idle = False
                self._came.notify()

    def on_drained(self, callback: Callable[[], None]) -> None:
        """Call back once, from this thread, when there is room; at once when there is now."""
        with self._came:
            if self.full:
                self._drained.append(callback)
                return
        callback()

    def do_between(self, act: Callable[[], None], item: Item) -> None:
        """Do something in this thread between two transactions, soon after `item` is written."""
        self._between.append(act)
        self.put(item)

    def flush(self) -> None:
        """Wait until all that was queued so far is committed, or cannot be."""
        with self._went:
            until = self._put
            self._flushing += 1
            self._hurry.set()
            while self._written < until and not self._stuck and self.is_alive():
                self._went.wait(_RETRY_S)
            self._flushing -= 1
            if not self._flushing and not self._ending:
                self._hurry.clear()

    def stop(self) -> None:
        """Write what is queued and end."""
        with self._came:
            self._ending = True
            self._hurry.set()
            self._came.notify()
        self.join()

    def run(self) -> None:
        """Write until stopped."""
        try:
            while (batch := self._next_batch()) is not None:
                if batch:
                    self._write(batch)
                    self._done(batch)
                self._come_back()
                while self._between:
                    self._between.popleft()()
                self._destination.tidy()
                if not self._is_busy(batch):
                    self._hurry.wait(_PACE_S)
        except BaseException:
            self._stuck = True
            self._failed("The capture cannot be written any more because of a fault in this program.")
            raise
        self._come_back(whole=True)

    def _next_batch(self) -> list[Item] | None:
        """Wait for something to do: a batch, none while rows are in memory only, None at the end."""
        with self._came:
            if not self._queue and not self._ending and not self._destination.moving:
                self._idle = True
                self._came.wait(_RETRY_S if self._destination.away else None)
                self._idle = False
            if self._ending and not self._queue:
                return None
            return self._take_batch()

    def _take_batch(self) -> list[Item]:
        most = _MOVING_BATCH_FRAMES if self._destination.moving else _BATCH_FRAMES
        batch: list[Item] = []
        frames = size = 0
        while self._queue and frames < most and size < _BATCH_BYTES:
            item = self._queue.popleft()
            batch.append(item)
            frames += item.weight
            size += item.size
        return batch

    def _write(self, batch: list[Item]) -> None:
        """Write a batch, and wait for room as long as it takes when there is no place for it."""
        while not self.lost_because:  # once frames are lost, later ones would get their ids
            try:
                self._destination.write(batch)
            except apsw.Error as error:
                if not self._wait_for_room(error):
                    self.lost_because = why(error)
            else:
                self._stuck = False
                self._committed(self._destination.last_id)
                return
        self.lost_frames += sum(item.weight for item in batch if isinstance(item, Rows))

    def _wait_for_room(self, error: apsw.Error) -> bool:
        """Keep the batch, and so the queue full and the connections waiting; False at the end."""
        if not self._stuck:
            self._failed(
                f"The capture in memory takes no more, for {why(error)}: connections wait until there is "
                "room again."
            )
        with self._went:
            self._stuck = True
            self._went.notify_all()
            if not self._ending:
                self._came.wait(_RETRY_S)
            ending = self._ending
        return self._come_back(whole=True) or not ending

    def _come_back(self, *, whole: bool = False) -> bool:
        """Move rows from memory to the file, if there are any; tells whether the last one went."""
        was_away = self._destination.away
        more = self._destination.come_back(at_once=whole)
        while whole and more:
            more = self._destination.come_back(at_once=True)
        came_back = was_away and not self._destination.away
        if came_back:
            self._committed(self._destination.last_id)
        return came_back

    def _done(self, batch: list[Item]) -> None:
        with self._went:
            self._written += len(batch)
            self._frames -= sum(item.weight for item in batch)
            self._bytes -= sum(item.size for item in batch)
            drained, self._drained = ([], self._drained) if self.full else (self._drained, [])
            self._went.notify_all()
        for callback in drained:
            callback()

    def _is_busy(self, batch: list[Item]) -> bool:
        return (
            self._destination.moving
            or sum(item.weight for item in batch) >= _BUSY
            or sum(item.size for item in batch) >= _BATCH_BYTES
        )
