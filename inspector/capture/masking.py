"""Hides credentials in what leaves the program."""

from __future__ import annotations

import re

_SECRET_HEADER = re.compile(
    # RFC 7230 §3.2.4: a line that begins with a space or tab continues the one before.
    rb"^([ \t]*(?:cookie|set-cookie|[\w-]*(?:authorization|token|api-?key|secret|password))[ \t]*:)"
    rb"[^\n]*(?:\n[ \t][^\n]*)*$",
    re.IGNORECASE | re.MULTILINE,
)
_CREDENTIAL = (
    r"([?&][\w.-]*(?:token|jwt|api[_-]?key|access[_-]?key|auth|authorization|credentials?|secret|password|passwd"
    r"|pwd|signature|sig)=)[^&#\s]+"
)
_PARAMETER = re.compile(_CREDENTIAL, re.IGNORECASE)
_PARAMETER_IN_HEAD = re.compile(_CREDENTIAL.encode(), re.IGNORECASE)
_PASSWORD = re.compile(r"^([a-z][a-z0-9+.-]*://(?:[^/?#@:]*:)?)[^/?#]*(?=@)", re.IGNORECASE)


def mask_head(head: bytes) -> bytes:
    """Replace the values of headers and URL parameters that hold credentials by ``***``.

    All else stays byte for byte.
    """
    return _PARAMETER_IN_HEAD.sub(rb"\1***", _SECRET_HEADER.sub(_masked, head))


def mask_url(url: str) -> str:
    """Replace the password in a URL, a user without one, and parameters with credentials by ``***``."""
    return _PARAMETER.sub(r"\1***", _PASSWORD.sub(r"\1***", url))


def _masked(found: re.Match[bytes]) -> bytes:
    ending = b"\r" if found[0].endswith(b"\r") else b""
    return found[1] + b" ***" + ending
