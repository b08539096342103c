"""A filter: its text, its SQL and its predicate."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspector.capture.filtering import nodes
from inspector.capture.filtering.errors import FilterStoppedError
from inspector.capture.filtering.nodes import And, Everything, Node, Not, Or
from inspector.capture.filtering.record import FrameRecord

if TYPE_CHECKING:
    from inspector.capture.filtering.sql import Condition

# Grammar, SQL and descriptions are imported when a filter is typed: an empty one needs none of them.


@dataclass(frozen=True, slots=True)
class Filter:
    """What a person wants to see. Equal filters ask the same, however they are written."""

    text: str = field(compare=False)
    """As it was typed; `parse_filter` reads it again."""
    node: Node

    @property
    def is_everything(self) -> bool:
        """It is empty, and shows all frames."""
        return isinstance(self.node, Everything)

    def sql(self) -> Condition:
        """Write it as a condition over table `frame` as `f`."""
        from inspector.capture.filtering.sql import condition

        return condition(self.node)

    def matches(self, frame: FrameRecord) -> bool:
        """Tell whether it shows a frame; a regular expression that takes too long matches nothing."""
        try:
            return nodes.matches(self.node, frame)
        except FilterStoppedError:
            return False

    def of_messages(self) -> Filter:
        """Ask sizes of whole messages too, as the rest of what is asked of the payload."""
        if self.is_everything:
            return self
        from inspector.capture.filtering.terms.numbers import MessageSizeIs, NumberIs

        def change(term: nodes.Term) -> nodes.Term:
            if isinstance(term, NumberIs) and term.of == "size":
                return MessageSizeIs(term.within)
            return term

        return Filter(self.text, nodes.replaced(self.node, change))

    def describe(self) -> str:
        """Say in a sentence what it shows."""
        from inspector.capture.filtering.description import describe

        return describe(self.node)


def parse_filter(text: str, now_ns: int | None = None) -> Filter:
    """Read a filter; an empty one shows everything. Raises `FilterError`.

    Times like ``-5m`` count back from `now_ns`, nanoseconds since the Unix epoch, or from now.
    """
    if not text:
        return Filter("", Everything())
    from inspector.capture.filtering.grammar import parse

    return Filter(text.strip(), parse(text, time.time_ns() if now_ns is None else now_ns))


def all_of(filters: Sequence[Filter]) -> Filter:
    """Show the frames that every one of some filters shows; all frames where there are none."""
    real = [each for each in filters if not each.is_everything]
    if len(real) < 2:
        return real[0] if real else parse_filter("")
    return Filter(_joined(real, "AND"), And(tuple(each.node for each in real)))


def any_of(filters: Sequence[Filter]) -> Filter:
    """Show the frames that at least one of some filters shows; no frame where there are none."""
    if not filters:
        return negated(parse_filter(""))
    for each in filters:
        if each.is_everything or len(filters) == 1:
            return each
    return Filter(_joined(filters, "OR"), Or(tuple(each.node for each in filters)))


def negated(shown: Filter) -> Filter:
    """Show the frames that a filter does not show."""
    if shown.is_everything:
        return parse_filter("id:<0")  # no frame has such a number
    return Filter(f"-({shown.text})", Not(shown.node))


def _joined(filters: Sequence[Filter], word: str) -> str:
    return f" {word} ".join(f"({each.text})" for each in filters)
