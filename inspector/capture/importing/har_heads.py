"""Makes request and response heads of what a HAR file says of them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from inspector.capture.importing.values import latin1_of

_VERSION = re.compile(r"HTTP/[0-9](\.[0-9])?")
_USUAL = "HTTP/1.1"
_BREAKS = re.compile(r"[\r\n\0]+")


def request_head(request: dict[str, Any]) -> bytes:
    """Make a request head; browsers that write HTTP/2 names for it write no start line."""
    method = _word(request.get("method")) or "GET"
    return _head(f"{method} {_target(str(request.get('url', '')))} {_version(request)}", request)


def response_head(response: dict[str, Any]) -> bytes | None:
    """Make a response head; None where there was no response."""
    status = response.get("status")
    if not isinstance(status, int) or isinstance(status, bool) or not 100 <= status <= 999:
        return None
    reason = _word(response.get("statusText"))
    return _head(f"{_version(response)} {status} {reason}".rstrip(), response)


def _headers_of(message: dict[str, Any]) -> list[tuple[str, str]]:
    """Give the headers in order; those that are none, such as HTTP/2's pseudo-headers, are left out."""
    headers = message.get("headers")
    pairs = [
        (_word(header.get("name")), _word(header.get("value")))
        for header in (headers if isinstance(headers, list) else [])
        if isinstance(header, dict)
    ]
    return [(name, value) for name, value in pairs if name and ":" not in name]


def header(message: dict[str, Any], wanted: str) -> str | None:
    """Give all values of a header, joined; None where there is none."""
    values = [value for name, value in _headers_of(message) if name.lower() == wanted]
    return ", ".join(values) or None


def _head(start: str, message: dict[str, Any]) -> bytes:
    lines = [start, *(f"{name}: {value}" for name, value in _headers_of(message)), "", ""]
    return latin1_of("\r\n".join(lines))


def _version(message: dict[str, Any]) -> str:
    version = str(message.get("httpVersion", "")).upper()
    return version if _VERSION.fullmatch(version) else _USUAL


def _target(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return _word((parts.path or "/") + (f"?{parts.query}" if parts.query else "")).replace(" ", "%20")


def _word(value: Any) -> str:
    return _BREAKS.sub(" ", value).strip() if isinstance(value, str) else ""
