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
    pid: str = ""
    """By what the server knows this client again after a loss (connection state recovery); empty for not."""
    offset: str = ""
    """The last event that came, in the server's count: it is the last argument of each."""

    @property
    def recovers(self) -> bool:
        """What was missed may come before the answer to CONNECT, as the reference server sends it."""
        return self.state is NamespaceState.JOINING and self.pid != ""

    def asked_with(self) -> Any:
        """Give what CONNECT carries: the auth, and what is to be recovered."""
        if not self.pid:
            return self.auth
        known = {"pid": self.pid, "offset": self.offset} if self.offset else {"pid": self.pid}
        return known | (self.auth or {})

    def connected(self, data: Any) -> bool:
        """Take the answer to CONNECT, and tell whether the state was recovered."""
        sid, pid = (data.get(name) if isinstance(data, dict) else None for name in ("sid", "pid"))
        known = isinstance(pid, str) and pid != "" and pid == self.pid
        self.state, self.sid = NamespaceState.JOINED, sid if isinstance(sid, str) else ""
        self.pid = pid if isinstance(pid, str) else ""
        return known

    def heard(self, data: list[Any]) -> None:
        """Remember how far events have come."""
        if self.pid and len(data) > 1 and isinstance(data[-1], str):
            self.offset = data[-1]

    def left(self) -> None:
        """Take the end, after which nothing is recovered."""
        self.state, self.sid, self.pid, self.offset = NamespaceState.LEFT, "", "", ""


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

    def joined(self) -> list[Membership]:
        """Give those that are JOINED."""
        return [member for member in self._known.values() if member.state is NamespaceState.JOINED]

    def lost(self) -> None:
        """Hear that the connection is gone: what was joined is to be joined again."""
        for member in self._known.values():
            if member.state is NamespaceState.JOINED:
                member.state, member.sid = NamespaceState.JOINING, ""
