"""/chat: one room, in which everybody hears everything."""

from __future__ import annotations

import functools

from inspector.server.answering import send_back
from inspector.server.behaviour import Behaviour
from inspector.server.connection import ServedConnection
from inspector.server.query import Query
from inspector.wire.records import Opcode

MOST_WAITING = 4 * 1024 * 1024
"""Bytes that may wait for a member that reads slowly."""


class Room:
    """The members of one chat, in the order they came."""

    def __init__(self) -> None:
        self._members: dict[Chat, None] = {}
        self._guests = 0

    def join(self, member: Chat) -> None:
        """Let a member in, under a name of its own, and tell everybody."""
        self._guests += 1
        member.name = f"guest {self._guests}"
        self._members[member] = None
        self._announce(f"{member.name} joined")

    def leave(self, member: Chat) -> None:
        """Let a member go, and tell those who stay."""
        if member in self._members:
            del self._members[member]
            self._announce(f"{member.name} left")

    def say(self, opcode: int, payload: bytes) -> None:
        """Send a message to all members, the one who wrote it included."""
        for member in list(self._members):
            member.hear(opcode, payload)

    def _announce(self, what: str) -> None:
        self.say(Opcode.TEXT, f"* {what}; {len(self._members)} here".encode())


class Chat(Behaviour):
    """One member of the room."""

    subprotocols = ("chat", "superchat")

    def __init__(self, room: Room, connection: ServedConnection, query: Query) -> None:
        super().__init__(connection, query)
        self.name = ""
        self._room = room
        # One who floods the room without reading it is slowed down; the others are not.
        connection.pause_reading_when_blocked = True

    def message(self, opcode: int, payload: bytes) -> None:
        """Pass the message on."""
        self._room.say(opcode, payload)

    def hear(self, opcode: int, payload: bytes) -> None:
        """Send a message of the room to this member, or close when too much waits for it already."""
        connection = self.connection
        if connection.is_open and connection.buffered_amount > MOST_WAITING:
            connection.send_close(
                1008, f"reads too slowly: over {MOST_WAITING // 1024 // 1024} MiB are waiting"
            )
        send_back(connection, opcode, payload)

    async def run(self) -> None:
        """Join."""
        self._room.join(self)

    def ended(self) -> None:
        """Leave."""
        self._room.leave(self)


def chat_of(room: Room) -> functools.partial[Chat]:
    """Make the behaviour of those who come to this room."""
    return functools.partial(Chat, room)
