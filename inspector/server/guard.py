"""Who may speak to the local server: no foreign web page, and no foreign name (DNS rebinding).

A browser lets every page on the web open a WebSocket to this machine and tells only by `Origin` which
page it was (RFC 6455 §10.2). A page can also point its own host name at 127.0.0.1; `Host` shows that.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection

_AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~-]+)(?::(?P<port>[0-9]{1,5}))?")
_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<authority>.+)")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def refuse_host(values: list[str], own_hosts: Collection[str], own_port: int) -> str | None:
    """Say why a request's `Host` is refused; None when it names this machine."""
    if len(values) != 1:
        return f"A request needs exactly one Host header; this one has {len(values)}."
    if _is_ours(values[0], own_hosts, own_port, None):
        return None
    return (
        f"The Host header {_shown(values[0])} is not a name of this server; open it by its address, "
        f"such as localhost:{own_port}."
    )


def refuse_origin(values: list[str], own_hosts: Collection[str], own_port: int) -> str | None:
    """Say why a request's `Origin` is refused; None without one, or when the page is this machine's."""
    if not values:
        return None
    if len(values) > 1:
        # RFC 6454 §7.3: "the user agent MUST NOT include more than one Origin header field".
        return "The request has more than one Origin header; a browser sends one."
    match = _ORIGIN.fullmatch(values[0])
    if match and _is_ours(match["authority"], own_hosts, own_port, _DEFAULT_PORTS[match["scheme"]]):
        return None
    return (
        f"The origin {_shown(values[0])} is foreign; only pages served from this machine may connect "
        "to the local server."
    )


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address always means this machine (RFC 6761 §6.3, RFC 1122)."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _is_ours(authority: str, own_hosts: Collection[str], own_port: int, default_port: int | None) -> bool:
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        return False
    if is_loopback(match["host"]):
        # Any port: a page under development on another port is the reason to have this server.
        return True
    port = int(match["port"]) if match["port"] else default_port
    host = match["host"].strip("[]").rstrip(".").lower()
    return host in own_hosts and port in (own_port, None)


def _shown(text: str) -> str:
    return ascii(text if len(text) <= 80 else text[:80] + "…")
