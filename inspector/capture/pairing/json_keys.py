"""Ids in JSON messages: JSON-RPC, graphql-ws, and wherever a person says."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator
from typing import Any, TypeGuard

from inspector.capture.pairing.rules import Key, Role, Rule, Rules

LARGEST = 256 * 1024
"""Bytes of a message in which ids are looked for."""
_MOST_IN_BATCH = 1_000
_GRAPHQL_ASKS = frozenset({"subscribe", "start"})
_GRAPHQL_ANSWERS = frozenset({"next", "data", "error", "complete"})
"""Types of graphql-transport-ws, and those of its predecessor subscriptions-transport-ws."""


def json_keys(payload: bytes, scope: int, rules: Rules) -> Iterator[Key]:
    """Give the ids of a message that may be JSON. Never raises."""
    if len(payload) > LARGEST or payload.lstrip()[:1] not in (b"{", b"["):
        return
    if not rules.path and b'"id"' not in payload:
        return
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError):  # also what is not UTF-8
        return
    for one in value[:_MOST_IN_BATCH] if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield from _own_keys(one, scope)
    found = _at(value, rules.path) if rules.path else None
    if _is_id(found):
        yield Key(Rule.JSON_PATH, scope, _hashable(found), Role.EITHER)


def _own_keys(message: dict[str, Any], scope: int) -> Iterator[Key]:
    """Give the keys of the protocols that are known by themselves."""
    found, kind = message.get("id"), message.get("type")
    if not _is_id(found):
        return
    # JSON-RPC 2.0 §4, §5: a request has a method, a response has either a result or an error.
    if isinstance(message.get("method"), str):
        yield Key(Rule.JSON_RPC, scope, _hashable(found), Role.ASKS)
    elif kind in _GRAPHQL_ASKS:
        yield Key(Rule.GRAPHQL_WS, scope, _hashable(found), Role.ASKS)
    elif isinstance(kind, str) and kind in _GRAPHQL_ANSWERS:
        yield Key(Rule.GRAPHQL_WS, scope, _hashable(found), Role.ANSWERS, lasting=True)
    elif "result" in message or "error" in message:
        yield Key(Rule.JSON_RPC, scope, _hashable(found), Role.ANSWERS)


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        if isinstance(step, int):
            if not isinstance(value, list) or step >= len(value):
                return None
            value = value[step]
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value


def _is_id(value: Any) -> TypeGuard[str | float]:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _hashable(value: str | float) -> Hashable:
    # The string "1" and the number 1 are two ids.
    return value if isinstance(value, str) else ("number", value)
