"""WebSocket URLs as people type them (RFC 6455 §3)."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, quote, urlsplit

import idna

from inspector.session.errors import SessionError

_SCHEMES = {"ws": "ws", "wss": "wss", "http": "ws", "https": "wss"}
_DEFAULT_PORTS = {"ws": 80, "wss": 443}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HOST_PORT = re.compile(r"^[^/?#]*?:\d*(?:[/?]|$)")


def parse_url(text: str) -> str:
    """Give the URL in its normal form; raises `SessionError` with what is wrong and what to do.

    A missing scheme becomes ``ws`` for this machine and ``wss`` for any other; ``http`` and ``https``
    become ``ws`` and ``wss``; an international host name is encoded (IDNA).
    """
    text = text.strip()
    if not text:
        raise SessionError("There is no URL: type one that begins with ws:// or wss://.")
    bad = next((char for char in text if char.isspace() or ord(char) < 0x20 or ord(char) == 0x7F), None)
    if bad is not None:
        raise SessionError(f"The URL contains {_named(bad)}: remove it, or write it as {quote(bad)}.")
    scheme, rest = _scheme_of(text)
    parts = _split(f"{scheme or 'ws'}://{rest}")
    if "#" in text:
        raise SessionError("The URL has a #fragment, which WebSocket URLs must not have: remove it.")
    host = _host(parts)
    port = _port(parts)
    if not scheme:
        scheme = "ws" if _is_this_machine(host) else "wss"
    port_part = "" if port is None or port == _DEFAULT_PORTS[scheme] else f":{port}"
    userinfo, at, _ = parts.netloc.rpartition("@")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]") if parts.query else ""
    return f"{scheme}://{userinfo}{at}{host}{port_part}{path}{query}"


def _named(char: str) -> str:
    return "a space" if char == " " else f"the character U+{ord(char):04X}"


def _scheme_of(text: str) -> tuple[str, str]:
    match = _SCHEME.match(text)
    if match is None:
        if _HOST_PORT.match(text) is None and re.match(r"[A-Za-z][\w+.-]*:", text):
            raise SessionError(f"{text[:60]} is no WebSocket URL: begin with ws:// or wss://.")
        return "", text.removeprefix("//")
    scheme = match[1].lower()
    if scheme not in _SCHEMES:
        raise SessionError(f"{scheme}:// is not a WebSocket scheme: use ws:// or wss://.")
    return _SCHEMES[scheme], text[match.end() :]


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise SessionError(f"The address is malformed: {error}. An IPv6 address needs brackets.") from error


def _host(parts: SplitResult) -> str:
    try:
        host = parts.hostname
    except ValueError as error:
        raise SessionError(f"The host is malformed: {error}.") from error
    if "[" not in parts.netloc and parts.netloc.rpartition("@")[2].count(":") > 1:
        address = parts.netloc.rpartition("@")[2]
        raise SessionError(f"Put an IPv6 address in brackets: [{address}].")
    if not host:
        raise SessionError("The URL names no host: write it after ws:// or wss://.")
    if "[" in parts.netloc:
        return _ipv6(host)
    if host.isascii():
        if not re.fullmatch(r"[A-Za-z0-9._~-]+", host) or ".." in host:
            raise SessionError(f"{host} is not a host name: it may hold letters, digits, dots and hyphens.")
        return host
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError as error:
        raise SessionError(f"{host} is not an international host name: {error}.") from error


def _ipv6(host: str) -> str:
    if "%" in host:
        raise SessionError("An IPv6 zone (after %) has no place in a WebSocket URL: remove it.")
    try:
        return f"[{ipaddress.IPv6Address(host)}]"
    except ValueError as error:
        raise SessionError(f"[{host}] is not an IPv6 address: {error}.") from error


def _port(parts: SplitResult) -> int | None:
    after = parts.netloc.rpartition("@")[2].rpartition("]")[2]
    if after.endswith(":"):
        raise SessionError("The port after the colon is missing: add it, or remove the colon.")
    try:
        port = parts.port
    except ValueError as error:
        raise SessionError("The port must be a number from 1 to 65535.") from error
    if port == 0:
        raise SessionError("The port must be a number from 1 to 65535.")
    return port


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
