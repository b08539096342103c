"""Close codes: their registered names and what each tells a person (RFC 6455 §7.4)."""

from __future__ import annotations

_CODES: dict[int, tuple[str, str]] = {
    1000: ("normal closure", "The purpose of the connection is fulfilled."),
    1001: ("going away", "The endpoint leaves: a server shuts down, or a browser left the page."),
    1002: ("protocol error", "The endpoint received something that breaks the WebSocket protocol."),
    1003: ("unsupported data", "The endpoint received a type of data that it cannot accept."),
    1004: ("reserved", "Reserved; it must not be used."),
    1005: ("no status received", "The close frame carried no code. Never on the wire."),
    1006: ("abnormal closure", "The connection ended without a close frame. Never on the wire."),
    1007: ("invalid payload data", "A message's data did not fit its type, such as text that is not UTF-8."),
    1008: ("policy violation", "A message broke a rule of the endpoint's own."),
    1009: ("message too big", "A message is larger than the endpoint accepts."),
    1010: ("mandatory extension", "The client needs an extension that the server did not negotiate."),
    1011: ("internal error", "The server met a condition that kept it from going on."),
    1012: ("service restart", "The service restarts; a client may reconnect after a random delay."),
    1013: ("try again later", "The service is overloaded; a client should come back later."),
    1014: ("bad gateway", "A gateway received an invalid response from the server behind it."),
    1015: ("TLS handshake", "The TLS handshake failed. Never on the wire."),
}

NEVER_ON_THE_WIRE = frozenset({1004, 1005, 1006, 1015})
"""RFC 6455 §7.4.1: "MUST NOT be set as a status code in a Close control frame"."""


def close_code_name(code: int) -> str:
    """Name a close code; a range's name where the code itself has none."""
    if code in _CODES:
        return _CODES[code][0]
    if 3000 <= code <= 3999:
        return "registered by a library"
    if 4000 <= code <= 4999:
        return "private use"
    return "unassigned"


def describe_close(code: int) -> str:
    """Tell in one sentence what a close code means."""
    if code in _CODES:
        return _CODES[code][1]
    if 3000 <= code <= 3999:
        return "Registered for libraries, frameworks and applications."
    if 4000 <= code <= 4999:
        return "Reserved for private use: only the application knows its meaning."
    return "No meaning is assigned to this code."


def may_be_sent(code: int) -> bool:
    """Tell whether a close frame may carry this code (RFC 6455 §7.4)."""
    return (code in _CODES and code not in NEVER_ON_THE_WIRE) or 3000 <= code <= 4999


def known_close_codes() -> dict[int, str]:
    """Give the registered codes that may be on the wire, with their names."""
    return {code: name for code, (name, _) in _CODES.items() if code not in NEVER_ON_THE_WIRE}
