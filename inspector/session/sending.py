"""What leaves a connection: messages, control frames, and the close frame with the time for its answer."""

from __future__ import annotations

import asyncio
from typing import Any

from websockets.protocol import OPEN

from inspector.session.handshaking import Handshaking
from inspector.wire.records import Opcode


class Sending(Handshaking):
    """A connection, of either side, that sends synchronously: written at once, buffered by the transport."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.closing = asyncio.Event()
        """Set when the closing handshake has begun, or the connection is lost."""
        self._aborted_here = False
        self._close_timer: asyncio.TimerHandle | None = None

    @property
    def buffered_amount(self) -> int:
        """Bytes that were sent but have not been handed to the network."""
        return int(self.transport.get_write_buffer_size())

    def send_text(self, payload: bytes) -> None:
        """Send a text message; raises `InvalidState` unless OPEN."""
        self.protocol.send_text(payload)
        self._sent()

    def send_binary(self, payload: bytes) -> None:
        """Send a binary message; raises `InvalidState` unless OPEN."""
        self.protocol.send_binary(payload)
        self._sent()

    def send_fragments(self, opcode: int, parts: list[bytes]) -> None:
        """Send a message in the given fragments (RFC 6455 §5.4); raises `InvalidState` unless OPEN."""
        last = len(parts) - 1
        for index, part in enumerate(parts):
            if index:
                self.protocol.send_continuation(part, fin=index == last)
            elif opcode == Opcode.TEXT:
                self.protocol.send_text(part, fin=index == last)
            else:
                self.protocol.send_binary(part, fin=index == last)
            self._sent()

    def send_ping(self, payload: bytes) -> None:
        """Send a ping of at most 125 bytes."""
        self.protocol.send_ping(payload)
        self._sent()

    def send_pong(self, payload: bytes) -> None:
        """Send a pong, solicited or not, of at most 125 bytes."""
        self.protocol.send_pong(payload)
        self._sent()

    def send_close(self, code: int | None = None, reason: str = "") -> None:
        """Begin the closing handshake; the transport is aborted when it takes longer than the timeout."""
        self.protocol.send_close(code, reason)
        self._sent()

    def write_raw(self, data: bytes) -> None:
        """Write any bytes, valid or not; they are recorded like all others."""
        self.transport.write(data)

    def abort(self) -> None:
        """Drop the TCP connection without a closing handshake."""
        self._aborted_here = True
        self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        if self._close_timer is not None:
            self._close_timer.cancel()
        super().connection_lost(exc)
        self.closing.set()

    def _sent(self) -> None:
        """Write what the library wants written, and watch over a closing handshake."""
        self.send_data()
        if self._open and self.protocol.state is not OPEN:
            self.closing.set()
        if self.protocol.close_expected() and self._close_timer is None and self.close_timeout is not None:
            self._close_timer = self.loop.call_later(self.close_timeout, self._close_timed_out)

    def _close_timed_out(self) -> None:
        if self.recorder is not None:
            self.recorder.note(
                "error",
                f"The other endpoint did not finish the closing handshake within {self.close_timeout:g} s; "
                "the TCP connection was dropped.",
                "RFC 6455 §7.1.1",
            )
        self.abort()
