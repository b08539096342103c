"""A Socket.IO connection that is recorded without a window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inspector.capture.store import Capture
from inspector.session.errors import SessionError
from inspector.session.events import (
    AckReceived,
    Closed,
    Event,
    EventReceived,
    Failed,
    NamespaceConnected,
    NamespaceLeft,
    NamespaceRefused,
    NamespaceUnanswered,
    Phase,
)
from inspector.session.options import ConnectOptions
from inspector.session.recording import Recording
from inspector.session.socketio.address import address_of
from inspector.session.socketio.conversation import check_event_name
from inspector.session.socketio.namespaces import NamespaceState
from inspector.session.socketio.session import SocketIoSession

_ALIVE = (NamespaceState.JOINING, NamespaceState.JOINED)

Emission = tuple[str | None, str, tuple[Any, ...]]


class SocketIoRecording(Recording):
    """A session of Socket.IO; it ends when no namespace is left, too."""

    unit = "events"
    rows = "frames and HTTP messages"

    def __init__(
        self,
        options: ConnectOptions,
        capture: Capture,
        wanted: int | None,
        emissions: Sequence[Emission],
        *,
        ack: bool = False,
        events: frozenset[str] | None = None,
    ) -> None:
        super().__init__(capture, wanted)
        session = self.session = SocketIoSession(options, capture, self.heard)
        session.want_messages = True
        session.listen_to = events
        self._session = session
        self._options = options
        self._emissions = emissions
        self._ack = ack
        self._acks: list[float] = []

    def heard(self, event: Event) -> None:
        """Hear of what the session does; it can send when every namespace has answered."""
        super().heard(event)
        match event:
            case EventReceived():
                self._came(self._count + 1)
            case NamespaceConnected() | NamespaceRefused() | NamespaceUnanswered() | NamespaceLeft():
                self._namespace(event)
            case AckReceived():
                self._acks.append(event.latency)
            case Closed():
                self._ready.set()

    def _namespace(
        self, event: NamespaceConnected | NamespaceRefused | NamespaceUnanswered | NamespaceLeft
    ) -> None:
        states = self._session.namespaces
        if isinstance(event, NamespaceRefused):
            said = event.message or event.data
            what = f"The server refused the namespace {event.namespace}: {said.rstrip('.')}."
            self._failed = self._failed or Failed(Phase.UPGRADE, what, "")
        elif isinstance(event, NamespaceUnanswered):
            told = f"The server has not answered CONNECT to the namespace {event.namespace}"
            what = f"{told} within {event.seconds:g} s."
            hint = "Is it known there? The server's log may say."
            self._failed = self._failed or Failed(Phase.UPGRADE, what, hint)
        if NamespaceState.JOINING not in states.values():
            self._ready.set()
        if not any(state in _ALIVE for state in states.values()):
            self._enough.set()

    def _send(self) -> None:
        """Emit each event in its namespace; raises `SessionError`."""
        if not any(state is NamespaceState.JOINED for state in self._session.namespaces.values()):
            return
        first = address_of(self._options).namespaces[0].partition("?")[0]
        for namespace, event, arguments in self._emissions:
            self._session.emit(event, *arguments, namespace=namespace or first, ack=self._ack)

    def _details(self) -> list[str]:
        parts = [f"{self._count} events came" if self._count != 1 else "1 event came"]
        if self._ack:
            slowest = f", the slowest after {max(self._acks) * 1000:.1f} ms" if self._acks else ""
            parts.append(f"{len(self._acks)} of {len(self._emissions)} acks came{slowest}")
        return parts


def check_emissions(options: ConnectOptions, emissions: Sequence[Emission]) -> None:
    """Raise `SessionError` for events that no namespace of the options could carry."""
    names = {name.partition("?")[0] for name in address_of(options).namespaces}
    for namespace, event, _arguments in emissions:
        check_event_name(event)
        if namespace is not None and namespace not in names:
            raise SessionError(f"The namespace {namespace} is not joined: name it with --namespace.")
