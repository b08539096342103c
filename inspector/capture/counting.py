"""How many frames each connection has: kept in a file when it is closed, else counted, beside if need be."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from typing import Any

import apsw

from inspector.capture import moving, schema
from inspector.capture.database import Database
from inspector.capture.items import Statement, statement
from inspector.capture.records import CaptureError

Counts = dict[int, list[int]]
"""Frames sent and received, of each connection."""

_KEPT = "frame_counts"
"""JSON: ``{"last": frame id, "counts": {connection id: [sent, received], …}}``."""
_AT_ONCE = 250_000
"""Frames in one step: some 50 ms, after which others are told."""


def _kept_counts(database: Database, last_id: int) -> Counts | None:
    """Give the counts that are kept in a file; None where there are none, or more frames have come since."""
    with database.reading() as connection:
        if not {"name", "value"} <= schema.columns_of(connection, "property"):
            return None
        row = connection.execute("SELECT value FROM property WHERE name = ?", (_KEPT,)).fetchone()
    try:
        kept = json.loads(row[0]) if row else {}
        if int(kept["last"]) != last_id:
            return None
        return {int(key): [int(sent), int(received)] for key, (sent, received) in kept["counts"].items()}
    except (ValueError, TypeError, AttributeError, LookupError):
        return None  # not written by this program: then it is counted


def keep_counts(counts: Mapping[int, tuple[int, int]] | None, last_id: int) -> Statement:
    """Make what keeps the counts of a file whose last frame is this one; None keeps none."""
    kept = "" if counts is None else json.dumps({"last": last_id, "counts": counts})
    return statement(moving.upsert("property"), (_KEPT, kept))


def _count_frames(
    database: Database, last_id: int, counted: Callable[[Counts], bool] = lambda _counts: True
) -> Counts:
    """Count the frames up to an id; `counted` hears the sums so far, and ends it with False."""
    counts: Counts = {}
    after: int | None = None
    while rows := _count_some(database, after, last_id):
        for connection_id, direction, count, _last in rows:
            counts.setdefault(connection_id, [0, 0])[1 if direction else 0] += count
        after = max(row[3] for row in rows)
        if not counted({key: both.copy() for key, both in counts.items()}):
            break
    return counts


def _count_some(database: Database, after: int | None, last_id: int) -> list[tuple[Any, ...]]:
    """Count the next frames: of which connection, which way, how many, and the last one's id."""
    after_id = "" if after is None else f"id > {after} AND"
    sql = (
        "SELECT ifnull(connection_id, 0), direction, count(*), max(id) FROM "
        f"(SELECT id, connection_id, direction FROM frame WHERE {after_id} id <= ? ORDER BY id "
        f"LIMIT {_AT_ONCE}) GROUP BY 1, 2"
    )
    with database.reading() as connection:
        return connection.execute(sql, (last_id,)).fetchall()


def _last_connection(database: Database, last_id: int) -> int:
    """Give the connection of a frame; 0 where it has none."""
    with database.reading() as connection:
        row = connection.execute("SELECT connection_id FROM frame WHERE id = ?", (last_id,)).fetchone()
    return int(row[0] or 0) if row else 0


class LateCount(threading.Thread):
    """Counts the frames up to an id in a thread of its own, and tells `counted` the sums so far."""

    def __init__(self, database: Database, last_id: int, counted: Callable[[Counts], None]) -> None:
        super().__init__(name="count-frames", daemon=True)
        self._database = database
        self._last_id = last_id
        self._counted = counted
        self._cancelled = False
        self.complete = False
        """All are counted."""

    def run(self) -> None:
        """Count until all are counted, or nobody wants to know."""
        try:
            _count_frames(self._database, self._last_id, self._tell)
        except (CaptureError, apsw.Error):
            return  # who reads the frames themselves hears of it
        self.complete = not self._cancelled

    def cancel(self) -> None:
        """End it, and wait until it has: some 50 ms at most."""
        self._cancelled = True
        self.join()

    def _tell(self, counts: Counts) -> bool:
        self._counted(counts)
        return not self._cancelled


def known_counts(
    database: Database, last_id: int, counted: Callable[[Counts], None] | None
) -> tuple[Counts, LateCount | None]:
    """Give the counts of the frames up to an id: those that are kept, else counted now.

    With `counted` they are counted later, and it hears of them; then also gives what has to be started.
    """
    kept = _kept_counts(database, last_id)
    if kept is not None or not last_id:
        return kept or {}, None
    if counted is None:
        return _count_frames(database, last_id), None
    # The next connection must not get the number of one that only its frames tell of.
    return {_last_connection(database, last_id): [0, 0]}, LateCount(database, last_id, counted)
