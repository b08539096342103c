"""One Socket.IO client: its Engine.IO session, and the namespaces that it is connected to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from inspector.server.engineio.session import Session
from inspector.server.socketio.joining import Joiner
from inspector.server.socketio.member import Member
from inspector.server.socketio.namespace import Namespace, Refused
from inspector.server.socketio.packet import (
    CONNECT,
    CONNECT_ERROR,
    DISCONNECT,
    MalformedError,
    SocketIoPacket,
    article,
    encode,
    shown,
)

_OTHER_PARSER = (
    "The first message of a client has {0:,} bytes and is no text: the client may use a parser of its own, "
    "such as socket.io-msgpack-parser; this server knows the default one."
)
_INVALID_NAMESPACE = Refused("Invalid namespace")


class Client:
    """What a session has on top; protocol v5 over Engine.IO v4, protocol v4 over v3."""

    def __init__(self, session: Session, namespaces: Mapping[str, Namespace]) -> None:
        self._session = session
        self._namespaces = namespaces
        self._members: dict[str, Member] = {}
        self._began = False
        self._joiner = Joiner()
        self._old = session.protocol == 3
        self._connect_timer: asyncio.TimerHandle | None = None
        self._attachment_timer: asyncio.TimerHandle | None = None

    # What the session tells.

    def opened(self) -> None:
        """Wait for a CONNECT; in v4 a client is in the main namespace from the start."""
        if self._old:
            self._connect("/", {})
        else:
            self._connect_timer = self._later(self._session.options.connect_timeout, self._not_connected)

    def message(self, data: str | bytes) -> None:
        """Take a message of the session."""
        try:
            if isinstance(data, bytes) and not self._began:
                raise MalformedError(_OTHER_PARSER.format(len(data)))
            self._began = True
            packet = self._joiner.take(data)
            if packet is not None:
                self._received(packet)
        except MalformedError as error:
            self._session.fail(str(error), self._section)
        self._watch_attachments()

    def closed(self, reason: str) -> None:
        """Leave every namespace."""
        for timer in (self._connect_timer, self._attachment_timer):
            if timer is not None:
                timer.cancel()
        if self._joiner.missing:
            self.note("violation", f"{self._joiner.waits_for}; then the session ended.")
        for member in list(self._members.values()):
            self._forget(member)

    # What members do.

    def send(self, messages: list[str | bytes]) -> None:
        """Send a packet and its attachments."""
        for message in messages:
            self._session.send(message)

    def note(self, kind: str, sentence: str) -> None:
        """Note something where the session is recorded."""
        self._session.note(kind, sentence, self._section if kind == "violation" else "")

    def dismiss(self, member: Member) -> None:
        """Disconnect a member from its namespace."""
        self.send(encode(DISCONNECT, member.namespace.path))
        self._forget(member)

    def close(self) -> None:
        """Disconnect from every namespace and close the session; clients do not come back after that."""
        for member in list(self._members.values()):
            self.dismiss(member)
        self._session.close()

    # Packets.

    @property
    def _section(self) -> str:
        return "Socket.IO v4" if self._old else "Socket.IO v5"

    def _received(self, packet: SocketIoPacket) -> None:
        path, _, query = packet.namespace.partition("?") if self._old else (packet.namespace, "", "")
        member = self._members.get(path)
        if packet.type == CONNECT:
            if member is not None:
                raise MalformedError(f"A second CONNECT came for the namespace {shown(path)}.")
            # v4 has no payload in CONNECT; what a client tells of itself is in the namespace's query.
            self._connect(path, dict(parse_qsl(query)) if self._old else packet.data or {})
        elif packet.type == CONNECT_ERROR:
            raise MalformedError("A CONNECT_ERROR came; only the server sends one.")
        elif member is None:
            came = article(packet.type, begins=True)
            raise MalformedError(
                f"{came} came for the namespace {shown(path)}, to which the client is not connected."
            )
        elif packet.type == DISCONNECT:
            self._forget(member)
        else:
            member.received(packet)

    def _connect(self, path: str, auth: dict[str, Any]) -> None:
        namespace = self._namespaces.get(path)
        refused = _INVALID_NAMESPACE if namespace is None else namespace.refusal(auth)
        if refused is not None or namespace is None:
            self._refuse(path, refused or _INVALID_NAMESPACE)
            return
        if self._connect_timer is not None:
            self._connect_timer.cancel()
        member = self._members[path] = Member(self, namespace)
        self.send(encode(CONNECT, path, None if self._old else {"sid": member.sid}))
        namespace.add(member, auth)

    def _refuse(self, path: str, refused: Refused) -> None:
        self.note("server", f"The namespace {shown(path)} was refused: {refused.message}.")
        told: Any = refused.message
        if not self._old:
            told = {"message": refused.message}
            if refused.data is not None:
                told["data"] = refused.data
        self.send(encode(CONNECT_ERROR, path, told))

    def _forget(self, member: Member) -> None:
        del self._members[member.namespace.path]
        member.namespace.remove(member)

    # Time.

    def _watch_attachments(self) -> None:
        """Give attachments their time from the packet that announced them."""
        if not self._joiner.missing:
            if self._attachment_timer is not None:
                self._attachment_timer.cancel()
                self._attachment_timer = None
        elif self._attachment_timer is None and self._session.is_open:
            timeout = self._session.options.attachment_timeout
            self._attachment_timer = self._later(timeout, self._attachments_missing)

    def _attachments_missing(self) -> None:
        timeout = self._session.options.attachment_timeout
        sentence = f"{self._joiner.waits_for} within {timeout} ms."
        self._joiner = Joiner()
        self._session.fail(sentence, self._section)

    def _not_connected(self) -> None:
        # "If the server does not receive a CONNECT packet first, then it MUST close the connection".
        timeout = self._session.options.connect_timeout
        self._session.fail(f"No CONNECT to a namespace came within {timeout} ms.", self._section)

    def _later(self, milliseconds: int, then: Any) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(milliseconds / 1000, then)
