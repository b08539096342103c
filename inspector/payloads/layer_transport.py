"""What carries a message: the header of a WebSocket frame, or the head of an HTTP message."""

from __future__ import annotations

import re

from inspector.payloads.layer_records import Layer, LayerField, LayerKind
from inspector.payloads.visible import visible
from inspector.wire.header import encode_header
from inspector.wire.records import Opcode, WireFrame, opcode_name

_LONGEST = 120
_SID = re.compile(rb"[?&]sid=")
_OPCODES = {
    Opcode.CONTINUATION: "a further fragment of a message",
    Opcode.TEXT: "the payload is text in UTF-8",
    Opcode.BINARY: "the payload is bytes of any kind",
    Opcode.CLOSE: "the closing handshake",
    Opcode.PING: "asks whether the other side is there",
    Opcode.PONG: "answers a ping",
}


def websocket_layer(frame: WireFrame, header: bytes | None = None) -> tuple[Layer, bytes]:
    """Take a frame's header apart; gives its bytes too. RFC 6455 §5.2.

    `header` is given where it is not the minimal one.
    """
    header = header or encode_header(frame.head, max(0, frame.wire_length), frame.masking_key)
    key = len(frame.masking_key or b"")
    fields = [_first_byte(frame), _length(frame, len(header) - key)]
    if frame.masking_key is not None:
        words = "4 random bytes a client mixes into its payload, so that no proxy mistakes it for HTTP"
        span = (len(header) - key, len(header))
        fields.append(LayerField("masking key", frame.masking_key.hex(" "), words, span))
    if frame.rsv1:
        words = "permessage-deflate compressed the message; the bytes here are those after inflating"
        fields.append(LayerField("compression", f"{frame.wire_length:,} B on the wire", words))
    words = "Puts a message into a frame, so that the other side knows where it ends and of which type it is."
    return Layer(LayerKind.WEBSOCKET, "WebSocket", words, len(header), tuple(fields)), header


def http_layer(head: bytes) -> Layer:
    """Take the head of an HTTP message apart."""
    start, _, rest = head.partition(b"\r\n")
    request = not start.startswith(b"HTTP/")
    count = len(rest.strip().splitlines())
    fields = [
        LayerField(
            "request line" if request else "status line",
            _short(start),
            _request_words(start) if request else "how the server took the request",
            (0, len(start)),
        ),
        LayerField(
            "header fields",
            f"{count:,}",
            f"{len(head) - len(start):,} B that go along with every single message",
            (len(start), len(head)),
        ),
    ]
    words = "Carries packets as the body of a request or response, where there is no WebSocket yet."
    return Layer(
        LayerKind.HTTP, "HTTP request" if request else "HTTP response", words, len(head), tuple(fields)
    )


def _request_words(start: bytes) -> str:
    if start.startswith(b"GET ") and _SID.search(start) is None:
        return "asks for a new session"
    if start.startswith(b"GET "):
        return "asks for packets; the server waits with its answer until it has some"
    return "brings packets to the server" if start.startswith(b"POST ") else "what is asked for"


def _first_byte(frame: WireFrame) -> LayerField:
    name = opcode_name(frame.opcode)
    meaning = _OPCODES.get(Opcode(frame.opcode)) if frame.opcode in list(Opcode) else "reserved"
    final = "the message ends with this frame" if frame.fin else "more fragments follow"
    value = f"{frame.head:02x}  FIN {int(frame.fin)}, {name}"
    return LayerField("first byte", value, f"{meaning}; {final}", (0, 1))


def _length(frame: WireFrame, end: int) -> LayerField:
    words = "bytes of payload; " + (
        "the first bit tells that a masking key follows"
        if frame.masking_key is not None
        else "not masked, as a server sends"
    )
    return LayerField("length", f"{frame.wire_length:,}", words, (1, end))


def _short(text: bytes) -> str:
    shown = visible(text[: _LONGEST * 4].decode("utf-8", "backslashreplace"), one_line=True)
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"
