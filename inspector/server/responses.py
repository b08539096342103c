"""HTTP responses of the local server: short texts, and files."""

from __future__ import annotations

import email.utils
import http
from collections.abc import Iterable

from websockets.datastructures import Headers
from websockets.http11 import Response

_WITHOUT_BODY = (204, 205, 304)


def text_response(status: int, text: str, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """Answer in plain words."""
    return response(status, f"{text}\n".encode(), "text/plain; charset=utf-8", headers)


def response(
    status: int,
    body: bytes,
    content_type: str,
    headers: Iterable[tuple[str, str]] = (),
    *,
    with_body: bool = True,
) -> Response:
    """Answer with a body; without it for HEAD, whose headers are the same (RFC 9110 §9.3.2)."""
    fields = Headers([("Date", email.utils.formatdate(usegmt=True)), ("Connection", "close")])
    if status not in _WITHOUT_BODY:
        fields["Content-Type"] = content_type
        fields["Content-Length"] = str(len(body))
    fields.update([("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store")])
    for name, value in headers:
        fields[name] = value
    sent = body if with_body and status not in _WITHOUT_BODY else b""
    return Response(status, phrase(status), fields, sent)


def phrase(status: int) -> str:
    """Name a status the way HTTP does; one without a registered name is `Unassigned`."""
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Unassigned"
