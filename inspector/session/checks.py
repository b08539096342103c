"""What a person asks to send, checked before it goes out."""

from __future__ import annotations

from inspector.session.errors import SessionError
from inspector.session.headers import check_headers
from inspector.session.options import Compression, ConnectOptions
from inspector.wire.closecodes import may_be_sent


def check_options(options: ConnectOptions) -> None:
    """Raise `SessionError` for what no opening handshake can carry."""
    check_headers(options)
    _check_window_bits(options.compression)


def _check_window_bits(compression: Compression) -> None:
    for bits in (compression.client_max_window_bits, compression.server_max_window_bits):
        # RFC 7692 §7.1.2: "a decimal integer without leading zeroes between 8 to 15".
        if bits is not None and not 8 <= bits <= 15:
            raise SessionError(f"Window bits are 8 to 15, not {bits}: choose one of these.")


def check_control(payload: bytes) -> None:
    """Raise `SessionError` for a control frame that is too long (RFC 6455 §5.5)."""
    if len(payload) > 125:
        raise SessionError(f"A control frame carries at most 125 bytes, not {len(payload)}: shorten it.")


def check_close(code: int | None, reason: str) -> None:
    """Raise `SessionError` for what a close frame must not carry (RFC 6455 §7.4)."""
    if code is not None and not may_be_sent(code):
        raise SessionError(f"A close frame must not carry {code}: use 1000, or 3000 to 4999.")
    if code is None and reason:
        raise SessionError("A close reason needs a close code: choose one.")
    if len(utf8(reason, "close reason")) > 123:
        raise SessionError("A close reason has at most 123 bytes: shorten it.")


def utf8(text: str, what: str) -> bytes:
    """Encode a text, or raise `SessionError` with where it cannot be."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise SessionError(
            f"The {what} holds a lone surrogate at character {error.start}, which UTF-8 cannot carry: "
            "remove it."
        ) from error
