"""Runs a filter over a range of frames, in all parts of a capture.

A whole range is one step of SQL with one row of text as its answer: the thread gives the interpreter away
once, not for each row, so that neither a busy window slows it down nor it the window.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from inspector.capture import schema
from inspector.capture.database import Database
from inspector.capture.filtering.blocks import Blocks, Values
from inspector.capture.filtering.errors import FilterStoppedError
from inspector.capture.filtering.interrupting import Interrupt
from inspector.capture.filtering.plan import Plan
from inspector.capture.filtering.supplies import Supplies
from inspector.capture.parts import Part
from inspector.capture.records import CaptureError

if TYPE_CHECKING:
    from inspector.capture.filtering.filter import Filter
    from inspector.capture.store import Capture

_PARSED_AT_ONCE = 8_192
"""Numbers that are read without letting another thread run: about a millisecond."""
_LARGE_AT_ONCE = 16
"""Payloads above 64 KiB in one step, where an index tells which those are."""
_NEAR = 64


class Scanner:
    """Finds the frames that match; for one thread at a time.

    Every method may raise `CaptureError`, `FilterStoppedError` and `CancelledError`.
    """

    def __init__(
        self, capture: Capture, wanted: Filter, connection_id: int | None, interrupt: Interrupt
    ) -> None:
        self._capture = capture
        self._plan = Plan(wanted.node)
        self._interrupt = interrupt
        self._supplies = Supplies(capture, self._plan.supplies)
        self.needs = self._plan.supplies
        self._values = self._plan.values
        self._where = f"f.id > :after AND f.id <= :last AND {self._plan.where}"
        if connection_id is not None:
            self._where += " AND ifnull(f.connection_id,0) = :connection"
            self._values = {**self._values, "connection": connection_id}
        self._known: set[Database] = set()
        self._blocks = Blocks(self._plan, self._where, interrupt)

    def scan(self, after: int, last: int) -> array[int]:
        """Give the ids of matching frames after an id up to another, ascending."""
        found = array("q")
        supplied = self._supplies.between(after, last)
        for part in self._capture.parts:
            first, end = max(after, part.frames.after), min(last, part.frames.last)
            if first < end:
                self._check_encoding(part.database)
                self._scan_part(part, {**self._values, **supplied, "after": first, "last": end}, found)
        return found

    def matching(self, ids: Sequence[int]) -> list[int]:
        """Give those of some frames that match, in the order they are given."""
        found = {frame_id for after, last in _runs(ids) for frame_id in self.scan(after, last)}
        return [frame_id for frame_id in ids if frame_id in found]

    def first_after(self, after: int) -> int | None:
        """Give the first frame after an id, which may be far behind it; None when there is none."""
        sql = "SELECT id FROM frame WHERE id > ? AND id <= ? ORDER BY id LIMIT 1"
        for part in self._capture.parts:
            with part.database.reading() as connection, self._interrupt.during(connection):
                row = connection.execute(sql, (max(after, part.frames.after), part.frames.last)).fetchone()
            if row is not None:
                return int(row[0])
        return None

    def shortened(self, after: int, last: int) -> int:
        """Give an earlier end of a range that has too many large payloads."""
        sql = f"""SELECT id FROM frame INDEXED BY frame_preview WHERE length(payload) > {schema.LARGE}
            AND id > ? AND id <= ? ORDER BY id LIMIT 1 OFFSET {_LARGE_AT_ONCE}"""
        for part in self._capture.parts:
            span = (max(after, part.frames.after), min(last, part.frames.last))
            with part.database.reading() as connection, self._interrupt.during(connection):
                row = connection.execute(sql, span).fetchone() if schema.has_previews(connection) else None
            if row is not None:
                last = min(last, int(row[0]))
        return last

    def _check_encoding(self, database: Database) -> None:
        """Refuse what would find nothing: there, SQLite takes the bytes of a payload for UTF-16."""
        if database in self._known:
            return
        with database.reading() as connection:
            encoding = connection.pragma("encoding")
        if encoding != "UTF-8":
            raise CaptureError(
                f"{database.name} keeps its text as {encoding}, so that no filter can look into it: "
                "export it, and import that into a new capture."
            )
        self._known.add(database)

    def _scan_part(self, part: Part, values: Values, found: array[int]) -> None:
        if self._plan.confirm is None:
            sql = f"SELECT group_concat(id) FROM (SELECT id FROM frame f WHERE {self._where} ORDER BY f.id)"
            with part.database.reading() as connection, self._interrupt.during(connection):
                row = connection.execute(sql, values).fetchall()[0]
            _parse(row[0], found)
            return
        for frame, given in self._blocks.frames(part.database, values):
            self._interrupt.check()
            try:
                if self._plan.confirm(frame, given):
                    found.append(frame.id)
            except FilterStoppedError as error:
                raise FilterStoppedError(f"Frame {frame.id:,}: {error}") from error


def _runs(ids: Sequence[int]) -> list[tuple[int, int]]:
    """Join ids that are close to each other to ranges: after an id, up to another."""
    runs: list[tuple[int, int]] = []
    for frame_id in sorted(ids):
        if runs and frame_id - runs[-1][1] <= _NEAR:
            runs[-1] = (runs[-1][0], frame_id)
        else:
            runs.append((frame_id - 1, frame_id))
    return runs


def _parse(ids: Any, found: array[int]) -> None:
    if ids:
        numbers = ids.split(",")
        for start in range(0, len(numbers), _PARSED_AT_ONCE):
            found.extend(map(int, numbers[start : start + _PARSED_AT_ONCE]))
