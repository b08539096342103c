"""One capture: a SQLite file that is written live and can be read at the same time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from inspector.capture import copying, counting, opening, relocating, schema
from inspector.capture.bookmarks import Bookmarks
from inspector.capture.capture_reader import CaptureReader
from inspector.capture.capture_writer import CaptureWriter, put_all
from inspector.capture.cleared import Cleared
from inspector.capture.contents import last_frame, last_note, read_connections
from inspector.capture.database import Database
from inspector.capture.destination import Destination
from inspector.capture.file_database import FileDatabase
from inspector.capture.items import Statement, statement
from inspector.capture.ledger import Ledger
from inspector.capture.lock import FileLock
from inspector.capture.memory_database import MemoryDatabase
from inspector.capture.parts import Parts
from inspector.capture.records import CaptureError, ConnectionRecord
from inspector.capture.writer import Writer

_MARK = "INSERT OR REPLACE INTO property(name, value) VALUES ('open', ?)"
_NOT_CLOSED_CLEANLY = (
    "This capture was not closed cleanly: the program that wrote it ended early, and up to the last "
    "quarter of a second may be missing."
)


class Capture(CaptureWriter, CaptureReader):
    """The only memory of what happened.

    Writing is for one thread and never blocks; reading is for any thread and sees what is committed.
    Make one with `create` or `open`.
    """

    _ledger: Ledger

    def __init__(self, path: Path | None, database: Database, *, count_late: bool = False) -> None:
        self.path = path
        self.problem: str | None = None
        """Why later frames are not in the file, in one sentence; None while all goes there."""
        self.on_problem: Callable[[str], None] | None = None
        """Hears the same sentence, from the writer's thread."""
        self.change_count = 0
        """Rises with each commit of any kind."""
        self.read_only = isinstance(database, FileDatabase) and database.read_only
        """Nothing can be appended."""
        self._database = database
        CaptureReader.__init__(self, Parts(database), last_frame(database))
        counts, self._late_count = counting.known_counts(
            database, self.last_id, self._counted if count_late else None
        )
        CaptureWriter.__init__(self, Ledger(read_connections(database), counts), self.last_id)
        self._first_own = self._ledger.next_id
        self.bookmarks = Bookmarks(database, self._marking_queue)
        self.cleared = Cleared(database)
        self._lost_frames = 0
        self.closed_cleanly = True
        """As found when it was opened; also when another program is writing it now."""
        self._destination = Destination(
            database, self._parts, self.last_id, last_note(database), self._failed
        )
        self._writer = None if self.read_only else Writer(self._destination, self._committed, self._failed)

    @classmethod
    def create(cls, path: Path | None) -> Capture:
        """Make a capture in a new file of mode 0600, or in memory. Raises `CaptureError`."""
        if path is None:
            return cls._begun(None, MemoryDatabase())
        return cls._begun(path, opening.create_database(path))

    @classmethod
    def open_or_create(cls, path: Path, *, count_late: bool = False) -> Capture:
        """Go on with the capture in a file, or make it where there is nothing. Raises `CaptureError`."""
        if opening.is_empty_file(path):
            return cls._begun(path, opening.create_database(path, in_empty=True))
        return cls.open(path, count_late=count_late) if path.exists() else cls.create(path)

    @classmethod
    def _begun(cls, path: Path | None, database: Database) -> Capture:
        capture = cls(path, database)
        capture._begin()
        return capture

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, count_late: bool = False) -> Capture:
        """Open a capture to read it and, unless `read_only`, to go on with it. Raises `CaptureError`.

        Where the file does not say how many frames its connections have, for it was not closed cleanly,
        `count_late` gives it back at once: `frame_counts` grow while they are counted in a thread.
        """
        database = opening.open_database(path, read_only=read_only)
        try:
            capture = cls(path, database, count_late=count_late)
            with database.reading() as connection:
                marked = schema.open_mark(connection)
        except CaptureError:
            database.close()
            raise
        capture.closed_cleanly = not marked or (database.read_only and FileLock(path).is_held())
        capture._begin()
        return capture

    # Writing.

    @property
    def full(self) -> bool:
        """The queue to the writer is full: stop reading until `on_drained` calls back."""
        return self._writer is not None and self._writer.full

    def _queue(self) -> Writer:
        if self._writer is None:
            told = "is open for reading only: record into another capture"
            raise CaptureError(f"{self.path or 'The capture'} {told if self.read_only else 'is closed'}.")
        return self._writer

    def clear(self) -> int:
        """Hide all frames so far and the connections that are over; tells how many frames are hidden.

        Nothing is removed. It lasts, unless the capture is open for reading only. To be called in the
        thread that appends; where the frames are still being counted, it waits for that.
        """
        if self._late_count is not None:
            self._late_count.join()
        records = self._ledger.records()
        over = [one.id for one in records if one.closed_ns is not None or one.id < self._first_own]
        statements = self.cleared.clear(self._next_frame_id - 1, over, self._ledger.frame_counts())
        self._keep_cleared(statements)
        return self.cleared.count

    def undo_clear(self) -> None:
        """Show again all that was cleared."""
        self._keep_cleared(self.cleared.undo())

    def flush(self) -> None:
        """Wait until all that was appended so far is committed, or `problem` says why it cannot be."""
        if self._writer is not None:
            self._writer.flush()

    def save_copy(self, path: Path) -> None:
        """Copy what is captured so far into a file, which opens by itself. Raises `CaptureError`."""
        self.flush()
        copying.save_copy(self._parts.now, path)

    def save_as(self, path: Path) -> None:
        """Copy all into a file and go on in that one; the one before stays as it is. Raises `CaptureError`.

        It takes as long as the copy, and a second more: to be called beside the thread that appends.
        """
        writer = self._queue()
        self.save_copy(path)
        database = opening.open_database(path, read_only=False)
        try:
            relocating.go_on_in(writer, self._destination, database, statement(_MARK, (1,)))
        except CaptureError:
            database.close()
            raise
        before, self._database = self._database, database
        self.path = path
        relocating.leave(before)

    def close(self) -> None:
        """Write what is left, mark the capture as closed cleanly, and close it.

        What is still in memory only goes to the file now if it can; else `problem` says how much is lost.
        """
        counted = self._late_count is None or self._late_count.complete
        if self._late_count is not None:
            self._late_count.cancel()
        if self._writer is not None:
            counts = self._ledger.frame_counts() if counted else None
            self._writer.put(counting.keep_counts(counts, self._next_frame_id - 1))
            self._writer.put(statement(_MARK, (0,)))
            self._writer.stop()
            self._tell_lost(self._writer)
        for part in self._parts.now:
            part.database.close()
        self._writer = None

    # Reading. Every method may raise `CaptureError`.

    def connections(self) -> list[ConnectionRecord]:
        """Give every connection in the order they were opened."""
        return self._ledger.records()

    def connection(self, connection_id: int) -> ConnectionRecord | None:
        """Give one connection."""
        return self._ledger.record(connection_id)

    def frame_counts(self) -> dict[int, tuple[int, int]]:
        """Count the frames of each connection: sent and received."""
        return self._ledger.frame_counts()

    def shown_connections(self) -> list[ConnectionRecord]:
        """Give the connections that were not cleared, in the order they were opened."""
        return self.cleared.shown(self._ledger.records(), self._ledger.frame_counts())

    def shown_counts(self) -> dict[int, tuple[int, int]]:
        """Count the frames of each connection that were not cleared: sent and received."""
        return self.cleared.shown_counts(self._ledger.frame_counts())

    def byte_counts(self) -> tuple[int, int]:
        """Count the payload bytes appended since the capture was opened: sent and received."""
        return self._ledger.byte_counts()

    @property
    def frames_away(self) -> int:
        """How many frames are not in the file where they belong; after `close` they are lost."""
        return self._lost_frames + self._destination.frames_away

    def size_bytes(self) -> int:
        """Give the bytes on disk, those not yet merged included, or in memory where there is no file."""
        return self._database.size_bytes()

    # The rest is how.

    def _counted(self, counts: counting.Counts) -> None:
        self._ledger.set_earlier(counts)

    def _begin(self) -> None:
        if self._late_count is not None:
            self._late_count.start()
        if self._writer is None:
            return
        self._writer.start()
        self._writer.put(statement(_MARK, (1,)))
        if not self.closed_cleanly:
            self.add_note("capture", _NOT_CLOSED_CLEANLY)

    def _marking_queue(self) -> Writer:
        if self.read_only:
            told = "is open for reading only, so that it takes no bookmarks: save a copy and open that"
            raise CaptureError(f"{self.path} {told}.")
        return self._queue()

    def _keep_cleared(self, statements: list[Statement]) -> None:
        if self._writer is not None:
            put_all(self._writer, statements)
        self.change_count += 1

    def _committed(self, last_id: int) -> None:
        self.last_id = last_id
        self.change_count += 1
        if self.problem is not None and not self._destination.away:
            self.problem = None

    def _failed(self, sentence: str) -> None:
        self.problem = sentence
        if self.on_problem is not None:
            self.on_problem(sentence)

    def _tell_lost(self, writer: Writer) -> None:
        self._lost_frames = writer.lost_frames
        lost = self.frames_away
        if lost:
            told = "1 frame is" if lost == 1 else f"{lost} frames are"
            reason = writer.lost_because or self._destination.reason
            self.problem = (
                f"{told} not in {self.path or 'the capture in memory'}, for it could not be written until "
                f"the end: {reason}."
            )
