"""By what two frames are known to belong together."""

from __future__ import annotations

import enum
from collections.abc import Hashable
from typing import NamedTuple

from inspector.capture.filtering.errors import FilterError
from inspector.capture.filtering.json_path import parse_path
from inspector.capture.filtering.value import Value


class Rule(enum.StrEnum):
    """What pairs two frames."""

    PING = "ping"
    """RFC 6455 §5.5.3: a pong has "identical 'Application data'"."""
    ENGINEIO_PING = "engineio-ping"
    SOCKETIO_ACK = "socketio-ack"
    SOCKETIO_CONNECT = "socketio-connect"
    JSON_RPC = "json-rpc"
    GRAPHQL_WS = "graphql-ws"
    JSON_PATH = "json-path"
    """The same value stands at a place that the person named."""


class PathError(ValueError):
    """A path into JSON cannot be understood; the text is one sentence for the person."""


class Rules(NamedTuple):
    """Which rules count; the protocols' own always do."""

    path: tuple[str | int, ...] = ()
    """Where in JSON the value stands that both have; empty for nowhere."""


def rules_with(path: str) -> Rules:
    """Make rules with a path such as ``$.meta.id``; an empty text names none. Raises `PathError`."""
    text = path.strip()
    if not text:
        return Rules()
    try:
        steps, end = parse_path(Value(text, 0))
    except FilterError as error:
        raise PathError(error.sentence.replace("json: takes a path", "This is no path")) from error
    if end < len(text):
        raise PathError(f"The path ends before “{text[end : end + 20]}”: write a path alone, such as $.id.")
    if not steps:
        raise PathError("The path names the whole message: write a place in it, such as $.id.")
    return Rules(steps)


class Role(enum.Enum):
    """What a frame is in its pair."""

    ASKS = enum.auto()
    ANSWERS = enum.auto()
    EITHER = enum.auto()
    """The first asks, and the next one of the other direction answers."""


class Key(NamedTuple):
    """One thing by which a frame may be paired."""

    rule: Rule
    scope: int
    """Within which the id is unique: a connection, or an Engine.IO session."""
    id: Hashable
    role: Role
    lasting: bool = False
    """More answers may follow the first."""

    @property
    def slot(self) -> tuple[Rule, int, Hashable]:
        """What both frames of a pair have in common."""
        return (self.rule, self.scope, self.id)


class Partner(NamedTuple):
    """The other frame of a pair."""

    frame_id: int
    latency_ns: int
    """From the question to the answer; negative where the clock was set back."""
    rule: Rule
    answers: bool
    """The partner is the answer; otherwise the question."""


class Latency(NamedTuple):
    """A question and its first answer."""

    ask_id: int
    answer_id: int
    time_ns: int
    """When the answer came or went."""
    direction: int
    """Of the question."""
    latency_ns: int
    rule: Rule
    connection_id: int
    """Of the question."""
