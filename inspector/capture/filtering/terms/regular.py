"""Regular expressions over the payload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from inspector.capture.filtering.binding import Binding
from inspector.capture.filtering.nodes import Term
from inspector.capture.filtering.pattern import Pattern
from inspector.capture.filtering.record import FrameRecord


@dataclass(frozen=True, slots=True)
class MatchesPattern(Term):
    """A regular expression matches somewhere in the payload."""

    pattern: Pattern
    exact: ClassVar[bool] = False
    of_payload: ClassVar[bool] = True

    def sql(self, binding: Binding) -> str:
        """Leave out the rows without what the expression needs; SQL has none that can be stopped."""
        return self.pattern.needed_sql(binding)

    def matches(self, frame: FrameRecord) -> bool:
        """Search the payload."""
        return self.pattern.is_in(frame.payload)

    def describe(self) -> str:
        """Say what it asks."""
        return f"match {self.pattern}"
