"""The request head of polling: what a browser would send, and what a person typed in its place."""

from __future__ import annotations

import base64
from urllib.parse import unquote, urlsplit

from inspector.session.headers import request_headers
from inspector.session.options import ConnectOptions
from inspector.session.socketio.content import ACCEPTED

_NOT_FOR_POLLING = frozenset({"connection", "upgrade", "content-length", "transfer-encoding"})
"""Headers that a person types for the opening handshake, or that frame a body."""


def polling_headers(
    options: ConnectOptions, url: str, cookies: str, body: bytes | None
) -> list[tuple[str, str]]:
    """Give the headers of one request in order."""
    typed = [
        (name, value.strip())
        for name, value in request_headers(options).raw_items()
        if name.lower() not in _NOT_FOR_POLLING and not name.lower().startswith("sec-websocket-")
    ]
    names = {name.lower() for name, _ in typed}
    headers = [item for item in _automatic(url, body) if item[0].lower() not in names]
    headers += [item for item in typed if item[0].lower() != "cookie" or not cookies]
    return [*headers, ("Cookie", cookies)] if cookies else headers


def typed_cookies(options: ConnectOptions) -> str:
    """Give the cookies that a person typed."""
    return "; ".join(value for name, value in options.headers if name.lower() == "cookie")


def _automatic(url: str, body: bytes | None) -> list[tuple[str, str]]:
    parts = urlsplit(url)
    userinfo, at, place = parts.netloc.rpartition("@")
    headers = [("Host", place), ("User-Agent", "ws-inspector"), ("Accept", "*/*")]
    headers.append(("Accept-Encoding", ACCEPTED))
    if at:
        pair = base64.b64encode(unquote(userinfo).encode()).decode()
        headers.append(("Authorization", f"Basic {pair}"))
    if body is not None:
        headers += [("Content-Type", "text/plain;charset=UTF-8"), ("Content-Length", str(len(body)))]
    return headers
