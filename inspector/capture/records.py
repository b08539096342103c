"""What a capture holds, as records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from inspector.wire.records import WireFrame


@dataclass(frozen=True, slots=True)
class ConnectionRecord:
    """One row of `connection`: one opening handshake to its close."""

    id: int
    url: str
    opened_ns: int
    closed_ns: int | None = None
    request_head: bytes | None = None
    response_head: bytes | None = None
    subprotocol: str | None = None
    extensions: str | None = None
    tls: str | None = None
    """JSON: ``{"version", "cipher", "verified", "chain": [PEM, …]}``; None without TLS."""
    close_code: int | None = None
    close_reason: str | None = None
    closed_by: str | None = None
    """``local`` or ``remote``: who sent the first close frame (or dropped the connection)."""
    error: str | None = None
    role: str = "client"
    """``client`` or ``server``: which endpoint this program was."""
    peer: str | None = None
    """``address:port`` of the other endpoint."""
    timings: str | None = None
    """JSON: milliseconds of each phase, ``{"dns", "tcp", "proxy", "tls", "upgrade"}``."""


class FrameSummary(NamedTuple):
    """A frame as one row of a table: everything but the whole payload."""

    id: int
    connection_id: int
    time_ns: int
    direction: int
    head: int
    masking_key: bytes | None
    wire_length: int
    length: int
    """Bytes of payload after inflating."""
    preview: bytes
    """At most the first 256 bytes of the payload; of an HTTP message the start line, CR LF, then the body."""
    flagged: bool
    """A note speaks of this frame."""


class StoredFrame(NamedTuple):
    """A whole frame with its place in the capture."""

    id: int
    connection_id: int
    frame: WireFrame


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """One row of `note`: what else a person should know of, in order."""

    id: int
    time_ns: int
    kind: str
    """``violation``, ``check``, ``error``, ``reconnect``, ``state`` or ``capture``."""
    text: str
    section: str = ""
    connection_id: int | None = None
    frame_id: int | None = None


class CaptureError(Exception):
    """A capture cannot be used; the text is one sentence for the person."""
