"""Says in words what a filter shows."""

from __future__ import annotations

from inspector.capture.filtering.nodes import And, Everything, Node, Not, Or, Term


def describe(node: Node) -> str:
    """Write one sentence."""
    match node:
        case Everything():
            return "All frames."
        case Not(inner):
            return f"All frames but those that {_clause(inner)}."
    return f"Frames that {_clause(node)}."


def _clause(node: Node) -> str:
    match node:
        case Term():
            return node.describe()
        case Not(inner):
            return f"are not among those that {_in_parentheses(inner)}"
        case And(nodes):
            return " and ".join(map(_in_parentheses, nodes))
        case Or(nodes):
            return " or ".join(map(_in_parentheses, nodes))
        case Everything():
            return "are there"


def _in_parentheses(node: Node) -> str:
    clause = _clause(node)
    return f"({clause})" if isinstance(node, And | Or) else clause
