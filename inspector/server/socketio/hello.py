"""The namespaces of the local server: the hello-world of Express and Socket.IO, and two beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inspector.server.socketio.events import HANDLERS
from inspector.server.socketio.member import Member
from inspector.server.socketio.namespace import Namespace, Refused

GREETING = "Sent a message 4seconds after connection!"
GREETING_AFTER = 4.0
"""Seconds."""
AUTH_AFTER = 0.02
"""Seconds: who waits for one message at a time begins to wait for the next when it has read the first."""

Log = Callable[[str], None]


class Main(Namespace):
    """The main namespace: logs who comes and goes, and greets after four seconds."""

    handlers = HANDLERS

    def __init__(self, log: Log) -> None:
        super().__init__("/")
        self._log = log

    def joined(self, member: Member, auth: dict[str, Any]) -> None:
        """Log it, and greet: with the `auth` that the client came with, and after four seconds."""
        _say(self._log, member, "A user connected")
        self.later(member, AUTH_AFTER, "auth", auth)
        self.later(member, GREETING_AFTER, "message", GREETING)

    def left(self, member: Member) -> None:
        """Log it."""
        _say(self._log, member, "A user disconnected")


class Custom(Namespace):
    """A second namespace for everybody, with members and rooms of its own."""

    handlers = HANDLERS

    def __init__(self) -> None:
        super().__init__("/custom")

    def joined(self, member: Member, auth: dict[str, Any]) -> None:
        """Tell the client the `auth` that it came with."""
        self.later(member, AUTH_AFTER, "auth", auth)


class Admin(Namespace):
    """A namespace for those who bring a token."""

    handlers = HANDLERS

    def __init__(self, log: Log) -> None:
        super().__init__("/admin")
        self._log = log

    def refusal(self, auth: dict[str, Any]) -> Refused | None:
        """Demand `auth.token`, any text that is not empty."""
        token = auth.get("token")
        if isinstance(token, str) and token:
            return None
        return Refused("/admin demands auth.token, a text that is not empty", {"missing": "auth.token"})

    def joined(self, member: Member, auth: dict[str, Any]) -> None:
        """Log it, and welcome the client."""
        _say(self._log, member, "An admin connected")
        self.later(member, AUTH_AFTER, "welcome", {"namespace": self.path})

    def left(self, member: Member) -> None:
        """Log it."""
        _say(self._log, member, "An admin disconnected")


def namespaces(log: Log) -> dict[str, Namespace]:
    """Give the namespaces of one server, by path."""
    return {one.path: one for one in (Main(log), Custom(), Admin(log))}


def _say(log: Log, member: Member, line: str) -> None:
    """Log a line, and note it in the client's record too."""
    member.client.note("server", line)
    log(line)
