"""The body of a polling request or response: several packets, one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inspector.server.engineio.packet import (
    Packet,
    PacketError,
    decode_binary,
    decode_text,
    encode_binary,
    encode_text,
)

_SEPARATOR = "\x1e"
_LONGEST_COUNT = 9
"""Digits of a length in v3; a body has 1 MB at most."""
_END_OF_COUNT = 0xFF
TEXT = "text/plain; charset=UTF-8"
BINARY = "application/octet-stream"


class Payload(NamedTuple):
    """A body and what kind it is."""

    body: bytes
    content_type: str


def decode_payload(body: bytes, protocol: int, *, binary: bool) -> Iterator[Packet]:
    """Give the packets of a body, one by one; raises `PacketError` at the first that is none."""
    if binary:
        if protocol != 3:
            raise PacketError("Engine.IO v4 has no binary payloads: bytes are base64 in text.")
        return _binary_v3(body)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise PacketError(f"The body of a POST is not UTF-8, from its byte {error.start:,} on.") from None
    return _text_v3(text) if protocol == 3 else _text_v4(text)


def encode_payload(packets: Sequence[Packet], protocol: int, *, takes_binary: bool) -> Payload:
    """Write packets into a body; v3 has a binary form for clients that take it."""
    if protocol != 3:
        text = _SEPARATOR.join(encode_text(packet, protocol) for packet in packets)
        return Payload(text.encode("utf-8", "replace"), TEXT)
    if takes_binary and any(isinstance(packet.data, bytes) for packet in packets):
        return Payload(b"".join(_binary_part(packet) for packet in packets), BINARY)
    parts = [encode_text(packet, protocol) for packet in packets]
    text = "".join(f"{_utf16_length(part)}:{part}" for part in parts)
    return Payload(text.encode("utf-8", "replace"), TEXT)


def _text_v4(text: str) -> Iterator[Packet]:
    start = 0
    while True:
        end = text.find(_SEPARATOR, start)
        yield decode_text(text[start:] if end < 0 else text[start:end], 4)
        if end < 0:
            return
        start = end + 1


def _text_v3(text: str) -> Iterator[Packet]:
    """Read ``<length>:<packet>``; the length counts UTF-16 code units, as JavaScript does."""
    wide = text.encode("utf-16-le", "surrogatepass")
    at = 0
    if not wide:
        raise PacketError("The body of a POST is empty: it has no packet.")
    while at < len(wide):
        colon = wide.find(b":\x00", at, at + 2 * (_LONGEST_COUNT + 1))
        # A code unit begins at an even byte; ":\x00" at an odd one is half of two others.
        while colon >= 0 and (colon - at) % 2:
            colon = wide.find(b":\x00", colon + 1, at + 2 * (_LONGEST_COUNT + 1))
        digits = wide[at:colon].decode("utf-16-le", "replace") if colon >= 0 else ""
        if not (digits.isascii() and digits.isdigit()):
            raise PacketError(
                "A payload of Engine.IO v3 is <length>:<packet>, again and again; a length is missing."
            )
        start = colon + 2
        at = start + 2 * int(digits)
        if at > len(wide):
            raise PacketError(f"A packet announces {int(digits):,} characters; the body ends before.")
        yield decode_text(wide[start:at].decode("utf-16-le", "surrogatepass"), 3)


def _binary_v3(body: bytes) -> Iterator[Packet]:
    """Read ``<0 text, 1 binary><length as digits 0–9><255><packet>``; here the length counts bytes."""
    at = 0
    while at < len(body):
        kind, end = body[at], body.find(_END_OF_COUNT, at + 1, at + 2 + _LONGEST_COUNT)
        digits = body[at + 1 : end] if end > 0 else b""
        if kind > 1 or not digits or any(digit > 9 for digit in digits):
            raise PacketError("A binary payload of Engine.IO v3 has a length that cannot be read.")
        length = int("".join(map(str, digits)))
        start, at = end + 1, end + 1 + length
        if at > len(body):
            raise PacketError(f"A packet announces {length:,} bytes; the body ends before.")
        yield decode_binary(body[start:at], 3) if kind else decode_text(_utf8(body[start:at]), 3)


def _binary_part(packet: Packet) -> bytes:
    is_binary = isinstance(packet.data, bytes)
    data = encode_binary(packet, 3) if is_binary else encode_text(packet, 3).encode("utf-8", "replace")
    digits = bytes(int(digit) for digit in str(len(data)))
    return bytes([is_binary]) + digits + bytes([_END_OF_COUNT]) + data


def _utf8(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise PacketError("A text packet in a binary payload is not UTF-8.") from None


def _utf16_length(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)
