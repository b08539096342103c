"""Namespaces: who is in, in which rooms, and what is done with each event."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from inspector.server.socketio.member import Event, Member
from inspector.server.socketio.packet import EVENT, encode

MOST_ROOMS = 100
"""Rooms that one member may be in."""


class Refused(NamedTuple):
    """Why a client may not connect to a namespace."""

    message: str
    data: Any = None


class Namespace:
    """A namespace that lets everybody in and knows no event; a subclass is what it is for."""

    handlers: Mapping[str, Callable[..., None]] = {}
    """What is done with each event, by its name; called with the namespace, the member and the event."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._members: dict[str, Member] = {}
        self._rooms: dict[str, dict[Member, None]] = {}
        self._timers: dict[Member, list[asyncio.TimerHandle]] = {}

    def refusal(self, auth: dict[str, Any]) -> Refused | None:
        """Say why a client with this `auth` may not connect."""
        return None

    def joined(self, member: Member, auth: dict[str, Any]) -> None:
        """Hear of a new member, whose CONNECT has been answered."""

    def left(self, member: Member) -> None:
        """Hear of a member that has gone."""

    def later(self, member: Member, seconds: float, name: str, *arguments: Any) -> None:
        """Send an event after a while, unless the member has gone by then."""
        timer = asyncio.get_running_loop().call_later(seconds, lambda: member.emit(name, *arguments))
        self._timers.setdefault(member, []).append(timer)

    def handle(self, member: Member, event: Event) -> None:
        """Do what an event asks for; one that nobody knows is let be."""
        handler = self.handlers.get(event.name)
        if handler is not None:
            handler(self, member, event)

    def has(self, member: Member) -> bool:
        """Tell whether a member is still in."""
        return member.sid in self._members

    def add(self, member: Member, auth: dict[str, Any]) -> None:
        """Let a member in."""
        self._members[member.sid] = member
        self.joined(member, auth)

    def remove(self, member: Member) -> None:
        """Let a member go, from its rooms too."""
        if self._members.pop(member.sid, None) is None:
            return
        for timer in self._timers.pop(member, []):
            timer.cancel()
        for room in list(member.rooms):
            self.leave(member, room)
        self.left(member)

    def enter(self, member: Member, room: str) -> bool:
        """Put a member into a room; False when it is in too many."""
        if len(member.rooms) >= MOST_ROOMS and room not in member.rooms:
            return False
        member.rooms.add(room)
        self._rooms.setdefault(room, {})[member] = None
        return True

    def leave(self, member: Member, room: str) -> None:
        """Take a member out of a room."""
        member.rooms.discard(room)
        members = self._rooms.get(room, {})
        members.pop(member, None)
        if not members:
            self._rooms.pop(room, None)

    def send_to_others(
        self, sender: Member, name: str, arguments: list[Any], *, binary: bool, room: str | None = None
    ) -> int:
        """Send an event to everybody else, or to everybody else in a room; give to how many."""
        others = [member for member in self._in(room) if member is not sender]
        if others:
            messages = encode(EVENT, self.path, [name, *arguments], binary=binary)
            for member in others:
                member.client.send(messages)
        return len(others)

    def _in(self, room: str | None) -> Iterator[Member]:
        return iter(list(self._members.values() if room is None else self._rooms.get(room, {})))
