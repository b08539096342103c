"""A filter as a tree: questions about one frame, and how they are joined."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
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
