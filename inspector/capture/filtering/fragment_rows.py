"""Reads which frames are fragments, and of which message a fragment is."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from inspector.capture.filtering.fragments import WHOLE, Assembly, Fragment, Piece
from inspector.capture.filtering.interrupting import Interrupt

if TYPE_CHECKING:
    from inspector.capture.store import Capture

REACH = 50_000
"""Frames before and after one among which the rest of its message is looked for: some milliseconds."""
_SAME = "AND ifnull(connection_id, 0) = :connection AND (ifnull(direction, 0) <> 0) = :direction"
_DATA = "(head & 15) <= 2"
_FIRST, _LAST = "(head & 15) > 0", "(head >= 128 OR (head & 15) > 0)"


class FragmentRows:
    """Reads fragments of a capture, many with each statement.

    Every method raises `CaptureError` and `CancelledError`.
    """

    def __init__(self, capture: Capture, interrupt: Interrupt, most_bytes: int | None = None) -> None:
        self._capture = capture
        self._most_bytes = most_bytes
        self._interrupt = interrupt

    def between(self, after: int, last: int, connection_id: int | None = None) -> list[Fragment]:
        """Give the fragments after an id up to another, of one connection or of all."""
        same = "" if connection_id is None else "AND ifnull(connection_id, 0) = :connection"
        return self._read(after, last, same, {"connection": connection_id or 0})

    def pieces_of(
        self, fragments: Sequence[Fragment], asked: Container[int], reach: int = REACH
    ) -> list[Piece]:
        """Give the messages that some of these are fragments of, or the pieces of them that they are in."""
        found = [piece for piece in self._whole(fragments) if any(one in asked for one in piece.ids)]
        known = {frame_id for piece in found for frame_id in piece.ids}
        for fragment in fragments:
            if fragment.id in asked and fragment.id not in known:
                pieces = self._pieces_of(fragment, asked, reach)
                known.update(frame_id for piece in pieces for frame_id in piece.ids)
                found += pieces
        return found

    def _whole(self, fragments: Sequence[Fragment]) -> Iterator[Piece]:
        """Give the messages that are among these from their first frame to their last, with none between."""
        heads = {one.id: one.head for one in fragments}
        for piece in Assembly(self._most_bytes).take(fragments):
            first, last = piece.ids[0], piece.ids[-1]
            if heads[first] & 15 and heads[last] & 0x80 and last - first + 1 == len(piece.ids):
                yield piece

    def _pieces_of(self, fragment: Fragment, asked: Container[int], reach: int) -> list[Piece]:
        if fragment.head & 15 > 2:
            return [Piece(fragment.head, fragment)]
        same = {"connection": fragment.connection_id, "direction": fragment.direction}
        first = self._first(fragment, reach, same)
        last = self._last(fragment, reach, same)
        assembly = Assembly(self._most_bytes)
        pieces = list(assembly.take(self._read(first - 1, last, f"{_SAME} AND {_DATA}", same)))
        pieces += assembly.unfinished()
        return [piece for piece in pieces if any(one in asked for one in piece.ids)]

    def _first(self, fragment: Fragment, reach: int, same: dict[str, int]) -> int:
        """Tell with which frame a message begins, as far as that is in reach."""
        if fragment.head & 15:
            return fragment.id
        far = fragment.id - 1 - reach
        found = self._next(f"{_FIRST} ORDER BY id DESC", far, fragment.id - 1, same)
        if found is None:
            return far + 1
        begun, head = found
        return begun if head < WHOLE else begun + 1  # a whole message: what follows it lacks its beginning

    def _last(self, fragment: Fragment, reach: int, same: dict[str, int]) -> int:
        if fragment.head & 0x80:
            return fragment.id
        found = self._next(f"{_LAST} ORDER BY id", fragment.id, fragment.id + reach, same)
        if found is None:
            return fragment.id + reach
        ended, head = found
        return ended - 1 if head & 15 else ended  # another message: this one was never finished

    def _next(self, asked: str, after: int, last: int, same: dict[str, int]) -> tuple[int, int] | None:
        """Give the id and the first byte of the nearest data frame of a direction that is as asked."""
        sql = f"""SELECT id, head FROM frame WHERE id > :after AND id <= :last {_SAME} AND {_DATA}
            AND {asked} LIMIT 1"""
        parts = self._capture.parts
        for part in reversed(parts) if "DESC" in asked else parts:
            values = same | {"after": max(after, part.frames.after), "last": min(last, part.frames.last)}
            with part.database.reading() as connection, self._interrupt.during(connection):
                row = connection.execute(sql, values).fetchone()
            if row is not None:
                return int(row[0]), int(row[1])
        return None

    def _read(self, after: int, last: int, which: str, values: dict[str, int]) -> list[Fragment]:
        sql = f"""SELECT group_concat(id), group_concat(head), group_concat(connection),
                group_concat(direction), group_concat(length)
            FROM (SELECT id, CAST(head AS INTEGER) AS head,
                    CAST(ifnull(connection_id, 0) AS INTEGER) AS connection,
                    ifnull(direction, 0) <> 0 AS direction, ifnull(octet_length(payload), 0) AS length
                FROM frame WHERE id > :after AND id <= :last AND head < {WHOLE} {which} ORDER BY id)"""
        found: list[Fragment] = []
        for part in self._capture.parts:
            span = {"after": max(after, part.frames.after), "last": min(last, part.frames.last)}
            with part.database.reading() as connection, self._interrupt.during(connection):
                row: tuple[Any, ...] = connection.execute(sql, values | span).fetchall()[0]
            if row[0]:
                columns = (map(int, column.split(",")) for column in row)
                found.extend(map(Fragment, *columns))
        return found
