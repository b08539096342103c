"""Words and phrases: text that stands anywhere in the payload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from inspector.capture.filtering.binding import Binding
from inspector.capture.filtering.folding import FoldedWord
from inspector.capture.filtering.nodes import Term
from inspector.capture.filtering.record import FrameRecord


@dataclass(frozen=True, slots=True)
class Contains(Term):
    """The payload has a word in it, whatever its case; in binary ones, its bytes in UTF-8."""

    word: FoldedWord
    of_payload: ClassVar[bool] = True

    def sql(self, binding: Binding) -> str:
        """Write the condition."""
        return self.word.sql(binding, "f.payload")

    def matches(self, frame: FrameRecord) -> bool:
        """Look through the payload."""
        return self.word.is_in(frame.payload)

    def describe(self) -> str:
        """Say what it asks."""
        return f"have “{self.word.word}” in them"
