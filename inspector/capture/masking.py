"""Hides credentials in what leaves the program."""

from __future__ import annotations

import re

_SECRET_HEADER = re.compile(
    # RFC 7230 §3.2.4: a line that begins with a space or tab continues the one before.
    rb"^([ \t]*(?:authorization|proxy-authorization|cookie|set-cookie)[ \t]*:)[^\n]*(?:\n[ \t][^\n]*)*$",
    re.IGNORECASE | re.MULTILINE,
)
_PASSWORD = re.compile(r"^([a-z][a-z0-9+.-]*://[^/?#@:]*:)[^/?#@]*(?=@)", re.IGNORECASE)


def mask_head(head: bytes) -> bytes:
    """Replace the values of headers that hold credentials by ``***``; all else stays byte for byte."""
    return _SECRET_HEADER.sub(_masked, head)


def mask_url(url: str) -> str:
    """Replace the password in a URL by ``***``."""
    return _PASSWORD.sub(r"\1***", url)


def _masked(found: re.Match[bytes]) -> bytes:
    ending = b"\r" if found[0].endswith(b"\r") else b""
    return found[1] + b" ***" + ending
