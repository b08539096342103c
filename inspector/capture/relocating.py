"""Lets a capture that is being written go on in another file."""

from __future__ import annotations

import threading
import time

import apsw

from inspector.capture.batch import IdsTakenError
from inspector.capture.database import Database
from inspector.capture.destination import Destination
from inspector.capture.file_database import FileDatabase
from inspector.capture.items import Statement
from inspector.capture.reasons import what_to_do, why
from inspector.capture.records import CaptureError
from inspector.capture.writer import Writer

_LOOK_S = 0.2
_GRACE_S = 1.0
"""So long a reader may take between looking where the rows are and reading them."""


def go_on_in(writer: Writer, destination: Destination, database: FileDatabase, mark: Statement) -> None:
    """Let the writer go on in another file, and wait until it does. Raises `CaptureError`."""
    outcome: list[Exception | None] = []
    done = threading.Event()

    def switch() -> None:
        try:
            destination.go_on_in(database)
            outcome.append(None)
        except (apsw.Error, IdsTakenError, CaptureError) as error:
            outcome.append(error)
        finally:
            done.set()

    writer.do_between(switch, mark)
    while not done.wait(_LOOK_S):
        if not writer.is_alive():
            break
    error = outcome[0] if outcome else None
    if isinstance(error, CaptureError):
        raise error
    if error is not None or not outcome:
        reason = f", for {why(error)}: {what_to_do(error)}" if error else ": the capture was closed meanwhile"
        told = f"The capture goes on where it was; {database.name} is a copy of it"
        raise CaptureError(f"{told}{reason}.") from error


def leave(database: Database) -> None:
    """Close a database that nobody writes to any more, when its last reader has let go of it."""
    time.sleep(_GRACE_S)
    database.close()
