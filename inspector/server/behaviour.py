"""What every endpoint of the local server has in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from websockets.http11 import Response

from inspector.server.connection import ServedConnection
from inspector.server.query import Query


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint as a person sees it, in a list or on the page."""

    path: str
    title: str
    description: str
    url: str
    """A URL that can be opened as it is, with an example of the parameters."""


class Behaviour:
    """What an endpoint does with one connection; made while the handshake is not yet answered."""

    subprotocols: tuple[str, ...] = ()
    """Those the endpoint speaks, the preferred one first."""
    answers_plain_http = False
    """The endpoint has an answer also for a request that asks for no WebSocket."""

    def __init__(self, connection: ServedConnection, query: Query) -> None:
        """Read the parameters; raises `QueryError`."""
        self.connection = connection

    async def before_handshake(self) -> Response | None:
        """Give a response in place of the 101, or None to go on with the handshake."""
        return None

    def message(self, opcode: int, payload: bytes) -> None:
        """Take a whole message."""

    async def run(self) -> None:
        """Act on the open connection; it stays open when this returns."""

    def ended(self) -> None:
        """Hear that the connection is gone."""


@dataclass(frozen=True, slots=True)
class Route:
    """A path, what it is for, and what it does."""

    path: str
    title: str
    description: str
    example: str
    """The query of the example URL, without the question mark."""
    behaviour: Callable[[ServedConnection, Query], Behaviour]

    def endpoint(self, base_url: str) -> Endpoint:
        """Show it as an endpoint of a server at `base_url`, such as ``ws://127.0.0.1:8765``."""
        query = f"?{self.example}" if self.example else ""
        return Endpoint(self.path, self.title, self.description, f"{base_url}{self.path}{query}")
