"""What a person wants done on the connection: values that the composer emits."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.ui.emit_argument import Argument


@dataclass(frozen=True, slots=True)
class SendText:
    """Send one text message in one frame."""

    text: str


@dataclass(frozen=True, slots=True)
class SendBinary:
    """Send one binary message in one frame."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class SendFile:
    """Send the bytes of a file as one message; the file is read when it is sent."""

    path: str
    text: bool


@dataclass(frozen=True, slots=True)
class SendFragments:
    """Send one message in the given fragments (RFC 6455 §5.4)."""

    text: bool
    parts: list[bytes]


@dataclass(frozen=True, slots=True)
class SendPing:
    """Send a ping with a payload of at most 125 bytes (RFC 6455 §5.5.2)."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class SendPong:
    """Send an unsolicited pong with a payload of at most 125 bytes (RFC 6455 §5.5.3)."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class SendClose:
    """Start the closing handshake; without a code the close frame is empty (RFC 6455 §5.5.1)."""

    code: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class StartRepeat:
    """Send the same message every so many milliseconds, `count` times or until stopped."""

    message: str | bytes
    every_ms: int
    count: int | None


@dataclass(frozen=True, slots=True)
class StopRepeat:
    """Stop sending the same message."""


@dataclass(frozen=True, slots=True)
class Emit:
    """Emit a Socket.IO event; its arguments are read when it is sent."""

    event: str
    arguments: tuple[Argument, ...]
    namespace: str
    ack: bool
    ack_timeout: float | None
    """Seconds; None waits forever."""


@dataclass(frozen=True, slots=True)
class AnswerAck:
    """Send the ack that the server waits for; its arguments are read when it is sent."""

    namespace: str
    ack_id: int
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class JoinNamespace:
    """Send CONNECT for a Socket.IO namespace."""

    namespace: str
    auth: str = ""
    """JSON; empty takes that of the options."""


@dataclass(frozen=True, slots=True)
class LeaveNamespace:
    """Send DISCONNECT for a Socket.IO namespace."""

    namespace: str


Intention = (
    SendText
    | SendBinary
    | SendFile
    | SendFragments
    | SendPing
    | SendPong
    | SendClose
    | StartRepeat
    | StopRepeat
    | Emit
    | AnswerAck
    | JoinNamespace
    | LeaveNamespace
)
