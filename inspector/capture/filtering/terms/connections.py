"""``conn:``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inspector.capture.filtering.binding import Binding
from inspector.capture.filtering.folding import FoldedWord
from inspector.capture.filtering.nodes import Or, Term
from inspector.capture.filtering.record import FrameRecord
from inspector.capture.filtering.value import Value, alternatives


@dataclass(frozen=True, slots=True)
class OnConnection(Term):
    """The frame belongs to one connection."""

    number: int

    def sql(self, binding: Binding) -> str:
        """Write the condition."""
        return f"(ifnull(f.connection_id,0)={binding.value(self.number)})"

    def matches(self, frame: FrameRecord) -> bool:
        """Compare the connection."""
        return frame.connection_id == self.number

    def describe(self) -> str:
        """Say what it asks."""
        return f"belong to connection {self.number}"


@dataclass(frozen=True, slots=True)
class OnUrl(Term):
    """The URL of the frame's connection has a word in it."""

    word: FoldedWord

    def sql(self, binding: Binding) -> str:
        """Write the condition; the connections are looked up once, not for each frame."""
        urls, found = binding.supply("urls"), self.word.sql(binding, "value", prefilter=False)
        return (
            f"(ifnull(f.connection_id,0) IN "
            f"(SELECT CAST(key AS INTEGER) FROM json_each({urls}) WHERE {found}))"
        )

    def matches(self, frame: FrameRecord) -> bool:
        """Look through the URL."""
        return self.word.is_in(frame.url.encode("utf-8", "surrogatepass"))

    def describe(self) -> str:
        """Say what it asks."""
        return f"belong to a connection with “{self.word.word}” in its URL"


def parse_connection(value: Value) -> Term | Or:
    """Read connections: digits are a number, anything else is text of the URL. Raises `FilterError`."""
    terms = [_connection(each) for each in ([value] if value.is_quoted else alternatives(value))]
    return terms[0] if len(terms) == 1 else Or(tuple(terms))


def _connection(value: Value) -> Term:
    if re.fullmatch("[0-9]{1,18}", value.text, re.ASCII):
        return OnConnection(int(value.text))
    word = value.unquoted()
    if not word:
        raise value.error(
            "conn: takes the number of a connection or a part of its URL, as conn:3 or conn:chat."
        )
    return OnUrl(FoldedWord(word))
