"""Where batches go: to the file, and to memory while the file cannot be written."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import apsw

from inspector.capture import moving
from inspector.capture.batch import IdsTakenError, write_batch
from inspector.capture.database import Database
from inspector.capture.file_database import FileDatabase
from inspector.capture.items import Item, Statement
from inspector.capture.memory_database import MemoryDatabase
from inspector.capture.parts import Part, Parts, Span
from inspector.capture.reasons import why

RETRY_S = 2.0


class Destination:
    """Writes batches, in the writer's thread only; `last_id` is the last frame written.

    `failed` hears one sentence when writing to the file fails. What follows is in memory from then on,
    and `come_back` moves it to the file as soon as that works again.
    """

    def __init__(
        self, database: Database, parts: Parts, last_id: int, last_note: int, failed: Callable[[str], None]
    ) -> None:
        self.last_id = last_id
        self._last_note = last_note
        self._database = database
        self._parts = parts
        self._failed = failed
        self._memory: MemoryDatabase | None = None
        self._moved = Span()
        self._moved_notes = Span()
        self._retry_at = 0.0
        self.reason = ""
        """Why the file could not be written when that was last tried."""

    @property
    def away(self) -> bool:
        """Rows are in memory that belong into the file."""
        return self._memory is not None

    @property
    def moving(self) -> bool:
        """The file takes rows again, and some are still in memory."""
        return self._memory is not None and not self.reason

    @property
    def frames_away(self) -> int:
        """How many frames are in memory that belong into the file."""
        return 0 if self._memory is None else self.last_id - self._moved.last

    def write(self, batch: Sequence[Item]) -> None:
        """Write a batch whole. Raises `apsw.Error` where there is no place left for it."""
        if self._memory is None:
            try:
                self._write_to(self._database, batch)
            except (apsw.Error, IdsTakenError) as error:
                if not isinstance(self._database, FileDatabase):
                    raise
                self._go_to_memory(error)
            else:
                return
        assert self._memory is not None
        self._write_to(self._memory, batch)

    def come_back(self, *, at_once: bool = False) -> bool:
        """Move some rows from memory to the file; tells whether there may be more to move now."""
        if self._memory is None or (time.monotonic() < self._retry_at and not at_once):
            return False
        try:
            self._move_some()
        except (apsw.Error, IdsTakenError) as error:
            self.reason = why(error)
            self._retry_at = time.monotonic() + RETRY_S
            return False
        self.reason = ""
        return self.away

    def tidy(self) -> None:
        """Do what need not be done before readers hear of a batch."""
        if isinstance(self._database, FileDatabase) and self._memory is None:
            self._database.tidy()

    def go_on_in(self, database: FileDatabase) -> None:
        """Write to another file from now on, a copy of this one made a moment ago. Raises `apsw.Error`.

        What came since that copy goes there first.
        """
        if self._memory is not None:
            raise apsw.FullError(self.reason)
        with database.writing() as target:
            self._catch_up(target)
        before, self._database = self._database, database
        self._show()
        with before.writing() as source:
            source.execute("UPDATE property SET value = 0 WHERE name = 'open'")

    def _catch_up(self, target: apsw.Connection) -> None:
        last, last_note = moving.last_ids(target)
        moving.copy_frames(self._database, target, last)
        with self._database.reading() as source:
            rest = moving.read_rest(source, last_note)
        target.execute("DELETE FROM bookmark")  # some may have been removed since
        moving.write_rest(target, rest)

    def _write_to(self, database: Database, batch: Sequence[Item]) -> None:
        with database.writing() as connection:
            self.last_id = write_batch(connection, batch, self.last_id)
        self._last_note += sum(1 for item in batch if isinstance(item, Statement) and item.adds_note)

    def _go_to_memory(self, error: Exception) -> None:
        self.reason = why(error)
        self._retry_at = time.monotonic() + RETRY_S
        self._moved, self._moved_notes = Span(last=self.last_id), Span(last=self._last_note)
        self._memory = MemoryDatabase(self._database.name)
        with self._memory.writing() as connection:
            # SQLite counts on from the largest id there is.
            moving.set_last_ids(connection, self.last_id, self._last_note)
        self._show()
        self._failed(
            f"{self._database.name} cannot be written any more, for {self.reason}: what came before is in "
            "the file, and what follows is kept in memory until the file can be written again."
        )

    def _move_some(self) -> None:
        assert self._memory is not None
        with self._memory.writing() as source:
            rows = moving.read_frames(source, self._moved.last)
            rest = None if rows else moving.read_rest(source, self._moved_notes.last)
        with self._database.writing() as target:
            if rest is None:
                moving.write_frames(target, rows)
                self._moved = Span(last=rows[-1][0])
            else:
                moving.write_rest(target, rest)
                self._memory = None
        self._show()

    def _show(self) -> None:
        """Tell readers where the rows are."""
        if self._memory is None:
            self._parts.now = (Part(self._database),)
        else:
            self._parts.now = (
                Part(self._database, self._moved, self._moved_notes),
                Part(self._memory, Span(self._moved.last), Span(self._moved_notes.last)),
            )
