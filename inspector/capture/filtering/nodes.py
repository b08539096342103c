"""A filter as a tree: questions about one frame, and how they are joined."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from inspector.capture.filtering.binding import Binding
from inspector.capture.filtering.record import FrameRecord


class Term(ABC):
    """One question about a frame. Terms are frozen dataclasses, equal when they ask the same."""

    exact: ClassVar[bool] = True
    """The SQL says yes to the frames that match and to no others.

    Otherwise it may say yes to more, and `matches` decides by `head` and `payload` alone.
    """
    of_payload: ClassVar[bool] = False
    """It asks of `head` and `payload` alone; of a fragment, it is to be asked of the whole message."""

    @abstractmethod
    def sql(self, binding: Binding) -> str:
        """Write the condition over table frame as `f`; it gives 0 or 1 for every row, never NULL."""

    @abstractmethod
    def matches(self, frame: FrameRecord) -> bool:
        """Answer for one frame. Raises `FilterStoppedError` where that would take too long."""

    @abstractmethod
    def describe(self) -> str:
        """Say what it asks, to follow "frames that"."""


@dataclass(frozen=True, slots=True)
class Everything:
    """What an empty filter asks: nothing."""


@dataclass(frozen=True, slots=True)
class Not:
    """The frames that something does not match."""

    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """The frames that match all of two or more."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """The frames that match at least one of two or more."""

    nodes: tuple[Node, ...]


Node = Everything | Term | Not | And | Or
NOTHING = Not(Everything())


def terms_of(node: Node) -> Iterator[Term]:
    """Give every question in the tree, from left to right."""
    match node:
        case Term():
            yield node
        case Not(inner):
            yield from terms_of(inner)
        case And(nodes) | Or(nodes):
            for each in nodes:
                yield from terms_of(each)
        case Everything():
            return


def payload_terms(node: Node) -> tuple[Term, ...]:
    """Give each question that is asked of payloads, once."""
    return tuple(dict.fromkeys(term for term in terms_of(node) if term.of_payload))


def told(node: Node, answers: Mapping[Term, bool]) -> Node:
    """Put answers in the place of questions, and leave out what does not count by that."""
    match node:
        case Term():
            return node if node not in answers else Everything() if answers[node] else NOTHING
        case Not(inner):
            rest = told(inner, answers)
            return rest.node if isinstance(rest, Not) else Not(rest)
        case And(nodes):
            parts = [told(each, answers) for each in nodes]
            parts = [NOTHING] if NOTHING in parts else [one for one in parts if one != Everything()]
            return And(tuple(parts)) if len(parts) > 1 else parts[0] if parts else Everything()
        case Or(nodes):
            parts = [told(each, answers) for each in nodes]
            parts = [Everything()] if Everything() in parts else [one for one in parts if one != NOTHING]
            return Or(tuple(parts)) if len(parts) > 1 else parts[0] if parts else NOTHING
        case Everything():
            return node


def replaced(node: Node, change: Callable[[Term], Term]) -> Node:
    """Put other questions in the place of some."""
    match node:
        case Term():
            return change(node)
        case Not(inner):
            return Not(replaced(inner, change))
        case And(nodes):
            return And(tuple(replaced(each, change) for each in nodes))
        case Or(nodes):
            return Or(tuple(replaced(each, change) for each in nodes))
        case Everything():
            return node


def is_exact(node: Node) -> bool:
    """Tell whether SQL alone can answer."""
    return all(term.exact for term in terms_of(node))


def matches(node: Node, frame: FrameRecord) -> bool:
    """Answer for one frame. Raises `FilterStoppedError`."""
    match node:
        case Term():
            return node.matches(frame)
        case Not(inner):
            return not matches(inner, frame)
        case And(nodes):
            return all(matches(each, frame) for each in nodes)
        case Or(nodes):
            return any(matches(each, frame) for each in nodes)
        case Everything():
            return True
