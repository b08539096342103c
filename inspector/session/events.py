"""What a session tells those who listen, named as in the browser's WebSocket API."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class State(enum.StrEnum):
    """RFC 6455 §7.1: the four states of a connection."""

    CONNECTING = "CONNECTING"
    OPEN = "OPEN"
    CLOSING = "CLOSING"
    CLOSED = "CLOSED"


class Phase(enum.StrEnum):
    """The step of opening a connection that is under way, or that failed."""

    URL = "url"
    DNS = "dns"
    TCP = "tcp"
    PROXY = "proxy"
    TLS = "tls"
    UPGRADE = "upgrade"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The connection went from one state to another."""

    state: State


@dataclass(frozen=True, slots=True)
class Opened:
    """The browser's ``open``: the opening handshake succeeded."""

    connection_id: int
    subprotocol: str | None
    extensions: str | None


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """The browser's ``message``: a whole message, fragments joined."""

    text: bool
    payload: bytes


@dataclass(frozen=True, slots=True)
class Closed:
    """The browser's ``close``: the connection is gone."""

    code: int
    reason: str
    clean: bool
    by: str
    """``local`` or ``remote``: who closed first."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The browser's ``error``, with what a browser hides: which step, why, and what to try."""

    phase: Phase
    what: str
    """One sentence: what failed."""
    hint: str
    """One sentence: what to try. May be empty."""


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """A pong answered a ping of ours after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Reconnecting:
    """The next attempt starts in so many seconds; said once a second while it counts down."""

    attempt: int
    seconds: float


Event = StateChanged | Opened | MessageReceived | Closed | Failed | RoundTrip | Reconnecting
