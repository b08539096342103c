"""What a filter asks of payloads, asked of payloads that stand in no row."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import apsw

from inspector.capture.filtering.binding import Binding
from inspector.capture.filtering.blocks import cut_texts
from inspector.capture.filtering.nodes import Node, Term, payload_terms
from inspector.capture.filtering.record import FrameRecord
from inspector.capture.filtering.terms.json_terms import JsonMatches

MOST_ROWS = 64
"""Payloads in one statement."""


_NAMES = [f"{kind}{place}" for place in range(MOST_ROWS) for kind in "hp"]
Answers = tuple[bool, ...]
"""One for each question, in their order."""


class Message(NamedTuple):
    """A message, or a piece of one."""

    id: int
    """Of a frame of it, for a sentence that speaks of it."""
    head: int
    """The first byte of its first frame."""
    payload: bytes


class Questions:
    """Answers in one step of SQL for some messages, and goes on in Python where SQL cannot tell."""

    def __init__(self, node: Node) -> None:
        binding = Binding()
        self.terms: Sequence[Term] = payload_terms(node)
        answers = "||".join(f"({term.sql(binding)}<>0)" for term in self.terms)
        extracts = [term.value_sql(binding) for term in self.terms if isinstance(term, JsonMatches)]
        inner = "".join(f", {text} AS text{place}" for place, text in enumerate(extracts))
        outer = "".join(
            f", group_concat(ifnull(octet_length(text{place}), -1)), "
            f"CAST(group_concat(CAST(text{place} AS TEXT), '') AS BLOB)"
            for place in range(len(extracts))
        )
        # The limit keeps SQLite from asking for each value more than once.
        self._sql = (
            f"SELECT group_concat(answers){outer} "
            f"FROM (SELECT {answers} AS answers{inner} FROM f ORDER BY f.id LIMIT {MOST_ROWS})"
        )
        self._values = binding.values
        self._in_python = not all(term.exact for term in self.terms)

    def answers(self, connection: apsw.Connection, messages: Sequence[Message]) -> list[Answers]:
        """Answer for each of at most 64 messages. Raises `apsw.Error` and `FilterStoppedError`."""
        count = len(messages)
        brought = itertools.chain.from_iterable((one.head, one.payload) for one in messages)
        values = self._values | dict(zip(_NAMES[: 2 * count], brought, strict=True))
        row: tuple[Any, ...] = connection.execute(_rows(count) + self._sql, values).fetchall()[0]
        told = row[0].split(",")
        if not self._in_python:
            return [tuple(map("1".__eq__, each)) for each in told]
        texts = [cut_texts(row[place], row[place + 1]) for place in range(1, len(row), 2)]
        return [
            self._confirmed(message, each, [text[place] for text in texts])
            for place, (message, each) in enumerate(zip(messages, told, strict=True))
        ]

    def _confirmed(self, message: Message, told: str, texts: list[bytes | None]) -> Answers:
        values = iter(texts)
        answers: list[bool] = []
        record = FrameRecord(message.id, head=message.head, payload=message.payload)
        for term, answer in zip(self.terms, told, strict=True):
            value = next(values) if isinstance(term, JsonMatches) else None
            answers.append(answer == "1" and (term.exact or _confirms(term, record, value)))
        return tuple(answers)


@cache
def _rows(count: int) -> str:
    return f"WITH f(id, head, payload) AS (VALUES {','.join(f'({n},:h{n},:p{n})' for n in range(count))}) "


def _confirms(term: Term, record: FrameRecord, value: bytes | None) -> bool:
    if isinstance(term, JsonMatches):
        return value is not None and term.matches_value(value)
    return term.matches(record)
