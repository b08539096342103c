"""Socket.IO on one session of Engine.IO: namespaces, events, acks and attachments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inspector.payloads.engineio import EngineIoType
from inspector.payloads.socketio import SocketIoType
from inspector.session.errors import SessionError
from inspector.session.events import (
    Event,
    EventReceived,
    Failed,
    NamespaceAsked,
    NamespaceConnected,
    NamespaceLeft,
    NamespaceRefused,
    NamespaceUnanswered,
)
from inspector.session.socketio import packets, refusals
from inspector.session.socketio.acks import Acks
from inspector.session.socketio.asked import Ask, Asked
from inspector.session.socketio.attachments import Attaching
from inspector.session.socketio.catalogue import Catalogue
from inspector.session.socketio.engine import Engine
from inspector.session.socketio.engine_packets import Eio, EnginePacket
from inspector.session.socketio.faults import SOCKET, PacketError
from inspector.session.socketio.joining import Joining
from inspector.session.socketio.namespaces import Membership, Namespaces, NamespaceState
from inspector.session.socketio.packets import SocketPacket
from inspector.session.socketio.values import as_json, check_value
from inspector.wire.records import Direction

_LONGEST_MESSAGE = 500
_EVENTS = (SocketIoType.EVENT, SocketIoType.BINARY_EVENT)


class Ears:
    """What a person wants to hear of; it outlives reconnects."""

    def __init__(self) -> None:
        self.want_events = False
        self.listen_to: frozenset[str] | None = None
        """The names of events that are told; None is all."""
        self.on_count: Callable[[int], None] | None = None
        """Hears how many events have arrived so far, all of them."""
        self.count = 0


class Conversation:
    """Takes the data of MESSAGE packets, and tells `emit` what it says."""

    def __init__(
        self,
        eio: Eio,
        max_size: int | None,
        namespaces: Namespaces,
        catalogue: Catalogue,
        ears: Ears,
        emit: Callable[[Event], None],
    ) -> None:
        self.engine: Engine | None = None
        self.acks = Acks(emit)
        self.asked = Asked()
        self.answered = False
        """The server has answered one CONNECT, with yes or no."""
        self._eio = eio
        self._namespaces = namespaces
        self._catalogue = catalogue
        self._ears = ears
        self._emit = emit
        self._joining = Joining(self._unanswered)
        self._attaching = Attaching(max_size, self._complain)

    def begin(self) -> None:
        """Ask for all namespaces that are wanted; a server of Socket.IO 2 may have connected one already."""
        for member in self._namespaces.joining():
            self.connect(member)

    def ended(self) -> None:
        """Hear that the connection is gone."""
        incomplete = self._attaching.ended()
        if incomplete is not None:
            self._note("violation", incomplete)
        self.acks.give_up()
        self.asked.forget()
        self._joining.stop()
        self._namespaces.lost()

    # What arrives.

    def message(self, data: str | bytes) -> None:
        """Take the data of one MESSAGE packet; raises `PacketError`."""
        packet = self._attaching.take(data)
        if packet is not None:
            self._packet(packet)

    def _complain(self, error: PacketError) -> None:
        if self.engine is not None:
            self.engine.complain(error)

    def _packet(self, packet: SocketPacket) -> None:
        member = self._namespaces.get(packet.namespace)
        if member is None and packet.type is SocketIoType.CONNECT and self._eio == 3:
            member = self._namespaces.joined_by_server(packet.namespace)
        if member is None:
            told = f"A packet of type {packet.type.name} came for the namespace {packet.namespace[:80]}"
            raise PacketError(f"{told}, which was never asked for: it is ignored.", SOCKET)
        if packet.type is SocketIoType.CONNECT:
            self._connected(member, packet.data)
        elif packet.type is SocketIoType.CONNECT_ERROR:
            self._refused(member, packet.data)
        elif packet.type in _EVENTS and (member.state is NamespaceState.JOINED or member.recovers):
            member.heard(packet.data)
            self._event(packet)
        elif member.state is not NamespaceState.JOINED:
            told = f"A packet of type {packet.type.name} came for the namespace {member.name}"
            raise PacketError(f"{told}, which is {member.state.lower()}: it is ignored.", SOCKET)
        elif packet.type is SocketIoType.DISCONNECT:
            self._left(member, "remote")
        else:
            self.acks.arrived(packet.namespace, packet.id or 0, tuple(packet.data))

    def _event(self, packet: SocketPacket) -> None:
        ears, name = self._ears, str(packet.data[0])
        self._catalogue.add(Direction.RECEIVED, packet.namespace, name)
        ears.count += 1
        if packet.id is not None:
            self.asked.add(Ask(packet.namespace, packet.id, name))
        if ears.want_events and (ears.listen_to is None or name in ears.listen_to):
            self._emit(EventReceived(packet.namespace, name, tuple(packet.data[1:]), packet.id))
        if ears.on_count is not None:
            ears.on_count(ears.count)

    def _connected(self, member: Membership, data: Any) -> None:
        if member.state is NamespaceState.JOINED:
            told = f"CONNECT came again for the namespace {member.name}: it is ignored."
            raise PacketError(told, SOCKET)
        sid = data.get("sid") if data is not None else None
        if self._eio == 4 and not isinstance(sid, str):
            # The client of Socket.IO 3 and 4 gives up just so.
            failed: Failed = refusals.speaks_v3("it connects a namespace without a sid")
            if self.engine is not None:
                self.engine.fail(failed, 1002, "Socket.IO 2")
            return
        self._joining.answered(member.name)
        self.answered = True
        if member.state is NamespaceState.LEFT:
            self._left_before_answer(member)
            return
        recovered = member.connected(data)
        self._emit(NamespaceConnected(member.name, member.sid, recovered))

    def _refused(self, member: Membership, data: Any) -> None:
        if member.state not in (NamespaceState.JOINING, NamespaceState.UNANSWERED):
            told = f"CONNECT_ERROR came for the namespace {member.name}, which is {member.state.lower()}"
            raise PacketError(f"{told}: it is ignored.", SOCKET)
        self._joining.answered(member.name)
        self.answered = True
        member.state = NamespaceState.REFUSED
        # Socket.IO 2 sends the message itself.
        said = data.get("message", "") if isinstance(data, dict) else data
        message = " ".join(str(said)[:_LONGEST_MESSAGE].split())
        self._emit(NamespaceRefused(member.name, message, as_json(data)))

    def _unanswered(self, member: Membership, seconds: float) -> None:
        member.state = NamespaceState.UNANSWERED
        told = f"The server has not answered CONNECT to the namespace {member.name} within {seconds:g} s."
        self._note("error", told)
        self._emit(NamespaceUnanswered(member.name, seconds))

    def _left_before_answer(self, member: Membership) -> None:
        """Leave one that was given up while its CONNECT was not answered: the server has let us in."""
        told = f"The server answered CONNECT to {member.name} after it was left: it is left now."
        self._note("check", told)
        self._send(SocketPacket(SocketIoType.DISCONNECT, member.name))

    def _note(self, kind: str, sentence: str) -> None:
        if self.engine is not None and self.engine.transport is not None:
            self.engine.transport.note(kind, sentence, SOCKET)

    def _left(self, member: Membership, by: str) -> None:
        self._joining.answered(member.name)
        member.left()
        self.acks.give_up(member.name)
        self.asked.forget(member.name)
        self._emit(NamespaceLeft(member.name, by))

    # What goes out.

    def connect(self, member: Membership) -> None:
        """Ask for a namespace; a server of Socket.IO 2 connects `/` by itself."""
        self._joining.begin(member)
        self._emit(NamespaceAsked(member.name))
        if self._eio == 3 and member.name == "/" and not member.query:
            return
        self._send(SocketPacket(SocketIoType.CONNECT, member.name + member.query, member.asked_with()))

    def disconnect(self, name: str) -> None:
        """Leave a namespace, or wait no longer for it; raises `SessionError` for one not asked for."""
        member = self._namespaces.get(name)
        if member is None or member.state not in (NamespaceState.JOINING, NamespaceState.UNANSWERED):
            member = self._namespaces.needed(name)
            # Before it has answered CONNECT, the reference server closes the whole connection for this.
            self._send(SocketPacket(SocketIoType.DISCONNECT, name))
        self._left(member, "local")

    def say_goodbye(self) -> None:
        """Leave all namespaces, as the client does before it closes."""
        for member in self._namespaces.joined():
            self._send(SocketPacket(SocketIoType.DISCONNECT, member.name))
            member.pid = member.offset = ""

    def event(
        self, name: str, arguments: tuple[Any, ...], namespace: str, *, ack: bool, timeout: float | None
    ) -> int | None:
        """Send an event, and give its ack id if it asks for an ack; raises `SessionError`."""
        check_event_name(name)
        self._namespaces.needed(namespace)
        _check(arguments)
        ack_id = self.acks.expect(namespace, name, timeout) if ack else None
        self._send(SocketPacket(SocketIoType.EVENT, namespace, [name, *arguments], ack_id))
        self._catalogue.add(Direction.SENT, namespace, name)
        return ack_id

    def answer(self, namespace: str, ack_id: int, arguments: tuple[Any, ...]) -> None:
        """Send an ack for an event of the server's; raises `SessionError`."""
        self._namespaces.needed(namespace)
        if ack_id < 0:
            raise SessionError(f"An ack id is 0 or more, not {ack_id}: take that of the event.")
        _check(arguments)
        self._send(SocketPacket(SocketIoType.ACK, namespace, list(arguments), ack_id))
        self.asked.answered(namespace, ack_id)

    def _send(self, packet: SocketPacket) -> None:
        assert self.engine is not None
        try:
            parts = packets.encode(packet)
        except (ValueError, RecursionError) as error:
            raise SessionError("The arguments are nested too deeply: send less at once.") from error
        self.engine.send([EnginePacket(EngineIoType.MESSAGE, part) for part in parts])


def check_event_name(name: str) -> None:
    """Raise `SessionError` for a name that no event may have."""
    if name in packets.RESERVED:
        raise SessionError(f"The event name {name} is reserved by Socket.IO: choose another.")


def _check(arguments: tuple[Any, ...]) -> None:
    for number, argument in enumerate(arguments, 1):
        check_value(argument, f"Argument {number}")
