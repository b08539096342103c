"""Content codings of HTTP bodies (RFC 9110 §8.4.1), never inflated beyond a limit."""

from __future__ import annotations

import zlib

from inspector.session.socketio.http_faults import HttpError

ACCEPTED = "gzip, deflate"


def decode_content(body: bytes, coding: str, limit: int | None) -> bytes:
    """Undo the codings of a body in the order of their names reversed; raises `HttpError`."""
    for name in reversed([part.strip().lower() for part in coding.split(",")]):
        if name in ("", "identity"):
            continue
        if name not in ("gzip", "x-gzip", "deflate"):
            raise HttpError(
                f"The response has the content coding {name[:40]!r}, which was not asked for.",
                "Correct the server, or what stands between: it may send gzip, deflate, or none.",
            )
        body = _inflated(body, name, limit)
    return body


def _inflated(body: bytes, name: str, limit: int | None) -> bytes:
    try:
        if name != "deflate":
            return _inflate(body, 16 + zlib.MAX_WBITS, limit)
        # 8.4.1.2 means the zlib format; some send the bare deflate data, as it notes.
        zlib_format = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
        return _inflate(body, zlib.MAX_WBITS if zlib_format else -zlib.MAX_WBITS, limit)
    except zlib.error as error:
        raise HttpError(f"The body of the response is not valid {name}.", "Correct the server.") from error


def _inflate(body: bytes, bits: int, limit: int | None) -> bytes:
    inflater = zlib.decompressobj(bits)
    inflated = inflater.decompress(body, 0 if limit is None else limit + 1)
    if limit is not None and len(inflated) > limit:
        raise too_large(limit)
    if not inflater.eof:
        raise zlib.error("it ends too early")
    return inflated


def too_large(limit: int) -> HttpError:
    """Give what is said of a body beyond the limit."""
    return HttpError(
        f"The body of a response is larger than {limit} bytes.",
        "Raise the largest message size in the options to receive such responses.",
    )
