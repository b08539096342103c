"""Makes and opens the database of a capture; what is in the way is said in one sentence."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import apsw

from inspector.capture import schema
from inspector.capture.file_database import FileDatabase, is_writable
from inspector.capture.lock import FileLock
from inspector.capture.reasons import what_to_do, why
from inspector.capture.records import CaptureError
from inspector.capture.row_check import check_rows


def is_empty_file(path: Path) -> bool:
    """Tell whether there is a file with nothing in it that a capture may be made of."""
    try:
        return path.is_file() and path.stat().st_size == 0 and os.access(path, os.W_OK)
    except OSError:
        return False


def create_database(path: Path, *, in_empty: bool = False) -> FileDatabase:
    """Make an empty capture of mode 0600 and lock it. Raises `CaptureError`, and leaves nothing behind then.

    The file must not exist, except an empty one where that is to be used.
    """
    lock = None
    if not in_empty:
        _make_file(path)
    try:
        lock = _locked(path)
        if in_empty:
            path.chmod(0o600)
        database = FileDatabase(path, read_only=False)
        try:
            schema.make_tables(database.open_for_writing())
        except BaseException:
            database.close()
            raise
    except (apsw.Error, OSError, CaptureError) as error:
        for ending in ("-wal", "-shm", "-journal") if in_empty else ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        if lock is not None:
            lock.release()
        if isinstance(error, CaptureError):
            raise
        told = f"{path} cannot be written, for {why(error)}: {what_to_do(error)}, or choose another place."
        raise CaptureError(told) from error
    database.hold(lock)
    return database


def open_database(path: Path, *, read_only: bool) -> FileDatabase:
    """Open a capture, also one that others made. Raises `CaptureError`.

    It is read only when asked for, or when the file or its folder cannot be written; else it is locked.
    """
    _check_file(path)
    if read_only or not is_writable(path) or not is_writable(path.parent):
        return _opened(path, read_only=True)
    lock = _locked(path)
    try:
        database = _opened(path, read_only=False)
    except BaseException:
        lock.release()
        raise
    database.hold(lock)
    return database


def _opened(path: Path, *, read_only: bool) -> FileDatabase:
    database = FileDatabase(path, read_only=read_only)
    try:
        with database.reading() as connection:
            try:
                schema.check_is_capture(connection, path)
                if schema.open_mark(connection) is None:
                    check_rows(connection, path)
            except apsw.NotADBError as error:
                told = f"{path} is not a capture: choose a file that this program recorded."
                raise CaptureError(told) from error
        if not read_only:
            schema.complete_tables(database.open_for_writing())
    except apsw.Error as error:
        database.close()
        raise CaptureError(f"{path} cannot be written, for {why(error)}: {what_to_do(error)}.") from error
    except BaseException:
        database.close()
        raise
    return database


def _check_file(path: Path) -> None:
    try:
        os.fsencode(path).decode()
        if path.is_dir():
            raise CaptureError(f"{path} is a folder: choose a capture file.")
        if not path.exists():
            raise CaptureError(f"{path} does not exist: check the name.")
        if not path.is_file():
            raise CaptureError(f"{path} is not a file: choose a capture file.")
        if not os.access(path, os.R_OK):
            raise CaptureError(f"{path} may not be read: ask its owner, or choose another file.")
        if path.stat().st_size == 0:
            raise CaptureError(f"{path} is empty: choose a capture that this program recorded.")
    except UnicodeDecodeError as error:
        raise CaptureError(f"{str(path)!a} is not UTF-8: rename the file.") from error
    except OSError as error:
        raise CaptureError(f"{path} cannot be read ({error.strerror}): check the name.") from error


def _make_file(path: Path) -> None:
    try:
        os.fsencode(path).decode()
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except UnicodeDecodeError as error:
        raise CaptureError(f"{str(path)!a} is not UTF-8: choose another name.") from error
    except FileExistsError as error:
        told = "is a folder: choose a file name"
        if not path.is_dir():
            told = "exists: choose another name, or open it"
        raise CaptureError(f"{path} {told}.") from error
    except FileNotFoundError as error:
        raise CaptureError(f"The folder {path.parent} does not exist: make it, or choose another.") from error
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise CaptureError(f"{path.parent} cannot be written to: choose another folder.") from error
        raise CaptureError(f"{path} cannot be made ({error.strerror}): choose another place.") from error


def _locked(path: Path) -> FileLock:
    lock = FileLock(path)
    try:
        acquired = lock.acquire()
    except OSError as error:
        raise CaptureError(
            f"{path} cannot be locked ({error.strerror}): choose another place for it."
        ) from error
    if not acquired:
        raise CaptureError(f"{path} is in use by another program: close it there, or choose another file.")
    return lock
