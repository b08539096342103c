"""The pages at `/` and `/socketio`: their files, and what a browser is told about them."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from dataclasses import asdict

from websockets.http11 import Response

from inspector.server.behaviour import Endpoint
from inspector.server.responses import response
from resources import resource_path

_HTML, _SCRIPT, _SVG = "text/html; charset=utf-8", "text/javascript; charset=utf-8", "image/svg+xml"
_FILES = {
    "/": ("index.html", _HTML),
    "/index.html": ("index.html", _HTML),
    "/style.css": ("style.css", "text/css; charset=utf-8"),
    "/page.js": ("page.js", _SCRIPT),
    "/client.js": ("client.js", _SCRIPT),
    "/log.js": ("log.js", _SCRIPT),
    "/socketio": ("socketio.html", _HTML),
    "/socketio.js": ("socketio.js", _SCRIPT),
    "/socketio-client.js": ("socketio-client.js", _SCRIPT),
    "/engine.js": ("engine.js", _SCRIPT),
    "/favicon.svg": ("favicon.svg", _SVG),
    "/favicon.ico": ("favicon.svg", _SVG),
}
_ENDPOINTS = "/endpoints.json"

PAGE_PATHS = frozenset({*_FILES, _ENDPOINTS})
"""What is served over HTTP."""


def page_response(path: str, endpoints: Iterable[Endpoint], authority: str, *, with_body: bool) -> Response:
    """Answer a request for one of `PAGE_PATHS`; `authority` is the server as the browser calls it."""
    if path == _ENDPOINTS:
        body, content_type = (
            json.dumps([asdict(endpoint) for endpoint in endpoints]).encode(),
            "application/json",
        )
    else:
        name, content_type = _FILES[path]
        body = _read(name)
    return response(200, body, content_type, _headers(authority), with_body=with_body)


def _headers(authority: str) -> list[tuple[str, str]]:
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        # Not every browser counts ws: as 'self'.
        f"connect-src 'self' ws://{authority} wss://{authority}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    )
    return [
        ("Content-Security-Policy", policy),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]


@functools.cache
def _read(name: str) -> bytes:
    return resource_path("server", name).read_bytes()
