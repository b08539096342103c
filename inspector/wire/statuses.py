"""HTTP statuses in place of the 101 that opens a WebSocket: what each means, and what may help."""

from __future__ import annotations

from inspector.wire.http_head import Head

_LONGEST_SENTENCE = 200


def explain_status(status: int | None, response: Head, body: bytes = b"") -> str:
    """Say in plain words why a response is not a WebSocket handshake, and what may help."""
    if status is None:
        return f"The answer is not HTTP: {response.start_line[:80]!r}. Is a WebSocket server on this port?"
    said = _STATUSES.get(status) or _status_class(status)
    if 300 <= status < 400:
        target = response.get("Location")
        said += f" The target is {target}." if target else " It names no target."
    if status == 401 and response.get("WWW-Authenticate"):
        said += f" It asks for: {response.get('WWW-Authenticate')}."
    if status == 426 and response.get("Sec-WebSocket-Version"):
        said += f" It speaks version {response.get('Sec-WebSocket-Version')}."
    sentence = _sentence(body)
    if sentence:
        said += f" The server says: {sentence}"
    elif "html" in (response.get("Content-Type") or "") or body.lstrip()[:9].lower() == b"<!doctype":
        said += " The body is an HTML page: this address serves a web site, check the path."
    return f"{status}: {said}"


def _sentence(body: bytes) -> str:
    """Give a body that is one short line of words, whatever type it claims to be; else nothing."""
    try:
        words = " ".join(body.decode().split())
    except UnicodeDecodeError:
        return ""
    if not words or len(words) > _LONGEST_SENTENCE or "<" in words or not words.isprintable():
        return ""
    return words if words[-1] in ".!?" else f"{words}."


_STATUSES = {
    200: "An ordinary HTTP answer; the server did not switch to WebSocket. Check the path.",
    400: "The server finds the request malformed; check the headers and the path.",
    401: "The server wants credentials; set basic or bearer authorization in the options.",
    403: "The server forbids it; check Origin, credentials and cookies.",
    404: "Nothing is at this path; check the path of the URL.",
    405: "This path does not take GET requests, which a handshake needs; check the path.",
    407: "A proxy wants credentials; put them in the proxy's URL.",
    426: "The server asks for another protocol or WebSocket version.",
    429: "Too many requests; wait before the next attempt.",
    502: "A gateway got no valid answer from the server behind it.",
    503: "The service is not available now; try again later.",
    504: "A gateway waited too long for the server behind it.",
}


def _status_class(status: int) -> str:
    if 300 <= status < 400:
        return "The server redirects; turn on following redirects, or use the target."
    if 500 <= status < 600:
        return "The server failed; its log knows why."
    if 400 <= status < 500:
        return "The server refuses the request; check URL, headers and credentials."
    return "Not the 101 that opens a WebSocket; check the path."
