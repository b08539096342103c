"""The namespaces of one session, and how far each has come."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from inspector.session.errors import SessionError


class NamespaceState(enum.StrEnum):
    """Where a namespace stands."""

    JOINING = "JOINING"
    """CONNECT goes out, or is not answered yet."""
    JOINED = "JOINED"
    REFUSED = "REFUSED"
    UNANSWERED = "UNANSWERED"
    """CONNECT was not answered in time; it may be asked for again."""
    LEFT = "LEFT"


@dataclass(slots=True)
class Membership:
    """One namespace, as this client asked for it."""

    name: str
    auth: Any = None
    query: str = ""
    """What follows its name in CONNECT, with Socket.IO 2 only."""
    state: NamespaceState = NamespaceState.LEFT
    sid: str = ""


class Namespaces:
    """All that were ever asked for; those that were not left are joined again after a reconnect."""

    def __init__(self) -> None:
        self._known: dict[str, Membership] = {}

    def want(self, asked: str, auth: Any) -> Membership:
        """Take one that is to be joined; raises `SessionError` when that is under way or done."""
        name, mark, query = asked.partition("?")
        member = self._known.get(name)
        if member is not None and member.state in (NamespaceState.JOINING, NamespaceState.JOINED):
            raise SessionError(f"The namespace {name} is {member.state.lower()} already: leave it first.")
        member = self._known[name] = Membership(name, auth, mark + query, NamespaceState.JOINING)
        return member

    def joined_by_server(self, name: str) -> Membership:
        """Give the one that a server of Socket.IO 2 connects unasked."""
        return self._known.setdefault(name, Membership(name, state=NamespaceState.JOINING))

    def begin(self) -> None:
        """Hear that a connection is about to be opened, on which all that were not left are to be joined."""
        for member in self._known.values():
            if member.state is not NamespaceState.LEFT:
                member.state = NamespaceState.JOINING

    def joining(self) -> list[Membership]:
        """Give those that wait to be joined."""
        return [member for member in self._known.values() if member.state is NamespaceState.JOINING]

    def get(self, name: str) -> Membership | None:
        """Give one by its name."""
        return self._known.get(name)

    def needed(self, name: str) -> Membership:
        """Give one that is JOINED; raises `SessionError` for any other."""
        member = self._known.get(name)
        if member is None or member.state is not NamespaceState.JOINED:
            state = f"is {member.state.lower()}" if member is not None else "was never joined"
            waits = member is not None and member.state is NamespaceState.JOINING
            what = "wait for the server's answer" if waits else "join it"
            raise SessionError(f"The namespace {name} {state}, and this needs one that is joined: {what}.")
        return member

    def states(self) -> dict[str, NamespaceState]:
        """Give the state of each."""
        return {member.name: member.state for member in self._known.values()}

    def joined(self) -> list[str]:
        """Name those that are JOINED."""
        return [member.name for member in self._known.values() if member.state is NamespaceState.JOINED]

    def lost(self) -> None:
        """Hear that the connection is gone: what was joined is to be joined again."""
        for member in self._known.values():
            if member.state is NamespaceState.JOINED:
                member.state, member.sid = NamespaceState.JOINING, ""
