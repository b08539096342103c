"""Engine.IO and Socket.IO packets laid out: event, namespace, ack id and arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inspector.payloads.engineio import EngineIoPacket, EngineIoType, read_engineio
from inspector.payloads.format import Sample
from inspector.payloads.hex_dump import HexReader
from inspector.payloads.json_printer import JsonPrinter
from inspector.payloads.packet_error import PacketError
from inspector.payloads.socketio import SocketIoPacket, read_socketio
from inspector.payloads.utf8 import Utf8Reader
from inspector.payloads.visible import visible
from inspector.payloads.whole_reader import WholeReader
from inspector.wire.records import HTTP, Opcode

_LARGEST = 256 * 1024
_TEXTS = (Opcode.TEXT, HTTP & 0x0F)
"""Opcodes of what may be packets; a body of long-polling has none of its own."""
_NAMESPACE = rb"(?:/[^,\x1e]{0,200},)?"
# What no other program is likely to write: an open packet, an event or answer, a CONNECT with an object.
_PACKET = re.compile(
    rb'(?:0\{"sid"|4[23]' + _NAMESPACE + rb"[0-9]{0,16}\[|4[56][0-9]{1,6}-" + _NAMESPACE + rb"[0-9]{0,16}\["
    rb"|4[04]" + _NAMESPACE + rb'\{|4[014]/[^,\x1e]{0,200},|44"|[23]probe\Z)'
)
_LENGTH = re.compile(rb"[0-9]{1,6}:|[\x00\x01][\x00-\x09]{1,6}\xff")
_BODY = re.compile(rb"(?:[0-6][^\x1e]*|b[A-Za-z0-9+/=]*)(?:\x1e|\Z)")


class PacketsReader(WholeReader):
    """Reads all at once: packets that are larger are read as text."""

    def _told(self) -> str:
        return "\n\n".join(self._packets())

    def _packets(self) -> Iterator[str]:
        announced = _LENGTH.match(self._body) is not None
        polling = announced or b"\x1e" in self._body
        binary = announced and self._body[0] < 2
        try:
            packets = read_engineio(self._body, binary=binary, polling=polling, eio=3 if announced else 4)
        except PacketError as error:
            self.problem = str(error)
            packets = []
        if not packets:
            yield visible(Utf8Reader().feed(self._body, final=True))
        for packet in packets:
            yield self._packet(packet)

    def _packet(self, packet: EngineIoPacket) -> str:
        if isinstance(packet.data, bytes):
            return f"attachment  {len(packet.data):,} B\n{HexReader().feed(packet.data, final=True)}".strip()
        if packet.type is not EngineIoType.MESSAGE:
            return f"{packet.type.name.lower()}  {_json(packet.data)}".rstrip()
        try:
            inner = read_socketio(packet.data)
        except PacketError as error:
            self.problem = self.problem or str(error)
            return f"message  {visible(packet.data)}"
        return "\n".join(_lines(inner, packet.data))


class PacketsFormat:
    """Messages and bodies of polling that hold Socket.IO packets."""

    name = "socketio"
    title = "Socket.IO"

    def priority(self, sample: Sample) -> int:
        """Fit what begins like a packet; a body of polling is told by its separators too."""
        head = sample.head
        if not sample.whole or len(head) > _LARGEST or sample.opcode not in _TEXTS:
            return 0
        announced = _LENGTH.match(head)
        packet = _PACKET.match(head, announced.end() if announced else 0)
        return 60 if packet or (b"\x1e" in head and _BODY.match(head)) else 0

    def reader(self, _sample: Sample) -> PacketsReader:
        """Begin to read."""
        return PacketsReader()


def _lines(packet: SocketIoPacket, text: str) -> Iterator[str]:
    yield packet.type.name
    if packet.event is not None:
        yield f"Event        {visible(packet.event, one_line=True)}"
    yield f"Namespace    {visible(packet.namespace, one_line=True)}"
    if packet.ack_id is not None:
        yield f"Ack id       {packet.ack_id}"
    if packet.attachments:
        yield f"Attachments  {packet.attachments:,}"
    data = text[packet.data_start :]
    if data:
        name = "Name and arguments" if packet.event is not None else "Arguments"
        yield f"{name if packet.arguments or packet.event is not None else 'Data'}\n{_json(data)}"


def _json(text: str) -> str:
    printer = JsonPrinter()
    laid_out = printer.feed(text, final=True)
    return visible(text) if printer.failed else laid_out
