"""What the composer can make, and how a typed draft becomes bytes."""

from __future__ import annotations

import enum
import re

from PySide6.QtCore import QCoreApplication

from inspector.ui.byte_text import encode_utf8, parse_base64, parse_hex
from inspector.ui.fragments import MARKER, without_markers
from inspector.ui.json_check import TextProblem, check_json


class Mode(enum.StrEnum):
    """One tab of the composer; the value is what the history keeps."""

    TEXT = "text"
    JSON = "json"
    HEX = "hex"
    BASE64 = "base64"
    FILE = "file"
    PING = "ping"
    PONG = "pong"
    CLOSE = "close"
    EMIT = "emit"


TABS = (Mode.EMIT, Mode.TEXT, Mode.JSON, Mode.HEX, Mode.BASE64, Mode.FILE, Mode.PING, Mode.PONG, Mode.CLOSE)
"""The modes from left to right; the first one is there on connections of Socket.IO only."""

TYPED = (Mode.TEXT, Mode.JSON, Mode.HEX, Mode.BASE64)
"""Modes whose message is typed; it can be fragmented and repeated."""


def mode_name(mode: Mode) -> str:
    """Name a mode on its tab."""
    names = {
        Mode.TEXT: QCoreApplication.translate("Composer", "Text"),
        Mode.JSON: QCoreApplication.translate("Composer", "JSON"),
        Mode.HEX: QCoreApplication.translate("Composer", "Hex"),
        Mode.BASE64: QCoreApplication.translate("Composer", "Base64"),
        Mode.FILE: QCoreApplication.translate("Composer", "File"),
        Mode.PING: QCoreApplication.translate("Composer", "Ping"),
        Mode.PONG: QCoreApplication.translate("Composer", "Pong"),
        Mode.CLOSE: QCoreApplication.translate("Composer", "Close"),
        Mode.EMIT: QCoreApplication.translate("Composer", "Emit"),
    }
    return names[mode]


def read_draft(mode: Mode, draft: str) -> bytes | TextProblem:
    """Turn a typed draft into the message's bytes, or say where that fails."""
    if mode is Mode.HEX:
        return parse_hex(draft)
    if mode is Mode.BASE64:
        return parse_base64(draft)
    problem = check_json(draft) if mode is Mode.JSON else None
    return problem or encode_utf8(draft)


def read_segments(mode: Mode, draft: str) -> list[bytes] | TextProblem:
    """Turn a typed draft into fragments, cut at the markers in it."""
    if mode in (Mode.HEX, Mode.BASE64):
        return _read_byte_segments(mode, draft)
    whole = read_draft(mode, without_markers(draft))
    if isinstance(whole, TextProblem):
        return TextProblem(whole.sentence, _with_markers(draft, whole.offset))
    return [segment.encode() for segment in draft.split(MARKER)]


def _read_byte_segments(mode: Mode, draft: str) -> list[bytes] | TextProblem:
    parts: list[bytes] = []
    start = 0
    for segment in draft.split(MARKER):
        # White space in place of what stands before keeps the places in the sentences right.
        read = read_draft(mode, re.sub(r"[^\n]", " ", draft[:start]) + segment)
        if isinstance(read, TextProblem):
            return read
        parts.append(read)
        start += len(segment) + len(MARKER)
    return parts


def _with_markers(draft: str, offset: int) -> int:
    """Find the place in the draft of a place in the text without markers."""
    left = offset
    for place, character in enumerate(draft):
        if character == MARKER:
            continue
        if left == 0:
            return place
        left -= 1
    return len(draft)


def utf8_problem(payload: bytes) -> str:
    """Say why bytes cannot be a text message (RFC 6455 §5.6)."""
    try:
        payload.decode()
    except UnicodeDecodeError as error:
        sentence = QCoreApplication.translate(
            "Composer", "Byte {0} is not UTF-8: send this as binary, or correct it."
        )
        return sentence.format(error.start + 1)
    return ""
