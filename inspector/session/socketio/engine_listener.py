"""Who hears what a session of Engine.IO does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inspector.session.events import Event
from inspector.session.tapped import OnPong


@dataclass(frozen=True, slots=True)
class EngineListener:
    """Who hears what an engine does."""

    emit: Callable[[Event], None]
    message: Callable[[str | bytes], None]
    """The data of each MESSAGE packet; may raise `PacketError`."""
    begun: Callable[[int], None]
    """The id in the capture of each connection that is to carry the session."""
    pong: OnPong
    """A pong of WebSocket."""
