"""One message through its layers: HTTP or WebSocket, Engine.IO, Socket.IO, application."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from inspector.payloads.engineio import EngineIoPacket, read_engineio
from inspector.payloads.layer_packets import Taken, take_packet
from inspector.payloads.layer_records import Layer, LayerField, LayerKind, Layers, Span
from inspector.payloads.layer_transport import http_layer, websocket_layer
from inspector.payloads.packet_error import PacketError
from inspector.wire.records import Opcode, WireFrame

SHOWN = 4_096
"""Bytes of a message that are given."""
_EXPLAINED = 20
"""Packets of one body whose fields are given."""
_ENGINE_WORDS = (
    "Keeps a session alive over polling and WebSocket alike: heartbeats, upgrade, types of packets."
)
_SOCKET_WORDS = "Gives messages names, namespaces, answers and attachments."
_APPLICATION_WORDS = "What the application itself wanted to send."


class EngineIo(Protocol):
    """What is known of a connection that speaks Engine.IO."""

    @property
    def eio(self) -> int:
        """The protocol version."""


def layers_of(frame: WireFrame, head: bytes | None, recognised: EngineIo | None) -> Layers:
    """Take a frame or HTTP message apart; `recognised` is None where the connection is plain WebSocket.

    The frame's payload has to be whole. `head` is that of an HTTP message, or a frame's header where that
    is not minimal.
    """
    if frame.is_http:
        header = head or b""
        transport = http_layer(header)
    else:
        transport, header = websocket_layer(frame, head)
    why_not = _why_no_packet(frame, header, recognised)
    if why_not is None and recognised is not None:
        try:
            packets = _packets(frame, recognised.eio)
        except PacketError as error:
            return _undecoded(transport, header, frame, str(error))
        return _decoded(transport, header, frame, packets)
    return _plain(transport, header, frame, why_not or "")


def _packets(frame: WireFrame, eio: int) -> list[EngineIoPacket]:
    if frame.is_http:
        binary = frame.payload[:1] in (b"\0", b"\1")
        return read_engineio(frame.payload, binary=binary, polling=True, eio=eio)
    return read_engineio(frame.payload, binary=frame.opcode == Opcode.BINARY, polling=False, eio=eio)


def _why_no_packet(frame: WireFrame, header: bytes, recognised: EngineIo | None) -> str | None:
    """Tell why no packet is looked for; None when one is."""
    if recognised is None:
        return ""
    if frame.is_http:
        if frame.payload == b"ok":
            return "The server took the packets that were posted."
        refused = header.startswith(b"HTTP/") and b" 200 " not in header.partition(b"\r\n")[0] + b" "
        return "The server refused: the body is no packet." if refused else None
    if frame.opcode not in (Opcode.TEXT, Opcode.BINARY) or not frame.fin:
        control = frame.opcode >= Opcode.CLOSE
        return "" if control else "A fragment: only the whole message can be decoded."
    return None


def _plain(transport: Layer, header: bytes, frame: WireFrame, note: str) -> Layers:
    length = len(frame.payload)
    fields: tuple[LayerField, ...] = ()
    start, total = len(header), len(header) + length
    if length:
        words = "everything after the header belongs to the application"
        fields = (LayerField("payload", f"{length:,} B", words, (start, total)),)
    application = Layer(LayerKind.APPLICATION, "Application", _APPLICATION_WORDS, length, fields)
    spans = [Span(transport.kind, 0, start), Span(LayerKind.APPLICATION, start, total)]
    return _made((transport, application), header, frame, spans, 0, note)


def _undecoded(transport: Layer, header: bytes, frame: WireFrame, problem: str) -> Layers:
    start, total = len(header), len(header) + len(frame.payload)
    engine = Layer(LayerKind.ENGINEIO, "Engine.IO", _ENGINE_WORDS, 0, (), problem)
    raw = Layer(LayerKind.RAW, "Not decoded", "The bytes as they came.", len(frame.payload))
    spans = [Span(transport.kind, 0, start), Span(LayerKind.RAW, start, total)]
    return _made((transport, engine, raw), header, frame, spans, 0, "")


def _decoded(transport: Layer, header: bytes, frame: WireFrame, packets: list[EngineIoPacket]) -> Layers:
    offset = len(header)
    taken = [take_packet(packet, number, offset) for number, packet in enumerate(packets)]
    spans = [Span(transport.kind, 0, offset), *_filled(taken, offset, offset + len(frame.payload))]
    sizes = dict.fromkeys(LayerKind, 0)
    for span in spans:
        sizes[span.kind] += span.end - span.start
    expanded = sum(one.expanded for one in taken)
    sizes[LayerKind.ENGINEIO] += expanded
    sizes[LayerKind.APPLICATION] -= expanded
    layers = (transport, *_upper_layers(taken, sizes))
    return _made(layers, header, frame, spans, len(packets), _cut_note(len(packets)))


def _upper_layers(taken: list[Taken], sizes: dict[LayerKind, int]) -> list[Layer]:
    shown = taken[:_EXPLAINED]
    engine = tuple(field for one in shown for field in one.engine)
    socket = tuple(field for one in shown for field in one.socket)
    application = tuple(field for one in shown for field in one.application)
    problem = next((one.problem for one in taken if one.problem), "")
    layers = [Layer(LayerKind.ENGINEIO, "Engine.IO", _ENGINE_WORDS, sizes[LayerKind.ENGINEIO], engine)]
    if socket or problem:
        size = sizes[LayerKind.SOCKETIO]
        layers.append(Layer(LayerKind.SOCKETIO, "Socket.IO", _SOCKET_WORDS, size, socket, problem))
    if application:
        size = sizes[LayerKind.APPLICATION]
        layers.append(Layer(LayerKind.APPLICATION, "Application", _APPLICATION_WORDS, size, application))
    if sizes[LayerKind.RAW]:
        size = sizes[LayerKind.RAW]
        layers.append(Layer(LayerKind.RAW, "Not decoded", "The bytes as they came.", size))
    return layers


def _filled(taken: list[Taken], start: int, end: int) -> Iterable[Span]:
    """Give all spans in order; what is between two packets is Engine.IO's."""
    at = start
    for one in taken:
        for span in one.spans:
            if at < span.start:
                yield Span(LayerKind.ENGINEIO, at, span.start)
            if span.start < span.end:
                yield span
            at = max(at, span.end)
    if at < end:
        yield Span(LayerKind.ENGINEIO, at, end)


def _cut_note(count: int) -> str:
    return f"The first {_EXPLAINED} of {count:,} packets are explained." if count > _EXPLAINED else ""


def _made(
    layers: tuple[Layer, ...], header: bytes, frame: WireFrame, spans: list[Span], packets: int, note: str
) -> Layers:
    total = len(header) + len(frame.payload)
    data = (header + frame.payload[:SHOWN])[:SHOWN]
    shown = tuple(
        span._replace(end=min(span.end, SHOWN)) for span in spans if span.start < min(span.end, SHOWN)
    )
    told = f"{note} {_compression_note(frame)}".strip()
    return Layers(layers, data, _merged(shown), total, packets, told)


def _compression_note(frame: WireFrame) -> str:
    compressed = frame.wire_length < len(frame.payload) if frame.is_http else frame.rsv1
    if not compressed:
        return ""
    return f"On the wire the payload was compressed to {frame.wire_length:,} B; it is counted inflated."


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in spans:
        if merged and merged[-1].kind is span.kind and merged[-1].end == span.start:
            merged[-1] = merged[-1]._replace(end=span.end)
        else:
            merged.append(span)
    return tuple(merged)
