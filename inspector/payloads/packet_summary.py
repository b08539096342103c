"""Packets as one line for a table. Nothing here ever raises."""

from __future__ import annotations

import re

from inspector.payloads.packet_error import PacketError
from inspector.payloads.packet_glance import Glance, check_packets, glances
from inspector.payloads.visible import visible
from inspector.wire.records import HTTP, Opcode

_SHOWN_PACKETS = 5
_PLACEHOLDER = re.compile(
    r'\{\s*"_placeholder"\s*:\s*true\s*,\s*"num"\s*:\s*([0-9]+)\s*\}'
    r'|\{\s*"num"\s*:\s*([0-9]+)\s*,\s*"_placeholder"\s*:\s*true\s*\}'
)
_STATUS = re.compile(rb"HTTP/[0-9.]+ ([0-9]{3})")
_SID = re.compile(rb"[?&]sid=")
_LEGIBLE = 200
"""Characters of a payload that is shown as it is."""


def packet_summary(
    payload: bytes, *, binary: bool, polling: bool = False, eio: int = 4, whole: bool = True
) -> str:
    """Tell a payload in one line, such as ``EVENT chat ["hi"] → ack 12``, ``CONNECT /admin`` or ``ping``.

    `whole` is false where `payload` is only its beginning. What cannot be decoded is given as it is, with
    the reason.
    """
    try:
        found = glances(payload, binary=binary, polling=polling, eio=eio, whole=whole)
        if whole:
            check_packets(payload, binary=binary, polling=polling, eio=eio)
    except PacketError as error:
        raw = payload[:_LEGIBLE].decode("utf-8", "backslashreplace")
        return f"{visible(raw, one_line=True)} — {error}".lstrip()
    except Exception as error:  # noqa: BLE001 — a payload is hostile, and a table has to show it whatever it does
        return f"{payload[:_LEGIBLE]!r} — reading it failed ({type(error).__name__})"
    lines = [_describe_glance(glance) for glance in found[:_SHOWN_PACKETS]]
    if len(found) > _SHOWN_PACKETS:
        lines.append(f"{len(found) - _SHOWN_PACKETS:,} more")
    return " · ".join(lines)


def row_summary(head: int, preview: bytes, *, eio: int = 4, whole: bool = True) -> str | None:
    """Tell a row of the table in one line; None for control frames and fragments, which hold no packet.

    `head` is the frame's first byte, or HTTP: then `preview` begins with the message's start line.
    """
    if head == HTTP:
        return _http_summary(preview, eio, whole)
    opcode, final = head & 0x0F, head & 0x80
    if opcode not in (Opcode.TEXT, Opcode.BINARY):
        return None
    return packet_summary(preview, binary=opcode == Opcode.BINARY, eio=eio, whole=whole and bool(final))


def _describe_glance(glance: Glance) -> str:
    """Tell one packet in one line."""
    if glance.kind == "attachment":
        return f"attachment {glance.size:,} B" if glance.size else "attachment"
    words = [glance.kind]
    if glance.namespace not in ("", "/"):
        words.append(glance.namespace)
    if glance.event is None and glance.ack_id is not None:
        words.append(str(glance.ack_id))
    if glance.event is not None:
        words.append(glance.event)
    if glance.rest:
        words.append(_PLACEHOLDER.sub(lambda match: f"<attachment {match[1] or match[2]}>", glance.rest))
    if glance.event is not None and glance.ack_id is not None:
        words.append(f"→ ack {glance.ack_id}")
    return visible(" ".join(words), one_line=True)


def _asks_for(preview: bytes) -> str:
    """Tell what a GET is for by its query; nothing where that is cut."""
    start, whole, _ = preview.partition(b"\r\n")
    if _SID.search(start):
        return "waits for packets"
    return "asks for a session" if whole else ""


def _http_summary(preview: bytes, eio: int, whole: bool) -> str:
    start, _, body = preview.partition(b"\r\n")
    status = _STATUS.match(start)
    label = status[1].decode() if status else start.split(b" ", 1)[0].decode("ascii", "backslashreplace")
    if (status and status[1] != b"200") or body == b"ok":
        told = visible(body.decode("utf-8", "backslashreplace"), one_line=True)
    elif body:
        told = packet_summary(body, binary=body[0] < 2, polling=True, eio=eio, whole=whole)
    else:
        told = _asks_for(preview) if label == "GET" else ""
    return visible(f"{label} {told}".rstrip(), one_line=True)
