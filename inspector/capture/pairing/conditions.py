"""Which frames may have the same id as another, as SQL: few are left to be read in Python."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import NamedTuple

from inspector.capture.pairing.json_keys import LARGEST
from inspector.capture.pairing.rules import Key, Rule
from inspector.wire.records import HTTP, Opcode

_PLAIN = re.compile(r"[A-Za-z0-9_.:-]+")
_IS_HTTP = f"(head IS NULL OR head = {HTTP})"
_IS_TEXT = f"(head & 15) = {Opcode.TEXT:d}"
_IS_SMALL = f"octet_length(payload) <= {LARGEST}"


class Condition(NamedTuple):
    """A condition of SQL, and its values."""

    sql: str
    values: tuple[object, ...]


def condition_for(key: Key) -> Condition:
    """Give a condition that every frame with the same slot fulfils, and few others."""
    match key.rule:
        case Rule.PING:
            control = f"(head & 15) IN ({Opcode.PING:d}, {Opcode.PONG:d})"
            return Condition(f"{control} AND CAST(payload AS BLOB) = ?", (key.id,))
        case Rule.ENGINEIO_PING:
            data = str(key.id).encode()
            return Condition(f"{_IS_HTTP} OR ({_IS_TEXT} AND payload IN (?, ?))", (b"2" + data, b"3" + data))
        case Rule.SOCKETIO_CONNECT:
            joins = f"{_IS_TEXT} AND substr(payload, 1, 2) IN (x'3430', x'3434')"
            return Condition(f"{_IS_HTTP} OR ({joins})", ())
        case Rule.SOCKETIO_ACK:
            return _acks(key.id)
    return _holds(key.id)


def _acks(slot: Hashable) -> Condition:
    digits = str(slot[-1]) if isinstance(slot, tuple) else ""
    # The id stands before the data, so that it is among the first bytes.
    begins = "substr(payload, 1, 2) IN (x'3432', x'3433', x'3435', x'3436')"
    text = f"{_IS_TEXT} AND {begins} AND instr(substr(payload, 1, 256), CAST(? AS BLOB))"
    body = f"{_IS_HTTP} AND instr(payload, CAST(? AS BLOB))"
    return Condition(f"({body}) OR ({text})", (digits, digits))


def _holds(slot: Hashable) -> Condition:
    """Look for the longest run of characters that JSON always writes as they are."""
    data = f"(head & 15) IN ({Opcode.TEXT:d}, {Opcode.BINARY:d}) AND {_IS_SMALL}"
    told = slot if isinstance(slot, str) else ""
    if isinstance(slot, tuple) and isinstance(slot[1], int):
        told = str(slot[1])
    run = max(_PLAIN.findall(told), key=len, default="")
    if not run:
        return Condition(data, ())
    return Condition(f"{data} AND instr(payload, CAST(? AS BLOB))", (run,))
