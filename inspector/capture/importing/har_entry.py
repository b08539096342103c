"""One entry of a HAR file: a WebSocket, an exchange of long-polling, or none of ours."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

from inspector.capture.importing.har_heads import header, request_head, response_head
from inspector.capture.importing.json_text import JsonValue
from inspector.capture.importing.values import (
    ValueProblem,
    base64_of,
    nanoseconds_of_date,
    optional_integer,
    optional_text,
    text_of,
    utf8_of,
)
from inspector.payloads.packet_open import read_open

_SCHEMES = {"http": "ws", "https": "wss"}
_PHASES = {"dns": "dns", "wait": "upgrade"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry whose parts are loaded when they are asked for. Every method may raise `JsonError`."""

    number: int
    """Counted from 1."""
    fields: dict[str, JsonValue]

    def load(self, name: str) -> Any:
        """Load a part; None where it is missing."""
        value = self.fields.get(name)
        return None if value is None else value.load()

    def part(self, name: str) -> dict[str, Any]:
        """Load a part that is an object; an empty one where it is none."""
        loaded = self.load(name)
        return loaded if isinstance(loaded, dict) else {}

    def url(self) -> str:
        """Give the URL without loading the rest of the request. Raises `ValueProblem`."""
        request = self.fields.get("request")
        members = dict(request.members()) if request is not None and request.kind == b"{" else {}
        return text_of(members["url"].load() if "url" in members else None, "URL")

    def is_websocket(self, url: str) -> bool:
        """Tell whether it is a WebSocket connection."""
        if "_webSocketMessages" in self.fields or url.startswith(("ws:", "wss:")):
            return True
        kind = self.fields.get("_resourceType")
        return kind is not None and kind.load() == "websocket"


def entry_of(value: JsonValue, number: int) -> Entry:
    """Look at an entry. Raises `JsonError` and `ValueProblem`."""
    if value.kind != b"{":
        raise ValueProblem("it is no object")
    return Entry(number, dict(value.members()))


def is_polling(url: str) -> bool:
    """Tell whether a URL is one of Engine.IO's long-polling."""
    query = _query(url)
    return "EIO" in query and query.get("transport") == ["polling"]


def session_of(entry: Entry, url: str) -> tuple[object, ...]:
    """Give what all exchanges of one session of long-polling have in common."""
    ours = optional_integer(entry.part("_connection").get("id"))
    if ours is not None:
        return ("ours", ours)
    sid = _query(url).get("sid", [""])[0]
    if not sid:
        opened = read_open(body_of(entry.part("response").get("content")))
        sid = opened.sid if opened else f"entry {entry.number}"
    return (url.partition("?")[0], sid)


def websocket_url(url: str) -> str:
    """Give the URL of a WebSocket, which proxies write with ``http``."""
    scheme, separator, rest = url.partition(":")
    return f"{_SCHEMES.get(scheme, scheme)}{separator}{rest}"


def started(entry: Entry) -> int:
    """Give when it began, in nanoseconds since 1970. Raises `ValueProblem`."""
    opened = entry.part("_connection").get("opened_ns") if "_webSocketMessages" in entry.fields else None
    for exact in (optional_integer(entry.load("_started_ns")), optional_integer(opened)):
        if exact is not None and exact >= 0:
            return exact
    return nanoseconds_of_date(entry.load("startedDateTime"))


def columns_of(entry: Entry) -> dict[str, Any]:
    """Give what is known of a connection, by the columns of a capture."""
    request, response = entry.part("request"), entry.part("response")
    answered = response_head(response)
    known: dict[str, Any] = {
        "request_head": request_head(request) if request.get("headers") else None,
        "response_head": answered if response.get("headers") else None,
        "subprotocol": header(response, "sec-websocket-protocol"),
        "extensions": header(response, "sec-websocket-extensions"),
        "timings": _timings(entry.part("timings")),
        "error": optional_text(response.get("_error")) or None,
    }
    ours = entry.part("_connection")
    known |= {
        name: optional_text(ours[name]) for name in ("close_reason", "closed_by", "error") if name in ours
    }
    for name in ("close_code", "closed_ns"):
        if name in ours:
            known[name] = optional_integer(ours[name])
    return known


def role_of(entry: Entry) -> str:
    """Tell which endpoint wrote the file: a server only where this program says so."""
    return "server" if entry.part("_connection").get("role") == "server" else "client"


def peer_of(entry: Entry, url: str) -> str | None:
    """Give address and port of the other end."""
    ours = optional_text(entry.part("_connection").get("peer"))
    address = optional_text(entry.load("serverIPAddress"))
    if ours or not address:
        return ours or None
    try:
        port = urlsplit(url).port or (443 if url.startswith(("wss:", "https:")) else 80)
    except ValueError:
        port = 80
    port = optional_integer(entry.load("_serverPort")) or port
    return f"[{address.strip('[]')}]:{port}" if ":" in address else f"{address}:{port}"


def body_of(content: Any) -> bytes:
    """Give the body of a response, or what a request posted. Raises `ValueProblem`."""
    if not isinstance(content, dict) or not isinstance(content.get("text"), str):
        return b""
    if content.get("encoding") == "base64":
        return base64_of(content["text"], "body")
    return utf8_of(content["text"])


def duration_ns(value: Any) -> int:
    """Give a time of HAR, milliseconds, in nanoseconds; 0 where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 < value < 10**12:
        return 0
    return int(value * 10**6)


def _timings(timings: dict[str, Any]) -> str | None:
    """Give the phases as a capture has them; in HAR 1.2 the time of TLS is in that of connecting too."""
    phases = {ours: _milliseconds(timings.get(theirs)) for theirs, ours in _PHASES.items()}
    connect, tls = _milliseconds(timings.get("connect")), _milliseconds(timings.get("ssl"))
    if connect is not None:
        phases["tcp"] = max(connect - (tls or 0), 0)
    phases["tls"] = tls
    known = {name: time for name, time in phases.items() if time is not None}
    return json.dumps(known) if known else None


def _milliseconds(value: Any) -> float | None:
    fits = isinstance(value, int | Decimal) and not isinstance(value, bool) and 0 <= value < 10**12
    return round(float(value), 6) if fits else None


def _query(url: str) -> dict[str, list[str]]:
    try:
        return parse_qs(urlsplit(url).query, max_num_fields=100)
    except ValueError:
        return {}
