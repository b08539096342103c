"""The bytes of an HTTP message: its head, and a body that fits what the head says of it."""

from __future__ import annotations

import gzip
import re
import zlib

from inspector.capture.exporting.http_head import parse_head

_CONTENT_CODING = re.compile(rb"^content-encoding[ \t]*:[^\n]*\n", re.IGNORECASE | re.MULTILINE)
_CONTENT_LENGTH = re.compile(rb"^(content-length[ \t]*:[ \t]*)\d+", re.IGNORECASE | re.MULTILINE)


def message_bytes(head: bytes, body: bytes, wire_length: int) -> tuple[bytes, str]:
    """Give the bytes, and what is to be said of them: the capture has the body without its codings."""
    parsed = parse_head(head)
    comment = ""
    coding = parsed.first("content-encoding").lower()
    if coding in ("gzip", "x-gzip"):
        body = gzip.compress(body, mtime=0)
    elif coding == "deflate":
        body = zlib.compress(body)
    elif coding not in ("", "identity"):
        head = _CONTENT_CODING.sub(b"", head)
        comment = f"The body was encoded as {coding} on the wire."
    if "chunked" in parsed.first("transfer-encoding").lower():
        # RFC 9112 §7.1: one chunk, and the last one, which is empty.
        chunk = b"%x\r\n%b\r\n" % (len(body), body) if body else b""
        return head + chunk + b"0\r\n\r\n", comment
    if len(body) != wire_length and not comment:
        comment = f"The body was encoded anew to {len(body):,} bytes; on the wire it had {wire_length:,}."
    return _CONTENT_LENGTH.sub(rb"\g<1>%d" % len(body), head) + body, comment
