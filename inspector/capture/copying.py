"""Copies a capture, also while it is written, into a file of its own."""

from __future__ import annotations

import os
from pathlib import Path

import apsw

from inspector.capture import moving
from inspector.capture.file_database import FileDatabase
from inspector.capture.parts import Part
from inspector.capture.reasons import what_to_do, why
from inspector.capture.records import CaptureError


def save_copy(parts: tuple[Part, ...], path: Path) -> None:
    """Copy the parts of a capture into the file `path`, replacing it. Raises `CaptureError`.

    The copy is made beside it first, so that a file which is there already is lost only to a whole copy.
    """
    source = parts[0].database
    if isinstance(source, FileDatabase) and path.resolve() == source.path:
        raise CaptureError(f"{path} is the capture itself: choose another name.")
    made = path.with_name(f"{path.name}.part")
    try:
        made.unlink(missing_ok=True)
        os.close(os.open(made, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            _fill(made, parts)
            made.replace(path)
        finally:
            for ending in ("", "-journal", "-wal", "-shm"):  # what a failure leaves
                made.with_name(made.name + ending).unlink(missing_ok=True)
    except OSError as error:
        raise CaptureError(f"{path} cannot be written ({error.strerror}): choose another place.") from error
    except apsw.Error as error:
        raise CaptureError(f"{path} cannot be written, for {why(error)}: {what_to_do(error)}.") from error


def _fill(path: Path, parts: tuple[Part, ...]) -> None:
    target = apsw.Connection(str(path.resolve()), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        with parts[0].database.reading() as source, target.backup("main", source, "main") as backup:
            backup.step(-1)
        target.pragma("journal_mode", "delete")
        for part in parts[1:]:
            _add_memory(target, part)
        target.execute("UPDATE property SET value = 0 WHERE name = 'open'")
    finally:
        target.close(True)


def _add_memory(target: apsw.Connection, part: Part) -> None:
    """Add what is in memory only. Rows may have moved to the file meanwhile: those are there already."""
    last, last_note = moving.last_ids(target)
    moving.copy_frames(part.database, target, max(part.frames.after, last))
    with part.database.reading() as source:
        rest = moving.read_rest(source, max(part.notes.after, last_note))
    moving.write_rest(target, rest)
