"""The request head that a person asks for, on top of the one the handshake needs."""

from __future__ import annotations

import base64
import re
from typing import Any

from websockets.datastructures import Headers

from inspector.session.errors import SessionError
from inspector.session.options import ConnectOptions
from inspector.session.tapped import TappedClientConnection

# RFC 9110 §5.6.2: a header name is a token.
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
CREDENTIALS = ("authorization", "cookie", "proxy-authorization")


def check_headers(options: ConnectOptions) -> None:
    """Raise `SessionError` for what must not be in a request head, such as a line break."""
    for name, value in _wanted(options):
        if not _TOKEN.fullmatch(name):
            raise SessionError(f"{name!r} is not a header name: use letters, digits and hyphens.")
        if any((ord(char) < 0x20 and char != "\t") or ord(char) == 0x7F for char in value):
            raise SessionError(f"The value of {name} holds a line break or control character: remove it.")
        if any(ord(char) > 0xFF for char in value):
            raise SessionError(f"The value of {name} holds characters beyond Latin-1: encode them.")
    for name in options.subprotocols:
        if not _TOKEN.fullmatch(name):
            raise SessionError(f"{name!r} is not a subprotocol name: use letters, digits and hyphens.")
    if len(set(options.subprotocols)) < len(options.subprotocols):
        raise SessionError("A subprotocol is offered twice: remove one.")


def _wanted(options: ConnectOptions) -> list[tuple[str, str]]:
    wanted = list(options.headers)
    if options.origin is not None:
        wanted.append(("Origin", options.origin))
    if options.basic_auth is not None:
        pair = ":".join(options.basic_auth).encode()
        wanted.append(("Authorization", f"Basic {base64.b64encode(pair).decode()}"))
    elif options.bearer_token is not None:
        wanted.append(("Authorization", f"Bearer {options.bearer_token}"))
    return wanted


def request_headers(options: ConnectOptions) -> Headers:
    """Give the extra headers, in order."""
    return Headers(_wanted(options))


class AskingConnection(TappedClientConnection):
    """Sends the person's headers: one that is sent anyway is replaced, the same name twice is sent twice."""

    async def handshake(self, additional_headers: Any = None, user_agent_header: str | None = None) -> None:
        """Perform the opening handshake."""
        make_request = self.protocol.connect
        wanted = Headers(additional_headers or ())

        def connect() -> Any:
            request = make_request()
            if user_agent_header is not None:
                request.headers["User-Agent"] = user_agent_header
            for name in {name.lower() for name, _ in wanted.raw_items()}:
                if name in request.headers:
                    del request.headers[name]
            for name, value in wanted.raw_items():
                request.headers[name] = value
            return request

        self.protocol.connect = connect  # type: ignore[method-assign]
        await super().handshake(None, None)
