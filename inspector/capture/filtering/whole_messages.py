"""Which frames match, of messages that have several: their payloads are looked at joined."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from inspector.capture.filtering import nodes
from inspector.capture.filtering.binding import Supply
from inspector.capture.filtering.blocks import cut_texts
from inspector.capture.filtering.errors import FilterStoppedError
from inspector.capture.filtering.fragments import MOST_BYTES, Assembly, Fragment, Piece
from inspector.capture.filtering.interrupting import Interrupt
from inspector.capture.filtering.nodes import Node
from inspector.capture.filtering.questions import MOST_ROWS, Answers, Message, Questions
from inspector.capture.filtering.record import FrameRecord
from inspector.capture.filtering.sql import condition
from inspector.capture.filtering.supplies import Supplies

if TYPE_CHECKING:
    from inspector.capture.store import Capture

_NOTHING = FrameRecord(0)
_MOST_RESTS = 1_000
_REST = 4
"""Times as long as looking at what is not finished took."""


class WholeMessages:
    """Asks each payload question once for a message, and all others of each of its frames.

    Every method may raise `CaptureError`, `FilterStoppedError` and `CancelledError`.
    """

    def __init__(
        self, capture: Capture, node: Node, supplied: frozenset[Supply], interrupt: Interrupt
    ) -> None:
        self._capture = capture
        self._node = node
        self._questions = Questions(node)
        self._supplies = Supplies(capture, supplied)
        self._interrupt = interrupt
        self._rests: dict[Answers, Node] = {}
        """What is left to be asked, by what is answered."""

    def matching(self, pieces: Iterable[Piece]) -> set[int]:
        """Give the frames of some messages, or of pieces of messages, that match."""
        found: set[int] = set()
        for some in _batches(pieces):
            same: dict[Answers, list[int]] = {}
            for piece, answers in zip(some, self._answers(some), strict=True):
                same.setdefault(answers, []).extend(piece.ids)
            for answers, ids in same.items():
                found |= self._frames(self._rest(answers), ids)
        return found

    def _rest(self, answers: Answers) -> Node:
        rest = self._rests.get(answers)
        if rest is None:
            if len(self._rests) >= _MOST_RESTS:
                self._rests.clear()
            told = dict(zip(self._questions.terms, answers, strict=True))
            rest = self._rests[answers] = nodes.told(self._node, told)
        return rest

    def _answers(self, pieces: Sequence[Piece]) -> list[Answers]:
        payloads = self._payloads([frame_id for piece in pieces for frame_id in piece.ids])
        messages = [
            Message(piece.ids[0], piece.head, b"".join(payloads.get(one, b"") for one in piece.ids))
            for piece in pieces
        ]
        del payloads
        try:
            # Any database will do: the payloads are brought along.
            with self._capture.parts[0].database.reading() as connection, self._interrupt.during(connection):
                return self._questions.answers(connection, messages)
        except FilterStoppedError as error:
            raise FilterStoppedError(f"Message of frame {pieces[0].ids[0]:,}: {error}") from error

    def _payloads(self, ids: list[int]) -> dict[int, bytes]:
        sql = """SELECT group_concat(id), group_concat(length), CAST(group_concat(text, '') AS BLOB)
            FROM (SELECT id, ifnull(octet_length(payload), 0) AS length,
                    ifnull(CAST(payload AS TEXT), '') AS text
                FROM frame WHERE id > ? AND id <= ? AND id IN (SELECT value FROM json_each(?)) ORDER BY id)"""
        found: dict[int, bytes] = {}
        for part in self._capture.parts:
            with part.database.reading() as connection, self._interrupt.during(connection):
                row: tuple[Any, ...] = connection.execute(sql, (*part.frames, json.dumps(ids))).fetchall()[0]
            if row[0]:
                texts = cut_texts(row[1], row[2])
                found.update(zip(map(int, row[0].split(",")), (text or b"" for text in texts), strict=True))
        return found

    def _frames(self, rest: Node, ids: list[int]) -> set[int]:
        """Give those frames that match in what the payload does not tell."""
        if not any(nodes.terms_of(rest)):
            return set(ids) if nodes.matches(rest, _NOTHING) else set()
        asked = condition(rest)
        sql = f"""SELECT group_concat(f.id) FROM frame f WHERE f.id > :after AND f.id <= :last
            AND f.id IN (SELECT value FROM json_each(:ids)) AND {asked.sql}"""
        values = asked.values | self._supplies.between(min(ids) - 1, max(ids)) | {"ids": json.dumps(ids)}
        found: set[int] = set()
        for part in self._capture.parts:
            bound = values | {"after": part.frames.after, "last": part.frames.last}
            with part.database.reading() as connection, self._interrupt.during(connection):
                row: tuple[Any, ...] = connection.execute(sql, bound).fetchall()[0]
            found.update(map(int, row[0].split(",")) if row[0] else ())
        return found


class FollowedMessages:
    """Puts fragments together while a search goes on, and tells which of them match by now."""

    def __init__(self, whole: WholeMessages) -> None:
        self._whole = whole
        self._assembly = Assembly()
        self._rests_until = 0.0

    def take(self, fragments: Iterable[Fragment]) -> dict[int, bool]:
        """Go on with these; tells for the frames of messages that are complete whether they match."""
        return self._verdicts(self._assembly.take(fragments))

    def settle(self, *, at_once: bool = False) -> dict[int, bool]:
        """Tell the same by what has come of messages that go on, unless that was done a moment ago.

        A message that comes slowly is looked at as a whole again and again: that takes a fifth of the time.
        """
        began = time.monotonic()
        if began < self._rests_until and not at_once:
            return {}
        verdicts = self._verdicts(self._assembly.unfinished())
        ended = time.monotonic()
        self._rests_until = ended + _REST * (ended - began)
        return verdicts

    def _verdicts(self, pieces: Iterable[Piece]) -> dict[int, bool]:
        verdicts: dict[int, bool] = {}
        for some in _batches(pieces):
            for piece in some:
                # What a piece begins with may match in the one before it.
                verdicts |= dict.fromkeys(piece.ids[piece.first :], False)
            verdicts |= dict.fromkeys(self._whole.matching(some), True)
        return verdicts


def _batches(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Put as many together as are read at once: 64, or 8 MiB."""
    some: list[Piece] = []
    size = 0
    for piece in pieces:
        if some and (len(some) == MOST_ROWS or size + piece.length > MOST_BYTES):
            yield some
            some, size = [], 0
        some.append(piece)
        size += piece.length
    if some:
        yield some
