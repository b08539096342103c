"""One capture: a SQLite file that is written live and can be read at the same time."""

from __future__ import annotations

import os
import time
import uuid
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from typing import Any

import apsw

from inspector.capture import schema
from inspector.capture.lock import FileLock
from inspector.capture.reader import Reader
from inspector.capture.records import (
    CaptureError,
    ConnectionRecord,
    FrameSummary,
    NoteRecord,
    StoredFrame,
)
from inspector.capture.writer import Rows, Statement, Writer
from inspector.wire.records import FrameRow

_BUSY_MS = 10_000
_payload_of = itemgetter(5)


class Capture:
    """The only memory of what happened.

    Writing is for one thread and never blocks; reading is for any thread and sees what is committed.
    Make one with `create` or `open`.
    """

    def __init__(self, path: Path | None, uri: str, lock: FileLock | None, *, read_only: bool) -> None:
        self.path = path
        self.problem: str | None = None
        """Why later frames are in memory only, in one sentence; None while all goes to the file."""
        self.on_problem: Callable[[str], None] | None = None
        """Hears the same sentence, from the writer's thread."""
        self.change_count = 0
        self.closed_cleanly = True
        self._bytes = [0, 0]
        self._uri = uri
        self._lock = lock
        self._read_only = read_only
        self._writer: Writer | None = None
        self._spill_uri = f"file:/{uuid.uuid4().hex}?vfs=memdb"
        self._reader = Reader(self._connect, self._spill_uri, self._spilled_after)
        self._keeper = self._connect()

    @classmethod
    def create(cls, path: Path | None) -> Capture:
        """Make a capture in a new file of mode 0600, or in memory. Raises `CaptureError`."""
        if path is None:
            capture = cls(None, f"file:/{uuid.uuid4().hex}?vfs=memdb", None, read_only=False)
            schema.make_tables(capture._keeper)
            capture._begin()
            return capture
        _make_file(path)
        try:
            lock = _locked(path)
            capture = cls(path, str(path), lock, read_only=False)
            # Larger pages than SQLite's own: a tenth more frames a second reach the disk.
            capture._keeper.pragma("page_size", 16_384)
            capture._keeper.pragma("journal_mode", "wal")
            schema.make_tables(capture._keeper)
            capture._begin()
        except apsw.Error as error:
            raise CaptureError(f"{path} cannot be written: {_why(error)}.") from error
        return capture

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Capture:
        """Open a capture to read it and, unless `read_only`, to go on with it. Raises `CaptureError`."""
        if path.is_dir():
            raise CaptureError(f"{path} is a folder: choose a capture file.")
        if not path.exists():
            raise CaptureError(f"{path} does not exist: check the name.")
        read_only = read_only or not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK)
        lock = None
        try:
            lock = None if read_only else _locked(path)
            capture = cls(path, str(path), lock, read_only=read_only)
            schema.check_is_capture(capture._keeper, path)
            capture._begin()
        except OSError as error:
            raise CaptureError(f"{path} cannot be read: {error.strerror}.") from error
        except apsw.Error as error:
            raise CaptureError(f"{path} cannot be read: {_why(error)}.") from error
        except CaptureError:
            if lock is not None:
                lock.close()
            raise
        return capture

    # Writing.

    @property
    def full(self) -> bool:
        """The queue to the writer is full: stop reading until `on_drained` calls back."""
        return self._writer is not None and self._writer.full

    def on_drained(self, callback: Callable[[], None]) -> None:
        """Call back once, from the writer's thread, when there is room again."""
        self._needed_writer().on_drained(callback)

    def open_connection(
        self, url: str, *, role: str = "client", peer: str | None = None, opened_ns: int | None = None
    ) -> int:
        """Begin a connection and give its id."""
        connection_id = self._next_connection_id
        self._next_connection_id += 1
        record = ConnectionRecord(connection_id, url, opened_ns or time.time_ns(), role=role, peer=peer)
        self._connections[connection_id] = record
        self._counts[connection_id] = [0, 0]
        self._store(record)
        return connection_id

    def update_connection(self, connection_id: int, **columns: Any) -> None:
        """Change columns of a connection, by the names of `ConnectionRecord`."""
        record = replace(self._connections[connection_id], **columns)
        self._connections[connection_id] = record
        self._store(record)

    def append(self, connection_id: int, rows: list[FrameRow], received: int | None = None) -> int:
        """Append frames of one connection and give the id of the first; the others follow it.

        `received` tells how many of them arrived, where that is known.
        """
        first_id = self._next_frame_id
        self._next_frame_id += len(rows)
        if received is None:
            received = sum(row[1] for row in rows)
        counts = self._counts[connection_id]
        counts[1] += received
        counts[0] += len(rows) - received
        size = sum(map(len, map(_payload_of, rows)))
        self._count_bytes(rows, received, size)
        self._needed_writer().put(Rows(connection_id, rows, size))
        return first_id

    def _count_bytes(self, rows: list[FrameRow], received: int, size: int) -> None:
        if 0 < received < len(rows):
            arrived = sum(len(row[5]) for row in rows if row[1])
        else:
            arrived = size if received else 0
        self._bytes[1] += arrived
        self._bytes[0] += size - arrived

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
        values = (self._next_note_id, time_ns or time.time_ns(), kind, text, section, connection_id, frame_id)
        self._next_note_id += 1
        self._put(f"INSERT INTO {{db}}.note({', '.join(schema.NOTE_COLUMNS)}) VALUES (?,?,?,?,?,?,?)", values)

    def flush(self) -> None:
        """Wait until all that was appended is committed."""
        if self._writer is not None:
            self._writer.flush()

    def save_copy(self, path: Path) -> None:
        """Copy what is captured so far into a new file, which opens by itself. Raises `CaptureError`."""
        self.flush()
        path.unlink(missing_ok=True)
        _make_file(path)
        source = self._connect()
        try:
            target = apsw.Connection(str(path))
            try:
                with target.backup("main", source, "main") as backup:
                    backup.step(-1)
                target.execute("INSERT OR REPLACE INTO property VALUES ('open', 0)")
            finally:
                target.close(True)
        except apsw.Error as error:
            raise CaptureError(f"{path} cannot be written: {_why(error)}.") from error
        finally:
            source.close(True)

    def close(self) -> None:
        """Write what is left, mark the capture as closed cleanly, and close it."""
        if self._writer is not None:
            self._put("INSERT OR REPLACE INTO {db}.property VALUES ('open', 0)", ())
            self._writer.stop()
            self._write_back()
        self._reader.close()
        if self._writer is not None and self.path is not None:
            self._make_single_file()
            self._writer.connection.close(True)
        self._keeper.close(True)
        if self._lock is not None:
            self._lock.close()

    # Reading.

    @property
    def read_only(self) -> bool:
        """Nothing can be appended."""
        return self._read_only

    def connections(self) -> list[ConnectionRecord]:
        """Give every connection in the order they were opened."""
        return list(self._connections.values())

    def connection(self, connection_id: int) -> ConnectionRecord | None:
        """Give one connection."""
        return self._connections.get(connection_id)

    def frame_counts(self) -> dict[int, tuple[int, int]]:
        """Count the frames of each connection: sent and received."""
        return {key: (sent, received) for key, (sent, received) in self._counts.items()}

    def byte_counts(self) -> tuple[int, int]:
        """Count the payload bytes appended since the capture was opened: sent and received."""
        return self._bytes[0], self._bytes[1]

    def summaries(self, first_id: int, last_id: int) -> list[FrameSummary]:
        """Give the frames of a range of ids, both ends included."""
        return self._reader.summaries(first_id, last_id)

    def summaries_of(self, ids: Sequence[int]) -> list[FrameSummary]:
        """Give frames in the order of their ids as asked."""
        return self._reader.summaries_of(ids)

    def frame(self, frame_id: int) -> StoredFrame | None:
        """Give a frame with its whole payload."""
        return self._reader.frame(frame_id)

    def frames(self) -> Iterator[StoredFrame]:
        """Give every frame in order, one at a time, with its whole payload."""
        return self._reader.frames()

    def payload_part(self, frame_id: int, offset: int, length: int) -> bytes:
        """Give a part of a payload without reading the rest."""
        return self._reader.payload_part(frame_id, offset, length)

    def frame_ids(self, connection_id: int, after_id: int = 0) -> array[int]:
        """Give the ids of one connection's frames after an id, ascending."""
        return self._reader.frame_ids(connection_id, after_id)

    def notes(
        self, connection_id: int | None = None, frame_id: int | None = None, after_id: int = 0
    ) -> list[NoteRecord]:
        """Give notes in order, of one connection or frame if asked."""
        return self._reader.notes(connection_id, frame_id, after_id)

    def size_bytes(self) -> int:
        """Give the size on disk, the part not yet merged included; 0 in memory."""
        if self.path is None:
            return 0
        files = (self.path, self.path.with_name(self.path.name + "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    # The rest is how.

    def _begin(self) -> None:
        self._connections = {record.id: record for record in self._reader.connections()}
        self._counts = {key: [0, 0] for key in self._connections} | self._reader.counts()
        self.last_id = self._reader.last_id()
        self._next_frame_id = self.last_id + 1
        self._next_connection_id = max(self._connections, default=0) + 1
        notes = self._reader.notes()
        self._next_note_id = notes[-1].id + 1 if notes else 1
        marked = bool(schema.columns_of(self._keeper, "property"))
        row = (
            self._keeper.execute("SELECT value FROM property WHERE name = 'open'").fetchone()
            if marked
            else None
        )
        self.closed_cleanly = row is None or not row[0]
        if not self._read_only:
            self._start_writer()

    def _is_marked_open(self) -> bool:
        if not schema.columns_of(self._keeper, "property"):
            return False  # made by another program, which knows no such mark
        row = self._keeper.execute("SELECT value FROM property WHERE name = 'open'").fetchone()
        return row is not None and bool(row[0])

    def _start_writer(self) -> None:
        self._complete_tables()
        writer = Writer(
            self._connect(),
            last_id=self.last_id,
            spill_uri=self._spill_uri,
            committed=self._committed,
            failed=self._failed,
        )
        self._writer = writer
        writer.start()
        if not self.closed_cleanly:
            self.add_note(
                "capture",
                "This capture was not closed cleanly: the program that wrote it ended early, and up to the "
                "last quarter of a second may be missing.",
            )
        self._put("INSERT OR REPLACE INTO {db}.property VALUES ('open', 1)", ())

    def _complete_tables(self) -> None:
        """Add what captures of other programs may leave out."""
        keeper = self._keeper
        if self.path is not None:
            keeper.pragma("journal_mode", "wal")
        keeper.execute(
            "CREATE TABLE IF NOT EXISTS property(name TEXT PRIMARY KEY, value);"
            "CREATE TABLE IF NOT EXISTS endpoint(connection_id INTEGER PRIMARY KEY, role, peer, timings);"
            "CREATE TABLE IF NOT EXISTS note(id INTEGER PRIMARY KEY)"
        )
        present = schema.columns_of(keeper, "note")
        for name in schema.NOTE_COLUMNS:
            if name not in present:
                keeper.execute(f"ALTER TABLE note ADD COLUMN {name}")

    def _store(self, record: ConnectionRecord) -> None:
        for table, names in (
            ("connection", schema.CONNECTION_COLUMNS),
            ("endpoint", schema.ENDPOINT_COLUMNS),
        ):
            values = tuple(getattr(record, name) for name in names)
            if table == "endpoint":
                names, values = ("connection_id", *names), (record.id, *values)
            marks = ",".join("?" * len(names))
            self._put(f"INSERT OR REPLACE INTO {{db}}.{table}({', '.join(names)}) VALUES ({marks})", values)

    def _put(self, sql: str, values: tuple[object, ...]) -> None:
        self._needed_writer().put(Statement(sql, values))

    def _needed_writer(self) -> Writer:
        if self._writer is None:
            raise CaptureError(f"{self.path} is open for reading only: record into another capture.")
        return self._writer

    def _committed(self, last_id: int) -> None:
        self.last_id = last_id
        self.change_count += 1

    def _failed(self, error: apsw.Error) -> None:
        self.problem = (
            f"{self.path or 'The capture in memory'} cannot be written any more: {_why(error)}. What came "
            "before is in the file; what follows is kept in memory until there is room."
        )
        if self.on_problem is not None:
            self.on_problem(self.problem)

    def _spilled_after(self) -> int | None:
        return None if self._writer is None else self._writer.spilled_after

    def _write_back(self) -> None:
        """Try once more to bring the part in memory into the file."""
        assert self._writer is not None
        if self._writer.spilled_after is None:
            return
        lost = self._writer.spilled_frames
        try:
            self._writer.move_back()
            for record in self._connections.values():
                for sql, values in _statements_of(record):
                    self._writer.connection.execute(sql.format(db="main"), values)
            self._writer.connection.execute("INSERT OR REPLACE INTO main.property VALUES ('open', 0)")
            self.problem = None
        except apsw.Error as error:
            self.problem = f"{lost} frames could not be written to {self.path}: {_why(error)}."

    def _make_single_file(self) -> None:
        """Merge the write-ahead log, so that the capture is one file that can be copied."""
        try:
            self._keeper.pragma("wal_checkpoint", "truncate")
        except apsw.Error:
            return  # SQLite merges it when the file is opened next

    def _connect(self) -> apsw.Connection:
        flags = apsw.SQLITE_OPEN_URI
        uri = self._uri
        if self._read_only:
            flags |= apsw.SQLITE_OPEN_READONLY
        else:
            flags |= apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if self.path is None else 0)
        connection = apsw.Connection(uri, flags=flags)
        connection.set_busy_timeout(_BUSY_MS)
        connection.pragma("synchronous", "normal")
        connection.pragma("wal_autocheckpoint", 2000)
        return connection


def _statements_of(record: ConnectionRecord) -> list[tuple[str, tuple[object, ...]]]:
    """Give what stores a connection: the contract's columns, and those only this program has."""
    columns = {"connection": schema.CONNECTION_COLUMNS, "endpoint": schema.ENDPOINT_COLUMNS}
    statements = []
    for table, names in columns.items():
        values = tuple(getattr(record, name) for name in names)
        if table == "endpoint":
            names, values = ("connection_id", *names), (record.id, *values)
        marks = ",".join("?" * len(names))
        sql = f"INSERT OR REPLACE INTO {{db}}.{table}({', '.join(names)}) VALUES ({marks})"
        statements.append((sql, values))
    return statements


def _make_file(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as error:
        told = (
            "is a folder: choose a file name" if path.is_dir() else "exists: choose another name, or open it"
        )
        raise CaptureError(f"{path} {told}.") from error
    except FileNotFoundError as error:
        raise CaptureError(f"The folder {path.parent} does not exist: make it, or choose another.") from error
    except PermissionError as error:
        raise CaptureError(f"{path.parent} cannot be written to: choose another folder.") from error
    except OSError as error:
        raise CaptureError(f"{path} cannot be made: {error.strerror}. Choose another place.") from error


def _locked(path: Path) -> FileLock:
    lock = FileLock(path)
    if not lock.acquire():
        lock.close()
        raise CaptureError(f"{path} is in use by another program: close it there, or choose another file.")
    return lock


def _why(error: apsw.Error) -> str:
    """Say in plain words why SQLite could not do it."""
    if isinstance(error, apsw.FullError):
        return "the disk is full"
    if isinstance(error, apsw.ReadOnlyError | apsw.CantOpenError | apsw.PermissionsError):
        return "the file or its folder is read-only"
    if isinstance(error, apsw.BusyError | apsw.LockedError):
        return "another program holds it locked"
    if isinstance(error, apsw.CorruptError | apsw.NotADBError):
        return "the file is damaged or not a capture"
    return str(error)
