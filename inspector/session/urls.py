"""WebSocket URLs as people type them (RFC 6455 §3)."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, quote, unquote, urlsplit

import idna

from inspector.session.errors import SessionError

_SCHEMES = {"ws": "ws", "wss": "wss", "http": "ws", "https": "wss"}
_DEFAULT_PORTS = {"ws": 80, "wss": 443}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HOST_PORT = re.compile(r"^[^/?#@]*?:\d*(?:[/?#]|$)")
# RFC 1123 §2.1, and underscores, which private networks have.
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"


def parse_url(text: str) -> str:
    """Give the URL in its normal form; raises `SessionError` with what is wrong and what to do.

    A missing scheme becomes ``ws`` for this machine and ``wss`` for any other; ``http`` and ``https``
    become ``ws`` and ``wss``; an international host name is encoded (IDNA).
    """
    text = text.strip()
    if not text:
        raise SessionError("There is no URL: type one that begins with ws:// or wss://.")
    _refuse_characters(text)
    scheme, rest = _scheme_of(text)
    if "#" in rest:
        # 3: "Fragment identifiers are meaningless in the context of WebSocket URIs and MUST NOT be used".
        raise SessionError("The URL has a #fragment, which WebSocket URLs must not have: remove it.")
    parts = _split(f"{scheme or 'ws'}://{rest}")
    host = _host(parts)
    port = _port(parts)
    if not scheme:
        scheme = "ws" if _is_this_machine(host) else "wss"
    port_part = "" if port is None or port == _DEFAULT_PORTS[scheme] else f":{port}"
    path = quote(parts.path or "/", safe=_PATH_SAFE)
    query = "?" + quote(parts.query, safe=_PATH_SAFE + "?[]") if parts.query else ""
    return f"{scheme}://{_userinfo(parts)}{host}{port_part}{path}{query}"


def without_password(url: str) -> str:
    """Give a URL as it may be shown and stored: its password left out."""
    userinfo, at, place = urlsplit(url).netloc.rpartition("@")
    return url.replace(f"{userinfo}@{place}", userinfo.partition(":")[0] + at + place, 1) if at else url


def _refuse_characters(text: str) -> None:
    for char in text:
        if 0xD800 <= ord(char) <= 0xDFFF:
            raise SessionError("The URL contains half of a character (a lone surrogate): remove it.")
        if char.isspace() or ord(char) < 0x20 or ord(char) == 0x7F:
            named = "a space" if char == " " else f"the character U+{ord(char):04X}"
            raise SessionError(f"The URL contains {named}: remove it, or write it as {quote(char)}.")


def _scheme_of(text: str) -> tuple[str, str]:
    match = _SCHEME.match(text)
    if match is not None:
        scheme = match[1].lower()
        if scheme not in _SCHEMES:
            raise SessionError(f"{scheme}:// is not a WebSocket scheme: use ws:// or wss://.")
        return _SCHEMES[scheme], text[match.end() :]
    if re.match(r"(?:wss?|https?):?//?", text, re.IGNORECASE):
        raise SessionError(f"{_short(text)} lacks :// after its scheme: begin with ws:// or wss://.")
    if _HOST_PORT.match(text) is None and re.match(r"[A-Za-z][\w+.-]*:", text):
        raise SessionError(f"{_short(text)} is not a WebSocket URL: begin with ws:// or wss://.")
    return "", text.removeprefix("//")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise SessionError(
            "The host is malformed: write an IPv6 address in brackets, as in ws://[::1]:8080/, and any "
            "other host without them."
        ) from error


def _userinfo(parts: SplitResult) -> str:
    userinfo, at, _ = parts.netloc.rpartition("@")
    if not at:
        return ""
    user, _, password = userinfo.partition(":")
    try:
        unquote(userinfo, errors="strict")
    except UnicodeDecodeError as error:
        raise SessionError("User name or password is not UTF-8 once decoded: correct its % codes.") from error
    return f"{quote(user, safe=_PATH_SAFE)}:{quote(password, safe=_PATH_SAFE)}@"


def _host(parts: SplitResult) -> str:
    address = parts.netloc.rpartition("@")[2]
    if not address.startswith("[") and address.count(":") > 1:
        if _is_ipv6(address):
            raise SessionError(f"An IPv6 address needs brackets: write [{address}].")
        raise SessionError(f"{_short(address)} has more than one colon: write host:port.")
    host = parts.hostname
    if not host:
        raise SessionError("The URL names no host: write it after ws:// or wss://.")
    if address.startswith("["):
        behind = address.rpartition("]")[2]
        if behind and not behind.startswith(":"):
            raise SessionError(f"After the ] comes {_short(behind)}: put a colon before a port.")
        return _ipv6(host)
    return _ascii_name(host) if host.isascii() else _international_name(host)


def _ascii_name(host: str) -> str:
    labels = host.removesuffix(".").split(".")
    if all(_LABEL.fullmatch(label) for label in labels) and len(host) <= 253:
        return host
    if len(host) > 253 or any(len(label) > 63 for label in labels):
        raise SessionError("The host name is too long: a name has 253 letters at most, each part of it 63.")
    raise SessionError(
        f"{_short(host)} is not a host name: it may hold letters, digits and hyphens, in parts with a dot "
        "between them."
    )


def _international_name(host: str) -> str:
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError as error:
        why = str(error).rstrip(".")
        raise SessionError(f"The host is not an international name ({why}): correct its spelling.") from error


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def _ipv6(host: str) -> str:
    if "%" in host:
        raise SessionError("An IPv6 zone (after %) has no place in a WebSocket URL: remove it.")
    if not _is_ipv6(host):
        raise SessionError(f"[{_short(host)}] is not an IPv6 address: correct it, or remove the brackets.")
    return f"[{ipaddress.IPv6Address(host)}]"


def _port(parts: SplitResult) -> int | None:
    after = parts.netloc.rpartition("@")[2].rpartition("]")[2]
    if after.endswith(":"):
        raise SessionError("The port after the colon is missing: add it, or remove the colon.")
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        told = _short(after.rpartition(":")[2])
        raise SessionError(f"The port {told} is not a number from 1 to 65535: correct it.")
    return port


def _is_this_machine(host: str) -> bool:
    name = host.removesuffix(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
