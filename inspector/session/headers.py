"""The request head that a person asks for, on top of the one the handshake needs."""

from __future__ import annotations

import base64
import re

from websockets.client import ClientProtocol
from websockets.datastructures import Headers
from websockets.http11 import Request
from websockets.typing import Subprotocol

from inspector.session.errors import SessionError
from inspector.session.options import ConnectOptions

# RFC 9110 §5.6.2: a header name is a token.
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
OF_ONE_ORIGIN = frozenset({"authorization", "cookie", "proxy-authorization", "host"})
"""Headers that must not follow a redirect to another origin."""


def check_headers(options: ConnectOptions) -> None:
    """Raise `SessionError` for what must not be in a request head, such as a line break."""
    for name, value in options.headers:
        if not _TOKEN.fullmatch(name):
            told = f"{name!r} is not a header name" if name else "A header has no name"
            raise SessionError(f"{told}: use letters, digits and hyphens.")
        _check_value(f"The value of {name}", value)
    if options.origin is not None:
        _check_value("The Origin", options.origin)
    _check_credentials(options)
    _check_subprotocols(options.subprotocols)


def _check_value(told: str, value: str) -> None:
    # RFC 9110 §5.5: CR, LF and NUL in a value would end it, or begin another header.
    if any((ord(char) < 0x20 and char != "\t") or ord(char) == 0x7F for char in value):
        raise SessionError(f"{told} holds a line break or another control character: remove it.")
    if any(ord(char) > 0xFF for char in value):
        raise SessionError(f"{told} holds a character beyond Latin-1: percent-encode it, or use base64.")


def _check_credentials(options: ConnectOptions) -> None:
    if options.bearer_token is not None:
        _check_value("The bearer token", options.bearer_token)
    if options.basic_auth is None:
        return
    user, password = options.basic_auth
    # RFC 7617 §2: "a user-id containing a colon character is invalid", and so are control characters.
    if ":" in user:
        raise SessionError("A user name for basic authorization must not contain a colon: remove it.")
    if any(ord(char) < 0x20 or ord(char) == 0x7F for char in user + password):
        raise SessionError("User name or password holds a control character: remove it.")
    if any(0xD800 <= ord(char) <= 0xDFFF for char in user + password):
        raise SessionError("User name or password holds half of a character: remove it.")


def _check_subprotocols(names: tuple[str, ...]) -> None:
    for name in names:
        if not _TOKEN.fullmatch(name):
            raise SessionError(f"{name!r} is not a subprotocol name: use letters, digits and hyphens.")
    # RFC 6455 §4.1: the values "MUST all be unique strings".
    if len(set(names)) < len(names):
        raise SessionError("A subprotocol is offered twice: remove one.")


def request_headers(options: ConnectOptions) -> Headers:
    """Give the headers to send besides the handshake's own; one typed by hand wins over an option."""
    typed = {name.lower() for name, _ in options.headers}
    return Headers(
        [*options.headers, *(item for item in _from_options(options) if item[0].lower() not in typed)]
    )


def _from_options(options: ConnectOptions) -> list[tuple[str, str]]:
    headers = []
    if options.origin is not None:
        headers.append(("Origin", options.origin))
    if options.basic_auth is not None:
        pair = ":".join(options.basic_auth).encode()
        headers.append(("Authorization", f"Basic {base64.b64encode(pair).decode()}"))
    elif options.bearer_token is not None:
        headers.append(("Authorization", f"Bearer {options.bearer_token}"))
    return headers


def ask(protocol: ClientProtocol, wanted: Headers) -> Request:
    """Make the handshake's request with the wanted headers, each in the place of its automatic one.

    The same name twice is sent twice. Where the protocol checks the response against what was sent,
    it learns what really was.
    """
    request = protocol.connect()
    for name in {name.lower() for name, _ in wanted.raw_items()}:
        if name in request.headers:
            del request.headers[name]
    for name, value in wanted.raw_items():
        request.headers[name] = value
    for key in wanted.get_all("Sec-WebSocket-Key"):
        protocol.key = key
    offered = ",".join(wanted.get_all("Sec-WebSocket-Protocol"))
    if offered:
        protocol.available_subprotocols = [Subprotocol(name.strip()) for name in offered.split(",")]
    return request
