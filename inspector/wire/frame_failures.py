"""Why a frame could not be read to its end: not inflated, cut off, or refused by the library."""

from __future__ import annotations

from websockets.exceptions import PayloadTooBig

from inspector.wire.checks import text_finding
from inspector.wire.records import Finding
from inspector.wire.splitter import RawFrame


def not_inflated() -> Finding:
    """Say that a compressed payload is no DEFLATE stream."""
    return Finding(False, "compression", "RFC 7692 §7.2.2", "The payload is not a valid DEFLATE stream.")


def lane_finding(raw: RawFrame) -> Finding:
    """Say why the fast lane failed a frame that it read itself."""
    if raw.close_code == 1007:
        return text_finding(raw.reason)
    if raw.close_code == 1009:
        return Finding(False, "message size", "RFC 6455 §10.4", f"The {raw.reason} after inflating.")
    return not_inflated()


def library_finding(error: Exception) -> Finding:
    """Say why the library failed the connection."""
    if isinstance(error, PayloadTooBig):
        return Finding(False, "message size", "RFC 6455 §10.4", f"The message is too big: {error}.")
    if "decompression" in str(error):
        return not_inflated()
    return Finding(False, "protocol", "RFC 6455 §7.1.7", f"The connection was failed: {error}.")


def cut_header(pending: bytes) -> Finding:
    """Say that the stream ended inside a header, of which these bytes came."""
    came = f"The connection ended inside a frame's header, after {len(pending)} of its bytes"
    return Finding(False, "cut off", "RFC 6455 §5.2", f"{came}: {pending.hex(' ')}.")


def cut_payload(raw: RawFrame) -> Finding:
    """Say that the stream ended inside a payload."""
    came = f"{len(raw.payload)} of the {raw.wire_length} bytes of its payload came"
    end = ", and are not inflated." if raw.head & 0x40 else "."
    return Finding(False, "cut off", "RFC 6455 §5.2", f"The connection ended inside the frame: {came}{end}")
