"""A filter as an SQL condition."""

from __future__ import annotations

from typing import NamedTuple

from inspector.capture.filtering.binding import Binding, SqlValue, Supply, balanced
from inspector.capture.filtering.nodes import And, Everything, Node, Not, Or, Term, is_exact


class Condition(NamedTuple):
    """A condition over table `frame` as `f`, with named values.

    It is 1 for every frame that matches. Where it is not `exact` it may be 1 for others too, and only
    `Filter.matches` can tell. Whoever runs it binds a value for each of `supplies` as well.
    """

    sql: str
    values: dict[str, SqlValue]
    supplies: frozenset[Supply]
    exact: bool


def condition(node: Node) -> Condition:
    """Write a filter's condition."""
    binding = Binding()
    sql = widest(node, binding)
    return Condition(sql, binding.values, frozenset(binding.supplies), is_exact(node))


def widest(node: Node, binding: Binding) -> str:
    """Write the narrowest condition that says yes to every frame that matches."""
    return _write(node, binding, unsure="1")


def _write(node: Node, binding: Binding, *, unsure: str) -> str:
    """Write a condition; what SQL cannot tell counts as `unsure`, 1 or 0."""
    match node:
        case Term():
            return "0" if unsure == "0" and not node.exact else node.sql(binding)
        case Not(inner):
            return f"(NOT {_write(inner, binding, unsure='1' if unsure == '0' else '0')})"
        case And(nodes):
            return balanced("AND", [_write(each, binding, unsure=unsure) for each in nodes])
        case Or(nodes):
            return balanced("OR", [_write(each, binding, unsure=unsure) for each in nodes])
        case Everything():
            return "1"
