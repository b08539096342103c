"""Runs a filter over a range of frames, in all parts of a capture.

A whole range is one step of SQL with one row of text as its answer: the thread gives the interpreter away
once, not for each row, so that neither a busy window slows it down nor it the window.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from inspector.capture import schema
from inspector.capture.database import Database
from inspector.capture.filtering.blocks import Values
from inspector.capture.filtering.confirming import Confirming
from inspector.capture.filtering.fragment_rows import FragmentRows
from inspector.capture.filtering.fragments import IS_FRAGMENT, Fragment
from inspector.capture.filtering.interrupting import Interrupt
from inspector.capture.filtering.plan import Plan
from inspector.capture.filtering.supplies import Supplies
from inspector.capture.filtering.whole_frames import saw_whole, whole_through
from inspector.capture.filtering.whole_messages import WholeMessages
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


class Scanned(NamedTuple):
    """What a range of frames has."""

    ids: array[int]
    """Of those that match, ascending; no fragments where a filter asks of payloads."""
    fragments: list[Fragment]
    """All of them where a filter asks of payloads: it is to be asked of their messages."""


class Scanner:
    """Finds the frames that match; for one thread at a time.

    Every method may raise `CaptureError`, `FilterStoppedError` and `CancelledError`.
    """

    def __init__(
        self,
        capture: Capture,
        wanted: Filter,
        connection_id: int | None,
        interrupt: Interrupt,
        most_bytes: int | None = None,
    ) -> None:
        """`most_bytes` are joined of a message around a given frame, 8 MiB unless it is said."""
        self._capture = capture
        self._plan = Plan(wanted.node)
        self._interrupt = interrupt
        self._supplies = Supplies(capture, self._plan.supplies)
        self.needs = self._plan.supplies
        self._values = self._plan.values
        of_connection = "" if connection_id is None else " AND ifnull(f.connection_id,0) = :connection"
        if connection_id is not None:
            self._values = {**self._values, "connection": connection_id}
        span, where = f"f.id > :after AND f.id <= :last{of_connection}", self._plan.where
        self._sql = f"SELECT f.id AS id FROM frame f WHERE {span} AND {where}"
        # The number of a fragment is told from others by a sign.
        self._sql_beside_fragments = (
            f"SELECT CASE WHEN {IS_FRAGMENT} THEN ~f.id ELSE f.id END AS id "
            f"FROM frame f WHERE {span} AND ({IS_FRAGMENT} OR {where})"
        )
        self._node = wanted.node
        self._connection_id = connection_id
        self._fragments = FragmentRows(capture, interrupt, most_bytes)
        self._known: set[Database] = set()
        self._confirming: Confirming | None = None
        if self._plan.confirm is not None:
            wanted_rows = f"{span} AND ({IS_FRAGMENT} OR {where})"
            self._confirming = Confirming(self._plan, self._plan.confirm, wanted_rows, interrupt)

    @cached_property
    def messages(self) -> WholeMessages:
        """Tells of fragments whether they match."""
        return WholeMessages(self._capture, self._node, self.needs, self._interrupt)

    def scan(self, after: int, last: int) -> Scanned:
        """Look at the frames after an id up to another."""
        last_id = self._capture.last_id
        may_be_cut = self._plan.asks_payloads and last > whole_through(self._capture)
        found = array("q")
        supplied = self._supplies.between(after, last)
        seen: list[int] = []
        for part in self._capture.parts:
            first, end = max(after, part.frames.after), min(last, part.frames.last)
            if first < end:
                self._check_encoding(part.database)
                values = {**self._values, **supplied, "after": first, "last": end}
                if self._confirming is None:
                    seen += self._answered(part, values, found, may_be_cut=may_be_cut)
                else:
                    seen += self._confirming.run(part.database, values, found)
        if seen:
            return Scanned(found, self._fragments.between(seen[0] - 1, seen[-1], self._connection_id))
        if may_be_cut and self._connection_id is None:
            saw_whole(self._capture, after, min(last, last_id))
        return Scanned(found, [])

    def matching(self, ids: Sequence[int]) -> list[int]:
        """Give those of some frames that match, in the order they are given."""
        found: set[int] = set()
        asked = set(ids)
        for after, last in _runs(ids):
            ids_found, fragments = self.scan(after, last)
            found.update(ids_found)
            pieces = self._fragments.pieces_of(fragments, asked)
            found |= self.messages.matching(pieces) if pieces else set()
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

    def _answered(self, part: Part, values: Values, found: array[int], *, may_be_cut: bool) -> list[int]:
        """Find what SQL says matches; gives the fragments that are to be asked of their messages."""
        rows = self._sql_beside_fragments if may_be_cut else self._sql
        sql = f"SELECT group_concat(id) FROM ({rows} ORDER BY f.id)"
        with part.database.reading() as connection, self._interrupt.during(connection):
            row = connection.execute(sql, values).fetchall()[0]
        return _parse(row[0], found)


def _runs(ids: Sequence[int]) -> list[tuple[int, int]]:
    """Join ids that are close to each other to ranges: after an id, up to another."""
    runs: list[tuple[int, int]] = []
    for frame_id in sorted(ids):
        if runs and frame_id - runs[-1][1] <= _NEAR:
            runs[-1] = (runs[-1][0], frame_id)
        else:
            runs.append((frame_id - 1, frame_id))
    return runs


def _parse(ids: Any, found: array[int]) -> list[int]:
    """Add numbers to what is found; gives those that are below 0, for they mean fragments."""
    if not ids:
        return []
    numbers = ids.split(",")
    fragments: list[int] = []
    if "-" in ids:
        fragments = [~int(number) for number in numbers if number[0] == "-"]
        numbers = [number for number in numbers if number[0] != "-"]
    for start in range(0, len(numbers), _PARSED_AT_ONCE):
        found.extend(map(int, numbers[start : start + _PARSED_AT_ONCE]))
    return fragments
