"""What the server does with events, the same in each namespace that is there to be played with."""

from __future__ import annotations

from typing import Any

from inspector.server.socketio.member import Event, Member
from inspector.server.socketio.namespace import MOST_ROOMS, Namespace

_LONGEST_ROOM = 100
"""Characters in the name of a room."""


def message(namespace: Namespace, member: Member, event: Event) -> None:
    """Send the arguments back as `message-back`."""
    member.emit("message-back", *event.arguments, binary=event.binary)


def acknowledge(namespace: Namespace, member: Member, event: Event) -> None:
    """Acknowledge with the arguments; without a wish for it there is nothing to do."""
    if event.acknowledge is not None:
        event.acknowledge(*event.arguments, binary=event.binary)


def echo(namespace: Namespace, member: Member, event: Event) -> None:
    """Send the arguments back: as acknowledgement where one is wanted, else as the same event."""
    if event.acknowledge is not None:
        event.acknowledge(*event.arguments, binary=event.binary)
    else:
        member.emit(event.name, *event.arguments, binary=event.binary)


def broadcast(namespace: Namespace, member: Member, event: Event) -> None:
    """Pass the arguments on to everybody else in the namespace."""
    count = namespace.send_to_others(member, event.name, event.arguments, binary=event.binary)
    _answer(event, count)


def join(namespace: Namespace, member: Member, event: Event) -> None:
    """Put the member into the room that is named."""
    room = _room(member, event)
    if room is None:
        return
    if namespace.enter(member, room):
        _answer(event, sorted(member.rooms))
    else:
        _complain(member, event, f"A client may be in {MOST_ROOMS} rooms; leave one first.")


def leave(namespace: Namespace, member: Member, event: Event) -> None:
    """Take the member out of the room that is named."""
    room = _room(member, event)
    if room is not None:
        namespace.leave(member, room)
        _answer(event, sorted(member.rooms))


def to_room(namespace: Namespace, member: Member, event: Event) -> None:
    """Pass the arguments on to everybody else in the room that is named first."""
    room = _room(member, event)
    if room is not None:
        count = namespace.send_to_others(member, event.name, event.arguments, binary=event.binary, room=room)
        _answer(event, count)


def ask(namespace: Namespace, member: Member, event: Event) -> None:
    """Send the arguments as `question`, and what the client acknowledges it with as `answer`."""

    def answered(arguments: list[Any], binary: bool) -> None:
        if namespace.has(member):
            member.emit("answer", *arguments, binary=binary)

    member.emit("question", *event.arguments, binary=event.binary, on_ack=answered)


def disconnect(namespace: Namespace, member: Member, event: Event) -> None:
    """Disconnect the member from the namespace, or from everything when the argument is true."""
    _answer(event)
    if event.arguments[:1] == [True]:
        member.client.close()
    else:
        member.client.dismiss(member)


HANDLERS = {
    "message": message,
    "message-with-ack": acknowledge,
    "echo": echo,
    "broadcast": broadcast,
    "join": join,
    "leave": leave,
    "room": to_room,
    "ask": ask,
    "disconnect-me": disconnect,
}


def _room(member: Member, event: Event) -> str | None:
    """Give the room that an event names first; tell the client when it names none."""
    room = event.arguments[0] if event.arguments else None
    if isinstance(room, str) and 0 < len(room) <= _LONGEST_ROOM:
        return room
    _complain(
        member, event, f"{event.name!r} needs the name of a room first: 1 to {_LONGEST_ROOM} characters."
    )
    return None


def _answer(event: Event, *arguments: Any) -> None:
    if event.acknowledge is not None:
        event.acknowledge(*arguments)


def _complain(member: Member, event: Event, sentence: str) -> None:
    """Tell the client what is wrong: in the acknowledgement, or else as the event `problem`."""
    if event.acknowledge is not None:
        event.acknowledge({"error": sentence})
    else:
        member.emit("problem", sentence)
