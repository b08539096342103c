"""One entry of a HAR 1.2 file, with every field that the format requires."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from inspector.capture.exporting.exchanges import HttpMessage
from inspector.capture.exporting.fields import base64_text, iso_time
from inspector.capture.exporting.http_head import Head, parse_head
from inspector.capture.exporting.job import Job
from inspector.capture.records import ConnectionRecord
from inspector.wire.records import Role

_UNKNOWN = -1
"""HAR 1.2: "Set to -1 if the info is not available"."""


def websocket_entry(job: Job, record: ConnectionRecord) -> dict[str, Any]:
    """Give the entry of a WebSocket connection as Chrome writes it, without its messages.

    What Chrome does not know, as how the connection was closed, stands under ``_connection``.
    """
    timings, total = _timings(record)
    entry: dict[str, Any] = {
        "_resourceType": "websocket",
        "_connection": _ours(record),
        "cache": {},
        "connection": str(record.id),
        "request": _request(job.url(record), _head(job, record.request_head)),
        "response": _response(_head(job, record.response_head), record.error),
    }
    known = record.peer if record.role == Role.CLIENT and record.peer else ""
    entry["serverIPAddress"] = known.rpartition(":")[0].strip("[]")
    return entry | {"startedDateTime": _millisecond(record.opened_ns), "time": total, "timings": timings}


def http_entry(
    job: Job,
    record: ConnectionRecord,
    request: HttpMessage | None,
    response: HttpMessage | None,
) -> dict[str, Any]:
    """Give the entry of one HTTP exchange of a connection; one half of it may not be known."""
    known = request or response
    started = record.opened_ns if known is None else known.time_ns
    wait = 0.0 if response is None else max(response.time_ns - started, 0) / 1e6
    return {
        "_resourceType": "xhr",
        "_connection": _ours(record),
        "cache": {},
        "connection": str(record.id),
        "request": _sent(job, record, request),
        "response": _received(job, record, response),
        "startedDateTime": _millisecond(started),
        "_started_ns": started,
        "time": wait,
        "timings": {
            "blocked": -1,
            "dns": -1,
            "ssl": -1,
            "connect": -1,
            "send": 0,
            "wait": wait,
            "receive": 0,
        },
    }


def _sent(job: Job, record: ConnectionRecord, request: HttpMessage | None) -> dict[str, Any]:
    head = None if request is None else _head(job, request.head)
    sent = _request(_absolute(job.url(record), head), head)
    if request is not None and request.body:
        sent["bodySize"] = request.wire_length
        sent["postData"] = {"mimeType": head.first("content-type") if head else "", **_text(request.body)}
    return sent


def _received(job: Job, record: ConnectionRecord, response: HttpMessage | None) -> dict[str, Any]:
    received = _response(None if response is None else _head(job, response.head), record.error)
    if response is not None:
        received["content"] |= {"size": len(response.body), **_text(response.body)}
        received["bodySize"] = response.wire_length
    return received


def _head(job: Job, data: bytes | None) -> Head | None:
    return None if data is None else parse_head(job.head(data))


def _request(url: str, head: Head | None) -> dict[str, Any]:
    method, _target, version = head.start if head else ("GET", "", "")
    headers = head.headers if head else ()
    cookies = "; ".join(head.all("cookie")) if head else ""
    return {
        "method": method,
        "url": url,
        "httpVersion": version,
        "headers": _pairs(headers),
        "queryString": _pairs(parse_qsl(_query(url), keep_blank_values=True)),
        "cookies": _pairs(_cookie_pairs(cookies)),
        "headersSize": head.size if head else _UNKNOWN,
        "bodySize": 0,
    }


def _response(head: Head | None, error: str | None) -> dict[str, Any]:
    version, status, reason = head.start if head else ("", "0", "")
    return {
        "status": int(status) if status.isdecimal() and status.isascii() else 0,
        "statusText": reason,
        "httpVersion": version,
        "headers": _pairs(head.headers if head else ()),
        "cookies": [cookie for value in head.all("set-cookie") for cookie in _set_cookie(value)]
        if head
        else [],
        "content": {"size": 0, "mimeType": (head.first("content-type") if head else "") or "x-unknown"},
        "redirectURL": head.first("location") if head else "",
        "headersSize": head.size if head else _UNKNOWN,
        "bodySize": _UNKNOWN,
        "_transferSize": head.size if head else 0,
        "_error": error,
    }


def _pairs(pairs: Any) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _cookie_pairs(text: str) -> list[tuple[str, str]]:
    """RFC 6265 §4.2.1: name=value pairs between semicolons; a masked header has none."""
    pairs = (part.strip().partition("=") for part in text.split(";"))
    return [(name, value) for name, equals, value in pairs if equals]


def _set_cookie(text: str) -> list[dict[str, Any]]:
    """Give the cookie that a response sets, with its attributes (RFC 6265 §4.1.1)."""
    first, *attributes = _parts(text)
    if not first[0] or first[1] is None:
        return []
    cookie: dict[str, Any] = {"name": first[0], "value": first[1]}
    for name, value in attributes:
        match name.lower():
            case "path" | "domain" | "expires":
                cookie[name.lower()] = value or ""
            case "samesite":
                cookie["sameSite"] = value or ""
    flags = {name.lower() for name, _ in attributes}
    return [cookie | {"httpOnly": "httponly" in flags, "secure": "secure" in flags}]


def _parts(text: str) -> list[tuple[str, str | None]]:
    split = (part.strip().partition("=") for part in text.split(";"))
    return [(name, value if equals else None) for name, equals, value in split]


def _timings(record: ConnectionRecord) -> tuple[dict[str, float], float]:
    """Give the phases in milliseconds; HAR 1.2: the time of TLS is in that of connecting too."""
    try:
        known = json.loads(record.timings or "{}")
    except ValueError:
        known = {}
    known = known if isinstance(known, dict) else {}

    def phase(*names: str) -> float:
        times = [known[name] for name in names if isinstance(known.get(name), int | float)]
        return round(sum(times), 6) if times else _UNKNOWN

    dns, connect, wait = phase("dns"), phase("tcp", "proxy", "tls"), max(phase("upgrade"), 0)
    before = sum(max(time, 0) for time in (dns, connect, wait))
    receive = 0.0
    if record.closed_ns is not None:
        receive = round(max((record.closed_ns - record.opened_ns) / 1e6 - before, 0), 6)
    timings = {
        "blocked": _UNKNOWN, "dns": dns, "ssl": phase("tls"), "connect": connect, "send": 0, "wait": wait,
        "receive": receive,
    }  # fmt: skip
    return timings, round(before + receive, 6)


def _ours(record: ConnectionRecord) -> dict[str, Any]:
    names = (
        "id", "role", "peer", "opened_ns", "closed_ns", "subprotocol", "extensions", "close_code",
        "close_reason", "closed_by", "error",
    )  # fmt: skip
    return {name: getattr(record, name) for name in names}


def _text(body: bytes) -> dict[str, str]:
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"text": base64_text(body), "encoding": "base64"}


def _absolute(url: str, head: Head | None) -> str:
    """Give the URL that a request asked for: the server of the connection, the target of the head."""
    target = head.start[1] if head else ""
    if not target.startswith("/"):
        return target or url
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.partition('/')[0].partition('?')[0]}{target}"


def _query(url: str) -> str:
    try:
        return urlsplit(url).query
    except ValueError:  # an address that is no URL, as "ws://[::1/"
        return ""


def _millisecond(time_ns: int) -> str:
    return f"{iso_time(time_ns)[:-7]}Z"
