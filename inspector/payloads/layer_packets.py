"""What Engine.IO and Socket.IO write around the application's data, byte by byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from inspector.payloads.engineio import EngineIoPacket, EngineIoType
from inspector.payloads.layer_records import LayerField, LayerKind, Span
from inspector.payloads.packet_error import PacketError
from inspector.payloads.socketio import SocketIoPacket, SocketIoType, read_socketio
from inspector.payloads.visible import visible

_ENGINE_WORDS = {
    EngineIoType.OPEN: "the server opens a session and tells its id and its times",
    EngineIoType.CLOSE: "the session ends",
    EngineIoType.PING: "are you still there? (a heartbeat)",
    EngineIoType.PONG: "yes, still there (the answer to a ping)",
    EngineIoType.MESSAGE: "the rest is a message for Socket.IO",
    EngineIoType.UPGRADE: "from here on the session goes over this WebSocket",
    EngineIoType.NOOP: "nothing: it only ends a poll that waits",
}
_SOCKET_WORDS = {
    SocketIoType.CONNECT: "joins a namespace, or tells that it is joined",
    SocketIoType.DISCONNECT: "leaves a namespace",
    SocketIoType.EVENT: "an event with its arguments",
    SocketIoType.ACK: "answers an event",
    SocketIoType.CONNECT_ERROR: "the namespace refuses",
    SocketIoType.BINARY_EVENT: "an event with bytes among its arguments",
    SocketIoType.BINARY_ACK: "answers an event, with bytes among the arguments",
}
_OPEN_WORDS = {
    "sid": "the session's id, which every later request names",
    "upgrades": "transports that the client may change to",
    "pingInterval": "milliseconds between two heartbeats",
    "pingTimeout": "milliseconds that an answer may take",
    "maxPayload": "most bytes of one body of polling",
}
_NAMED = re.compile(r'\s*\[\s*("(?:[^"\\]|\\.)*"|-?[0-9]+)\s*,?\s*', re.DOTALL)
_ARRAY = re.compile(r"\s*\[\s*")
_PLACEHOLDER = re.compile(r'\{[^{}]{0,20}"_placeholder"[^{}]{0,60}\}')
_LONGEST = 120


class Taken(NamedTuple):
    """One packet taken apart."""

    spans: list[Span]
    engine: list[LayerField]
    socket: list[LayerField]
    application: list[LayerField]
    problem: str = ""
    expanded: int = 0
    """Bytes that base64 adds to an attachment."""


class _Places:
    """Turns places in a packet's text into places among the bytes."""

    def __init__(self, text: str, start: int) -> None:
        self._text, self._start, self._ascii = text, start, text.isascii()

    def __call__(self, at: int) -> int:
        return self._start + (at if self._ascii else len(self._text[:at].encode()))


def take_packet(packet: EngineIoPacket, number: int, offset: int, *, socketio: bool = True) -> Taken:
    """Take a packet apart; `offset` is where its payload begins. Never raises."""
    start, data_start, end = packet.start + offset, packet.data_start + offset, packet.end + offset
    engine = [_type_field(packet, number, start, data_start)]
    spans = [Span(LayerKind.ENGINEIO, start, data_start)]
    if isinstance(packet.data, bytes):
        return _attachment(packet, packet.data, Taken(spans, engine, [], []), number, offset)
    if packet.type is not EngineIoType.MESSAGE:
        spans.append(Span(LayerKind.ENGINEIO, data_start, end))
        return Taken(spans, engine + _engine_data(packet, number, data_start, end), [], [])
    if not socketio:
        spans.append(Span(LayerKind.APPLICATION, data_start, end))
        return Taken(spans, engine, [], [_data_field("message", packet.data, number, data_start, end)])
    try:
        inner = read_socketio(packet.data)
    except PacketError as error:
        spans.append(Span(LayerKind.RAW, data_start, end))
        return Taken(spans, engine, [], [], str(error))
    socket, application, more = _socket(inner, packet.data, number, data_start)
    return Taken(spans + more, engine, socket, application)


def _type_field(packet: EngineIoPacket, number: int, start: int, data_start: int) -> LayerField:
    name = packet.type.name.lower()
    if data_start == start:
        return LayerField(
            "type", name, "an attachment has no type of its own: the frame is binary", None, number
        )
    return LayerField(
        "type", f"{packet.type:d}  {name}", _ENGINE_WORDS[packet.type], (start, data_start), number
    )


