"""What a session deals with: the transport below it, the application on top, and an upgrade that is tried."""

from __future__ import annotations

from typing import Protocol

from inspector.server.engineio.packet import Packet


class Transport(Protocol):
    """How a session's packets travel: by polling or by WebSocket."""

    name: str

    @property
    def ready(self) -> bool:
        """It can send now."""
        ...

    @property
    def waiting(self) -> int:
        """Bytes that it was given and the client has not taken."""
        ...

    def send(self, packets: list[Packet]) -> None:
        """Send packets, in order; only when `ready`."""
        ...

    def end(self, reason: str, *, orderly: bool) -> None:
        """Tell the client that the session is over, as far as that is still possible."""
        ...

    def note(self, kind: str, sentence: str, section: str) -> None:
        """Note something about the session where this transport is recorded."""
        ...


class Application(Protocol):
    """What is on top of a session."""

    def opened(self) -> None:
        """Begin; packets sent now follow the packet `open` at once."""
        ...

    def message(self, data: str | bytes) -> None:
        """Take a message."""
        ...

    def closed(self, reason: str) -> None:
        """End."""
        ...


class Attempt(Protocol):
    """A WebSocket that is tried while the session is polled."""

    probed: bool
    """The client has sent its probe, and is about to pause its polling."""

    def session_ended(self) -> None:
        """Hear that there is no session any more."""
        ...
