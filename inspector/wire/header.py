"""A frame's header, from its fields to its bytes (RFC 6455 §5.2)."""

from __future__ import annotations

import struct


def header_length(second: int) -> int:
    """Tell from its second byte how many bytes a header has, the masking key included. RFC 6455 §5.2."""
    return 2 + {126: 2, 127: 8}.get(second & 0x7F, 0) + (4 if second & 0x80 else 0)


def encode_header(
    head: int, wire_length: int, masking_key: bytes | None = None, *, length_bytes: int | None = None
) -> bytes:
    """Encode the bytes before the payload.

    `head` is the first byte (FIN, RSV1–3, opcode), `wire_length` the payload's bytes on the wire.
    `length_bytes` forces the extended length to 0, 2 or 8 bytes, minimal or not; None takes the
    minimal form. Raises `struct.error` when the length does not fit the form. RFC 6455 §5.2.
    """
    mask_bit = 0 if masking_key is None else 0x80
    if length_bytes is None:
        length_bytes = 0 if wire_length < 126 else 2 if wire_length < 65536 else 8
    if length_bytes == 0:
        header = struct.pack("!BB", head, mask_bit | wire_length)
    elif length_bytes == 2:
        header = struct.pack("!BBH", head, mask_bit | 126, wire_length)
    else:
        header = struct.pack("!BBQ", head, mask_bit | 127, wire_length)
    return header + (masking_key or b"")
