"""Which rows are where: readers take one look and see each row once."""

from __future__ import annotations

from typing import NamedTuple

from inspector.capture.database import Database

NO_END = 2**63 - 1


class Span(NamedTuple):
    """Ids after the first number, up to the second."""

    after: int = -1
    last: int = NO_END


class Part(NamedTuple):
    """A database, and the rows of it that count."""

    database: Database
    frames: Span = Span()
    notes: Span = Span()


class Parts:
    """The parts in the order of their ids.

    They are replaced as a whole, so that whoever holds the tuple goes on with what it says: rows move
    to the file before the parts say so, and memory goes when nobody holds it any more.
    """

    def __init__(self, database: Database) -> None:
        self.now: tuple[Part, ...] = (Part(database),)

    def database_of(self, frame_id: int) -> Database:
        """Tell where a frame is, if it is anywhere."""
        parts = self.now
        return next(
            (part.database for part in parts if part.frames.after < frame_id <= part.frames.last),
            parts[0].database,
        )
