"""WebSocket as a transport: each packet in a message of its own."""

from __future__ import annotations

from collections.abc import Callable

from inspector.server.behaviour import Behaviour
from inspector.server.connection import ServedConnection
from inspector.server.engineio.packet import (
    Packet,
    PacketError,
    decode_binary,
    decode_text,
    encode_binary,
    encode_text,
)
from inspector.server.engineio.session import Session
from inspector.server.engineio.upgrade import Upgrade
from inspector.wire.records import Opcode

_LONGEST_REASON = 123
"""RFC 6455 §5.5: a control frame carries at most 125 bytes, and the code takes two of them."""

_BEGIN_AFTER = 0.01
"""Seconds after the 101: a client that waits for the open connection, and then for its first message, must
not find both in one piece."""


class EngineWebSocket(Behaviour):
    """The transport of a session over one WebSocket, from its start or after an upgrade."""

    name = "websocket"

    def __init__(self, connection: ServedConnection, begin: Callable[[EngineWebSocket], None]) -> None:
        """Call `begin` once the connection is OPEN; it sets `session`."""
        self.connection = connection
        self.session: Session | None = None
        self.attempt: Upgrade | None = None
        self._begin: Callable[[EngineWebSocket], None] | None = begin
        # One who asks without reading the answers is slowed down.
        connection.pause_reading_when_blocked = True

    # What the connection tells.

    async def run(self) -> None:
        """Begin, unless a first message was faster."""
        await self.connection.pause(_BEGIN_AFTER)
        if self.connection.is_open:
            self._begun()

    def message(self, opcode: int, payload: bytes) -> None:
        """Take a packet."""
        session = self._begun()
        try:
            packet = (
                decode_text(payload.decode(), session.protocol)
                if opcode == Opcode.TEXT
                else decode_binary(payload, session.protocol)
            )
        except PacketError as error:
            if self.attempt is not None:
                self.attempt.failed(str(error))
            elif session.transport is self:
                session.fail(str(error), session.section)
            return
        if self.attempt is not None:
            self.attempt.received(packet)
        elif session.transport is self:
            session.received(packet)

    def ended(self) -> None:
        """End the session with its connection, or go on without the upgrade."""
        if self.attempt is not None:
            self.attempt.lost()
        elif self.session is not None and self.session.transport is self:
            self.session.end("the client closed the WebSocket", orderly=True)

    def _begun(self) -> Session:
        if self._begin is not None:
            begin, self._begin = self._begin, None
            begin(self)
        assert self.session is not None
        return self.session

    # What the session does.

    @property
    def ready(self) -> bool:
        """Packets can be sent."""
        return self.connection.is_open

    @property
    def waiting(self) -> int:
        """Bytes in the write buffer."""
        return self.connection.buffered_amount

    def send(self, packets: list[Packet]) -> None:
        """Send each packet in a message of its own."""
        assert self.session is not None
        for packet in packets:
            if isinstance(packet.data, bytes):
                self.connection.send_binary(encode_binary(packet, self.session.protocol))
            else:
                text = encode_text(packet, self.session.protocol)
                self.connection.send_text(text.encode("utf-8", "replace"))

    def end(self, reason: str, *, orderly: bool) -> None:
        """Begin the closing handshake."""
        self.close(1000 if orderly else 1008, reason)

    def close(self, code: int, reason: str) -> None:
        """Begin the closing handshake, unless it has begun."""
        if self.connection.is_open:
            self.connection.send_close(code, _cut(reason))

    def note(self, kind: str, sentence: str, section: str) -> None:
        """Note something about the session."""
        if self.connection.recorder is not None:
            self.connection.recorder.note(kind, sentence, section)


class Unwanted(Behaviour):
    """A WebSocket for a session that has one already; it is closed at once."""

    def __init__(self, connection: ServedConnection) -> None:
        self.connection = connection

    async def run(self) -> None:
        """Close it."""
        self.connection.send_close(1008, "The session has a WebSocket already.")


def _cut(reason: str) -> str:
    """Cut a reason to what a close frame has room for, between two characters."""
    return reason.encode()[:_LONGEST_REASON].decode(errors="ignore")
