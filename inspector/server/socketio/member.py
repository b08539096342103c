"""One client's connection to one namespace."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from inspector.server.socketio.packet import ACK, BINARY_EVENT, EVENT, SocketIoPacket, article, encode

if TYPE_CHECKING:
    from inspector.server.socketio.client import Client
    from inspector.server.socketio.namespace import Namespace

MOST_ACKS = 1_000
"""Acknowledgements that a client may leave open; the oldest is given up then."""
OnAck = Callable[[list[Any], bool], None]
"""Hears the arguments of an acknowledgement, and whether there are bytes among them."""


class Event(NamedTuple):
    """An event as it came from a client."""

    name: str
    arguments: list[Any]
    binary: bool
    """There are bytes among the arguments."""
    acknowledge: Callable[..., None] | None
    """Answers it, once; None when the client wants no acknowledgement."""


class Member:
    """A client in a namespace."""

    def __init__(self, client: Client, namespace: Namespace) -> None:
        self.client, self.namespace = client, namespace
        self.sid = secrets.token_urlsafe(15)
        self.rooms: set[str] = set()
        self._acks: dict[int, OnAck] = {}
        self._next_ack = 0

    def emit(self, name: str, *arguments: Any, binary: bool = False, on_ack: OnAck | None = None) -> None:
        """Send an event; with `on_ack` the client is asked to acknowledge it."""
        number = None
        if on_ack is not None:
            number, self._next_ack = self._next_ack, self._next_ack + 1
            self._acks[number] = on_ack
            if len(self._acks) > MOST_ACKS:
                del self._acks[next(iter(self._acks))]
        self.client.send(encode(EVENT, self.namespace.path, [name, *arguments], number, binary=binary))

    def received(self, packet: SocketIoPacket) -> None:
        """Take an event or an acknowledgement of this namespace."""
        if packet.type in (EVENT, BINARY_EVENT):
            acknowledge = None
            if packet.id is not None:
                acknowledge = functools.partial(self._acknowledge, packet.id)
            name, *arguments = packet.data
            self.namespace.handle(self, Event(str(name), arguments, packet.type != EVENT, acknowledge))
            return
        assert packet.id is not None
        on_ack = self._acks.pop(packet.id, None)
        if on_ack is not None:
            on_ack(packet.data, packet.type != ACK)
        else:
            came = article(packet.type, begins=True)
            self.client.note("violation", f"{came} came with the id {packet.id}, for which no event waits.")

    def _acknowledge(self, number: int, *arguments: Any, binary: bool = False) -> None:
        if self.namespace.has(self):
            self.client.send(encode(ACK, self.namespace.path, list(arguments), number, binary=binary))
