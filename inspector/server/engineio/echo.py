"""The application of `/engine.io/`: sends each message back, as it came."""

from __future__ import annotations

from inspector.server.engineio.session import Session


class EngineEcho:
    """What one session has on top."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def opened(self) -> None:
        """Have nothing to say first."""

    def message(self, data: str | bytes) -> None:
        """Send the message back."""
        self._session.send(data)

    def closed(self, reason: str) -> None:
        """Have nothing to tidy up."""
