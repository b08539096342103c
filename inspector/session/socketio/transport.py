"""What the two transports of Engine.IO have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from inspector.session.events import Closed, Failed
from inspector.session.socketio.engine_packets import EnginePacket
from inspector.session.socketio.faults import PacketError


@dataclass(frozen=True, slots=True)
class Ending:
    """How a transport, and with it a session of Engine.IO, ended."""

    closed: Closed
    failed: Failed | None = None


class Transport(Protocol):
    """Carries encoded packets both ways."""

    name: str

    @property
    def connection_id(self) -> int: ...  # noqa: D102

    @property
    def buffered_amount(self) -> int:
        """Bytes that were sent but have not been handed to the network."""
        ...

    @property
    def held(self) -> bool:
        """Nothing is read for now, as the capture has no room."""
        ...

    def send(self, packets: Sequence[EnginePacket]) -> None:
        """Send packets in order."""
        ...

    def send_raw(self, packet: str | bytes) -> None:
        """Send one packet that is encoded already, or is none at all."""
        ...

    def note(self, kind: str, sentence: str, section: str = "") -> None:
        """Note something of this connection."""
        ...

    def violation(self, error: PacketError) -> None:
        """Note what is wrong with the packet that is being heard."""
        ...

    def close(self, code: int | None, reason: str) -> None:
        """Begin to close."""
        ...

    def closed_by_server(self) -> None:
        """Hear that the server sent the CLOSE packet."""
        ...

    def fail(self, code: int, reason: str) -> None:
        """Close because of what the server did, or did not do."""
        ...

    def abort(self) -> None:
        """Drop it."""
        ...

    async def wait_ended(self) -> Ending:
        """Wait for the end, and tell how it came."""
        ...


Hear = Callable[[Transport, str | bytes], None]
"""Hears of each encoded packet."""
