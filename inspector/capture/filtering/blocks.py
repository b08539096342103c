"""Reads frames with their payloads for a question that SQL cannot answer: many in one step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from inspector.capture.database import Database
from inspector.capture.filtering.binding import SqlValue
from inspector.capture.filtering.fragments import IS_FRAGMENT
from inspector.capture.filtering.interrupting import Interrupt
from inspector.capture.filtering.plan import Plan
from inspector.capture.rows import as_bytes
from inspector.wire.records import HTTP

Values = dict[str, SqlValue]

_ROWS = 2_048
_LONG = 16_384
"""Payloads above this are read one at a time: a block has 32 MB at most."""
_IS_FRAGMENT = f"ifnull({IS_FRAGMENT},0)"
_SHORT = f"ifnull(octet_length(f.payload), 0) <= {_LONG}"
LONG_KIND, SHORT_KIND, FRAGMENT_KIND = range(3)
_NUMBERS = 3


class Block(NamedTuple):
    """What was read of some frames, each list in the same order."""

    ids: list[int]
    heads: list[int]
    kinds: list[int]
    """Only of short ones there are texts; of fragments nothing else counts."""
    answers: list[str]
    texts: list[Sequence[bytes | None]]
    """Payloads, then each of the values that the plan extracts."""


class Blocks:
    """Reads with the SQL of one plan. Everything raises `CaptureError` and `CancelledError`."""

    def __init__(self, plan: Plan, where: str, interrupt: Interrupt) -> None:
        self._interrupt = interrupt
        is_enough = plan.search is not None and plan.search[0]
        texts = ["NULL" if is_enough else "f.payload", *plan.extracts]
        inner = "".join(
            f", CASE WHEN {_SHORT} AND NOT {_IS_FRAGMENT} THEN {text} END AS text{place}"
            for place, text in enumerate(texts)
        )
        # Texts of any bytes stand one behind the other; their lengths tell where each ends.
        outer = "".join(
            f", group_concat(ifnull(octet_length(text{place}), -1)), "
            f"CAST(group_concat(CAST(text{place} AS TEXT), '') AS BLOB)"
            for place in range(len(texts))
        )
        self._sql = f"""
            SELECT group_concat(id), group_concat(head), group_concat(kind), group_concat(answers) {outer}
            FROM (SELECT f.id AS id, CAST(ifnull(f.head, {HTTP}) AS INTEGER) AS head,
                    CASE WHEN {_IS_FRAGMENT} THEN {FRAGMENT_KIND} ELSE {_SHORT} END AS kind,
                    {plan.answers} AS answers {inner}
                FROM frame f WHERE {where} ORDER BY f.id LIMIT {_ROWS})"""

    def blocks(self, database: Database, values: Values) -> Iterator[Block]:
        """Give the frames that the condition lets through, in order; it has ``:after``.

        Nothing is held between two blocks.
        """
        while True:
            with database.reading() as connection, self._interrupt.during(connection):
                row: tuple[Any, ...] = connection.execute(self._sql, values).fetchall()[0]
            if not row[0]:
                return
            ids, heads, kinds = (list(map(int, column.split(","))) for column in row[:_NUMBERS])
            texts = [cut_texts(row[place], row[place + 1]) for place in range(_NUMBERS + 1, len(row), 2)]
            yield Block(ids, heads, kinds, row[_NUMBERS].split(","), texts)
            if len(ids) < _ROWS:
                return
            values = {**values, "after": ids[-1]}

    def long_payload(self, database: Database, frame_id: int) -> bytes:
        """Read a payload that is too long for a block."""
        with database.reading() as connection, self._interrupt.during(connection):
            row = connection.execute("SELECT payload FROM frame WHERE id = ?", (frame_id,)).fetchone()
        return as_bytes(row[0]) if row else b""


def cut_texts(lengths: str, joined: bytes | None) -> Sequence[bytes | None]:
    """Take texts apart that stand one behind the other; of those that are NULL the length is -1."""
    texts: list[bytes | None] = []
    position = 0
    for length in map(int, lengths.split(",")):
        texts.append(None if length < 0 else (joined or b"")[position : position + length])
        position += max(length, 0)
    return texts
