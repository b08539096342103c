"""What of a filter SQL answers, and what is left to be asked of the payloads that SQL lets through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from inspector.capture.filtering.binding import Binding
from inspector.capture.filtering.nodes import And, Node, Not, Or, Term, is_exact, payload_terms
from inspector.capture.filtering.record import FrameRecord
from inspector.capture.filtering.sql import widest
from inspector.capture.filtering.terms.json_terms import JsonMatches
from inspector.capture.filtering.terms.regular import MatchesPattern


class Given(NamedTuple):
    """What SQL told of one frame."""

    answers: str
    """Each ``0`` or ``1``."""
    values: Sequence[bytes | None] | None
    """Values in JSON; None where the payload is long and has to be looked at itself."""


Confirm = Callable[[FrameRecord, Given], bool]
"""Takes a frame's id, head and payload besides."""


class Plan:
    """How one filter is run over many rows."""

    def __init__(self, node: Node) -> None:
        binding = Binding()
        self.where = widest(node, binding)
        """Says yes to every frame that matches."""
        self.asks_payloads = bool(payload_terms(node))
        """Fragments have to be asked of their whole message, and not of what is said here."""
        self.confirm: Confirm | None = None
        """Tells for the frames that `where` lets through whether they match; None when all of them do."""
        self._answers: list[str] = []
        self.extracts: list[str] = []
        """SQL expressions that give the values `confirm` needs."""
        self.search: tuple[int, Callable[[bytes], bool]] | None = None
        """The same as `confirm`, of one text alone: 0 is the payload, 1 the first of `extracts`."""
        if not is_exact(node):
            asked = _unanswered(node)
            self.confirm = self._confirming(asked, binding)
            if isinstance(asked, MatchesPattern):
                self.search = 0, asked.pattern.searcher()
            elif isinstance(asked, JsonMatches):
                self.search = 1, asked.pattern.searcher()
        self.values = binding.values
        self.supplies = frozenset(binding.supplies)

    @property
    def answers(self) -> str:
        """An SQL expression that gives the answers `confirm` needs, as text."""
        return "||".join(self._answers) or "''"

    def _confirming(self, node: Node, binding: Binding) -> Confirm:
        if is_exact(node):
            return self._answered(node, binding)
        match node:
            case JsonMatches():
                return self._extracted(node, binding)
            case Term():
                return lambda frame, _given: node.matches(frame)
            case Not(inner):
                confirm = self._confirming(inner, binding)
                return lambda frame, given: not confirm(frame, given)
            case And(nodes):
                every = [self._confirming(each, binding) for each in _cheap_first(nodes)]
                return lambda frame, given: all(confirm(frame, given) for confirm in every)
            case Or(nodes):
                some = [self._confirming(each, binding) for each in _cheap_first(nodes)]
                return lambda frame, given: any(confirm(frame, given) for confirm in some)
        raise AssertionError(node)

    def _answered(self, node: Node, binding: Binding) -> Confirm:
        place = len(self._answers)
        self._answers.append(f"({widest(node, binding)}<>0)")
        return lambda _frame, given: given.answers[place] == "1"

    def _extracted(self, term: JsonMatches, binding: Binding) -> Confirm:
        """Let SQL find the value: it does so thirty times faster."""
        place = len(self.extracts)
        self.extracts.append(term.value_sql(binding))

        def confirm(frame: FrameRecord, given: Given) -> bool:
            if given.values is None:
                return term.matches(frame)
            value = given.values[place]
            return value is not None and term.matches_value(value)

        return confirm


def _unanswered(node: Node) -> Node:
    """Leave out what `where` has answered already: the exact parts of an outermost AND."""
    if not isinstance(node, And):
        return node
    rest = tuple(each for each in node.nodes if not is_exact(each))
    return rest[0] if len(rest) == 1 else And(rest)


def _cheap_first(nodes: tuple[Node, ...]) -> list[Node]:
    return sorted(nodes, key=lambda node: not is_exact(node))
