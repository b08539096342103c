"""The cookies that one Socket.IO session gets, and gives back to the same server (RFC 6265)."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

_MAX_COOKIES = 50
_MAX_SIZE = 4096


class Cookies:
    """Names and values, forgotten with the session; a load balancer's sticky cookie is among them."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[str, str]] = {}

    def take(self, set_cookie: str, path: str) -> None:
        """Take one Set-Cookie of a response to a request for a path."""
        pair, *attributes = set_cookie.split(";")
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or not name or len(pair) > _MAX_SIZE:
            return
        told = {}
        for attribute in attributes:
            key, _, said = attribute.partition("=")
            told[key.strip().lower()] = said.strip()
        if _is_over(told):
            self._values.pop(name, None)
        elif len(self._values) < _MAX_COOKIES or name in self._values:
            self._values[name] = value, _path_of(told.get("path", ""), path)

    def header(self, path: str, typed: str = "") -> str:
        """Give the Cookie header for a path, after what a person typed; empty for none."""
        names = {pair.partition("=")[0].strip() for pair in typed.split(";")}
        pairs = [
            f"{name}={value}"
            for name, (value, scope) in self._values.items()
            if name not in names and _covers(scope, path)
        ]
        return "; ".join([*([typed] if typed else []), *pairs])


def _is_over(told: dict[str, str]) -> bool:
    # 5.3: Max-Age has precedence over Expires.
    age = told.get("max-age", "")
    if age.lstrip("-").isdecimal() and age.isascii():
        return age.startswith("-") or int(age[:12]) == 0
    try:
        return parsedate_to_datetime(told["expires"]).timestamp() <= time.time()
    except (KeyError, ValueError, TypeError, OverflowError, OSError):
        return False


def _path_of(said: str, path: str) -> str:
    # 5.1.4: without a path it is that of the request, up to its last slash.
    return said if said.startswith("/") else path.rpartition("/")[0] or "/"


def _covers(scope: str, path: str) -> bool:
    return path == scope or path.startswith(scope if scope.endswith("/") else scope + "/")
