"""The fields of a frame as text formats write them."""

from __future__ import annotations

import binascii
import functools
import time

from inspector.wire.records import HTTP, Direction, Opcode, opcode_name


def payload_fields(head: int, payload: bytes) -> tuple[str | None, str | None, int | None, str]:
    """Give the payload as text or else in base64, and the code and reason of a close frame."""
    opcode = head & 0x0F
    if head != HTTP:
        if opcode == Opcode.BINARY:
            return None, base64_text(payload), None, ""
        # RFC 6455 §5.5.1: the body of a close frame is a 2-byte code, then the reason; it may be missing.
        if opcode == Opcode.CLOSE and payload:
            if len(payload) == 1:
                return None, base64_text(payload), None, ""
            reason = payload[2:].decode(errors="replace")
            return None, base64_text(payload), int.from_bytes(payload[:2], "big"), reason
    try:
        return payload.decode(), None, None, ""
    except UnicodeDecodeError:
        return None, base64_text(payload), None, ""


def base64_text(payload: bytes) -> str:
    """Give bytes in base64, without line ends."""
    return binascii.b2a_base64(payload, newline=False).decode("ascii")


@functools.lru_cache(maxsize=1024)
def head_fields(
    direction: int, head: int
) -> tuple[str, str, int | None, int | None, *tuple[int | None, ...]]:
    """Give direction, type, opcode, FIN and RSV1–3 of a frame; an HTTP message has only the first two."""
    told = direction_name(direction)
    if head == HTTP:
        return told, "http", None, None, None, None, None
    opcode = head & 0x0F
    return told, opcode_name(opcode), opcode, head >> 7, head >> 6 & 1, head >> 5 & 1, head >> 4 & 1


def direction_name(direction: int) -> str:
    """Name a direction."""
    return "received" if direction == Direction.RECEIVED else "sent"


def iso_time(time_ns: int) -> str:
    """Write a time as ISO 8601 in UTC, to the nanosecond."""
    seconds, nanoseconds = divmod(time_ns, 1_000_000_000)
    return f"{_second(seconds)}.{nanoseconds:09d}Z"


@functools.lru_cache(maxsize=4)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
