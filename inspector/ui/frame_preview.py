"""One line that tells what is in a frame's payload."""

from __future__ import annotations

import codecs

from PySide6.QtCore import QCoreApplication

from inspector.capture.records import FrameSummary
from inspector.ui.visible_text import visible
from inspector.wire.closecodes import close_code_name
from inspector.wire.records import HTTP, Opcode


def preview_text(frame: FrameSummary) -> str:
    """Describe a frame by its first bytes, or an HTTP message by its start line and the first of its body."""
    if frame.head == HTTP:
        return visible(frame.preview.replace(b"\r\n", b"  ").decode("utf-8", "backslashreplace"))
    return payload_text(frame.head & 0x0F, frame.preview, frame.length)


def payload_text(opcode: int, payload: bytes, length: int) -> str:
    """Describe a payload of `length` bytes by its first bytes, `payload`."""
    if opcode == Opcode.TEXT:
        return visible(_text(payload, length))
    if opcode == Opcode.CLOSE:
        return _close(payload, length)
    if opcode in (Opcode.PING, Opcode.PONG, Opcode.CONTINUATION):
        return _text_or_hex(payload, length, fragment=opcode == Opcode.CONTINUATION)
    return payload.hex(" ")


def _text(payload: bytes, length: int) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")
    # The first bytes may end inside a character; that is no error of the frame.
    return decoder.decode(payload, final=len(payload) == length)


def _text_or_hex(payload: bytes, length: int, *, fragment: bool) -> str:
    # RFC 6455 §5.6: a fragment may begin and end inside a character.
    start = next((place for place in range(min(3, len(payload))) if payload[place] & 0xC0 != 0x80), 0)
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    whole = not fragment and len(payload) == length
    try:
        text = decoder.decode(payload[start:] if fragment else payload, final=whole)
    except UnicodeDecodeError:
        return payload.hex(" ")
    return visible(text) if fragment or text.isprintable() else payload.hex(" ")


def _close(payload: bytes, length: int) -> str:
    # RFC 6455 §5.5.1: an empty body carries no code; otherwise the first two bytes are the code.
    if length == 0:
        return QCoreApplication.translate("FramePreview", "no close code")
    if length == 1:
        return payload.hex()
    code = int.from_bytes(payload[:2], "big")
    reason = visible(_text(payload[2:], length - 2))
    named = f"{code} {close_code_name(code)}"
    return f"{named} — {reason}" if reason else named
