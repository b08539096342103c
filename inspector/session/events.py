"""What a session tells those who listen, named as in the browser's WebSocket API."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any


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


@dataclass(frozen=True, slots=True)
class EngineOpened:
    """The Engine.IO handshake succeeded; times in seconds."""

    sid: str
    ping_interval: float
    ping_timeout: float
    transport: str
    """``polling`` or ``websocket``."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The Engine.IO session goes on over WebSocket, which is another connection in the capture."""

    connection_id: int


@dataclass(frozen=True, slots=True)
class UpgradeFailed:
    """The Engine.IO session stays with polling, as WebSocket could not be had."""

    what: str
    """One sentence: why."""


@dataclass(frozen=True, slots=True)
class HeartbeatAnswered:
    """The server's Engine.IO ping was answered; with Engine.IO v3 it is `RoundTrip` that tells of pings."""

    interval: float
    """Seconds since the ping before it, or since the handshake."""


@dataclass(frozen=True, slots=True)
class HeartbeatMissed:
    """No heartbeat came for so many seconds: the connection is given up."""

    seconds: float


@dataclass(frozen=True, slots=True)
class NamespaceAsked:
    """CONNECT went out, and the server's answer is awaited."""

    namespace: str


@dataclass(frozen=True, slots=True)
class NamespaceConnected:
    """The server answered CONNECT: events may go both ways."""

    namespace: str
    sid: str
    """The server's name for this client there; empty with Socket.IO 2."""
    recovered: bool = False
    """The server knew this client from before the connection was lost, and sends what it missed."""


@dataclass(frozen=True, slots=True)
class NamespaceRefused:
    """The server answered CONNECT with CONNECT_ERROR."""

    namespace: str
    message: str
    """One line: what the server said."""
    data: str
    """The packet's data as JSON."""


@dataclass(frozen=True, slots=True)
class NamespaceUnanswered:
    """The server has not answered CONNECT in time; a late answer still counts."""

    namespace: str
    seconds: float


@dataclass(frozen=True, slots=True)
class NamespaceLeft:
    """A namespace was left by DISCONNECT."""

    namespace: str
    by: str
    """``local`` or ``remote``."""


@dataclass(frozen=True, slots=True)
class EventReceived:
    """A whole event, attachments joined; only events that are listened to, where `want_messages`."""

    namespace: str
    event: str
    arguments: tuple[Any, ...]
    """JSON values as Python has them, and bytes for attachments."""
    ack_id: int | None
    """The server waits for an ack with this id."""


@dataclass(frozen=True, slots=True)
class AckReceived:
    """The server acknowledged an event of ours."""

    namespace: str
    ack_id: int
    event: str
    latency: float
    """Seconds since the event was sent."""
    arguments: tuple[Any, ...]
    late: bool = False
    """It came after its timeout."""


@dataclass(frozen=True, slots=True)
class AckTimedOut:
    """No ack came for so many seconds; if it still comes, it is told as late."""

    namespace: str
    ack_id: int
    event: str
    seconds: float


@dataclass(frozen=True, slots=True)
class AckLost:
    """No ack can come any more: the namespace was left, or the connection ended."""

    namespace: str
    ack_id: int
    event: str


SocketIoEvent = (
    EngineOpened
    | Upgraded
    | UpgradeFailed
    | HeartbeatAnswered
    | HeartbeatMissed
    | NamespaceAsked
    | NamespaceConnected
    | NamespaceRefused
    | NamespaceUnanswered
    | NamespaceLeft
    | EventReceived
    | AckReceived
    | AckTimedOut
    | AckLost
)
Event = StateChanged | Opened | MessageReceived | Closed | Failed | RoundTrip | Reconnecting | SocketIoEvent