def _attachment(packet: EngineIoPacket, data: bytes, taken: Taken, number: int, offset: int) -> Taken:
    start, end = packet.data_start + offset, packet.end + offset
    expanded = end - start - len(data)
    engine = list(taken.engine)
    if expanded:
        words = "bytes are written as base64 text: 4 characters for 3 bytes"
        engine.append(LayerField("base64", f"{expanded:,} B more", words, (start, end), number))
    words = "the bytes that an event before it keeps a place for"
    field = LayerField("attachment", f"{len(data):,} B", words, (start, end), number)
    spans = [*taken.spans, Span(LayerKind.APPLICATION, start, end)]
    return Taken(spans, engine, [], [field], expanded=expanded)


def _engine_data(packet: EngineIoPacket, number: int, start: int, end: int) -> list[LayerField]:
    assert isinstance(packet.data, str)
    if not packet.data:
        return []
    try:
        told = json.loads(packet.data) if packet.type is EngineIoType.OPEN else None
    except (ValueError, RecursionError):
        told = None
    if isinstance(told, dict):
        return [
            LayerField(name, _short(json.dumps(told[name])), words, (start, end), number)
            for name, words in _OPEN_WORDS.items()
            if name in told
        ]
    words = "tries whether the new transport works" if packet.data == "probe" else "what goes with it"
    return [LayerField("data", _short(packet.data), words, (start, end), number)]


def _socket(
    packet: SocketIoPacket, text: str, number: int, start: int
) -> tuple[list[LayerField], list[LayerField], list[Span]]:
    place = _Places(text, start)
    fields = list(_header_fields(packet, number, (place(0), place(packet.data_start))))
    spans = [Span(LayerKind.SOCKETIO, place(0), place(packet.data_start))]
    before, after = _application_part(packet, text)
    if packet.event is not None:
        words = "the name by which the other side finds what listens to it"
        span = (place(packet.data_start), place(before))
        fields.append(LayerField("event", _short(packet.event), words, span, number))
    spans += _data_spans(text, (packet.data_start, before, after), place)
    if before == after:
        return fields, [], spans
    name = "arguments" if packet.event is not None or packet.arguments else "data"
    return fields, [_data_field(name, text[before:after], number, place(before), place(after))], spans


def _header_fields(packet: SocketIoPacket, number: int, span: tuple[int, int]) -> Iterator[LayerField]:
    kind = packet.type
    yield LayerField("type", f"{kind:d}  {kind.name}", _SOCKET_WORDS[kind], span, number)
    if packet.attachments:
        words = "so many binary messages follow, one for each placeholder"
        yield LayerField("attachments", f"{packet.attachments:,}", words, span, number)
    shown = "not written, for it is the main one" if packet.namespace == "/" else "a channel of its own"
    yield LayerField("namespace", _short(packet.namespace), shown, span, number)
    if packet.ack_id is not None:
        answers = kind in (SocketIoType.ACK, SocketIoType.BINARY_ACK)
        words = "the number of the event that it answers" if answers else "the answer will carry this number"
        yield LayerField("ack id", f"{packet.ack_id}", words, span, number)


def _application_part(packet: SocketIoPacket, text: str) -> tuple[int, int]:
    """Find the characters that the application asked to send: from and to."""
    start, end = packet.data_start, len(text)
    if isinstance(packet.data, list):
        begin = (_NAMED if packet.event is not None else _ARRAY).match(text, start)
        closing = text.rstrip().rfind("]")
        start, end = (begin.end() if begin else start), max(start, closing)
        return min(start, end), end
    if (
        packet.type is SocketIoType.CONNECT
        and isinstance(packet.data, dict)
        and set(packet.data) <= {"sid", "pid"}
    ):
        return end, end  # what the server gives the client by itself
    return start, end


def _data_spans(text: str, edges: tuple[int, int, int], place: _Places) -> Iterator[Span]:
    start, before, after = edges
    yield Span(LayerKind.SOCKETIO, place(start), place(before))
    at = before
    for match in _PLACEHOLDER.finditer(text, before, after):
        yield Span(LayerKind.APPLICATION, place(at), place(match.start()))
        yield Span(LayerKind.SOCKETIO, place(match.start()), place(match.end()))
        at = match.end()
    yield Span(LayerKind.APPLICATION, place(at), place(after))
    yield Span(LayerKind.SOCKETIO, place(after), place(len(text)))


def _data_field(name: str, text: str, number: int, start: int, end: int) -> LayerField:
    return LayerField(name, _short(text), "JSON, as the application gave it", (start, end), number)


def _short(text: str) -> str:
    shown = visible(text[: _LONGEST * 2], one_line=True)
    return shown if len(shown) <= _LONGEST and len(text) <= _LONGEST * 2 else shown[:_LONGEST] + "…"
