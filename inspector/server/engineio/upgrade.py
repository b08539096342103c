"""The upgrade of a session from polling to WebSocket: ``2probe``, ``3probe``, ``5``."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from inspector.payloads.engineio import EngineIoType
from inspector.server.engineio.packet import Packet
from inspector.server.engineio.polling import Polling
from inspector.server.engineio.session import Session

if TYPE_CHECKING:
    from inspector.server.engineio.websocket import EngineWebSocket

_PROBE = "probe"


class Upgrade:
    """A WebSocket that is tried while the session is still polled."""

    def __init__(self, session: Session, transport: EngineWebSocket) -> None:
        self.probed = False
        """The client has sent its probe, and is about to pause its polling."""
        self._session, self._transport = session, transport
        session.attempt = self
        self._timer = asyncio.get_running_loop().call_later(
            session.options.upgrade_timeout / 1000, self._timed_out
        )

    def received(self, packet: Packet) -> None:
        """Take a packet from the WebSocket, which is not yet the session's."""
        if packet == Packet(EngineIoType.PING, _PROBE):
            self.probed = True
            self._transport.send([Packet(EngineIoType.PONG, _PROBE)])
            if isinstance(self._session.transport, Polling):
                self._session.transport.release()
        elif packet.type is EngineIoType.UPGRADE:
            self._done()
            if isinstance(self._session.transport, Polling):
                self._session.transport.retire()
            self._session.upgrade(self._transport)
        else:
            self.failed(
                f"A {packet.type.name.lower()} came where an upgrade goes on with a probe or upgrade."
            )

    def failed(self, sentence: str) -> None:
        """Close the WebSocket; the session goes on by polling."""
        self._done()
        self._transport.note("violation", f"The upgrade failed: {sentence}", self._session.section)
        self._transport.close(1008, sentence)

    def lost(self) -> None:
        """Hear that the WebSocket is gone; the session goes on by polling."""
        self._done()

    def session_ended(self) -> None:
        """Hear that there is no session any more."""
        self._done()
        self._transport.close(1000, "The session has ended.")

    def _timed_out(self) -> None:
        self.failed(f"It was not complete after {self._session.options.upgrade_timeout} ms.")

    def _done(self) -> None:
        self._timer.cancel()
        self._transport.attempt = None
        if self._session.attempt is self:
            self._session.attempt = None
