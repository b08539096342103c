"""``error``, ``note`` and ``bookmark``: what other tables say of a frame."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.capture.filtering.binding import Binding
from inspector.capture.filtering.nodes import Term
from inspector.capture.filtering.record import FrameRecord, Mark

ERROR_KINDS = ("violation", "error", "check")
"""The kinds of notes that `error` means."""
MARKS: dict[Mark, str] = {
    "error": "break a rule, or failed",
    "note": "a note speaks of",
    "bookmark": "are bookmarked",
}


@dataclass(frozen=True, slots=True)
class Marked(Term):
    """Something is tied to the frame in another table."""

    mark: Mark

    def sql(self, binding: Binding) -> str:
        """Write the condition."""
        return f"(f.id IN (SELECT value FROM json_each({binding.supply(self.mark)})))"

    def matches(self, frame: FrameRecord) -> bool:
        """Look at the marks."""
        return self.mark in frame.marks

    def describe(self) -> str:
        """Say what it asks."""
        return MARKS[self.mark]
