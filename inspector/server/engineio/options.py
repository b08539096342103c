"""How a server of Engine.IO and Socket.IO behaves in time and size."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_INTERVAL_MS = 3_600_000
"""The longest interval that may be asked for: an hour."""


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """Intervals in milliseconds and sizes in bytes; the defaults are the reference server's."""

    ping_interval: int = 25_000
    ping_timeout: int = 20_000
    max_payload: int = 1_000_000
    """The largest body of a POST, and the largest WebSocket message."""
    upgrade_timeout: int = 10_000
    """How long an upgrade may take from the WebSocket to the packet `upgrade`."""
    connect_timeout: int = 45_000
    """How long a Socket.IO client may take to connect to a first namespace."""
    attachment_timeout: int = 20_000
    """How long a Socket.IO packet may wait for the attachments it announced."""


DEFAULTS = EngineOptions()
