"""Command lines of other tools that open the same connection."""

from __future__ import annotations

import shlex
from urllib.parse import unquote, urlsplit

from inspector.session.errors import SessionError
from inspector.session.headers import request_headers
from inspector.session.options import Compression, ConnectOptions
from inspector.session.urls import parse_url

_KEY = "dGhlIHNhbXBsZSBub25jZQ=="
"""The sample nonce of RFC 6455 §1.3: curl makes no key of its own."""


def curl_command(options: ConnectOptions) -> str:
    """Give a curl command that performs the same opening handshake and shows the response head."""
    words = ["curl", "--include", "--no-buffer", "--http1.1"]
    for name, value in _handshake_headers(options):
        # curl takes "Name:" for "leave this header out" and "Name;" for one without a value.
        words += ["--header", f"{name}: {value}" if value else f"{name};"]
    url, userinfo = _without_userinfo(_normal(options.url))
    if userinfo and "authorization" not in {name.lower() for name, _ in request_headers(options).raw_items()}:
        words += ["--user", userinfo]
    words += _curl_transport(options)
    return shlex.join([*words, "http" + url.removeprefix("ws")])


def websocat_command(options: ConnectOptions) -> str:
    """Give a websocat command that opens the same connection; it knows no client certificates."""
    words = ["websocat"]
    for name, value in request_headers(options).raw_items():
        # A --header in a word of its own may take those that follow for headers too, the URL as well.
        words.append(f"--header={name}: {value}")
    if options.subprotocols:
        words += ["--protocol", ",".join(options.subprotocols)]
    if not options.tls.verify:
        words.append("--insecure")
    if options.proxy is not None and options.proxy.startswith("socks5"):
        words += ["--socks5", urlsplit(options.proxy).netloc.rpartition("@")[2]]
    url, userinfo = _without_userinfo(_normal(options.url))
    if userinfo:
        words += ["--basic-auth", userinfo]
    command = shlex.join([*words, url])
    if options.tls.ca_file and options.tls.verify:
        return f"SSL_CERT_FILE={shlex.quote(options.tls.ca_file)} {command}"
    return command


def _normal(url: str) -> str:
    try:
        return parse_url(url)
    except SessionError:
        return url


def _without_userinfo(url: str) -> tuple[str, str]:
    userinfo, at, place = urlsplit(url).netloc.rpartition("@")
    return (url.replace(f"{userinfo}@{place}", place, 1), unquote(userinfo)) if at else (url, "")


def _handshake_headers(options: ConnectOptions) -> list[tuple[str, str]]:
    """Give the headers in order; one typed by hand replaces its automatic one, as on the wire."""
    wanted = request_headers(options)
    automatic = [
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Key", _KEY),
        ("Sec-WebSocket-Version", "13"),
    ]
    if options.compression.enabled:
        automatic.append(("Sec-WebSocket-Extensions", _offer(options.compression)))
    if options.subprotocols:
        automatic.append(("Sec-WebSocket-Protocol", ", ".join(options.subprotocols)))
    return [*(item for item in automatic if item[0] not in wanted), *wanted.raw_items()]


def _offer(compression: Compression) -> str:
    """Give the permessage-deflate offer (RFC 7692 §7.1)."""
    parts = ["permessage-deflate"]
    if compression.server_no_context_takeover:
        parts.append("server_no_context_takeover")
    if compression.client_no_context_takeover:
        parts.append("client_no_context_takeover")
    if compression.server_max_window_bits is not None:
        parts.append(f"server_max_window_bits={compression.server_max_window_bits}")
    bits = compression.client_max_window_bits
    parts.append("client_max_window_bits" + (f"={bits}" if bits is not None else ""))
    return "; ".join(parts)


def _curl_transport(options: ConnectOptions) -> list[str]:
    words = []
    for flag, value in (
        ("--cacert", options.tls.ca_file),
        ("--cert", options.tls.client_certificate),
        ("--key", options.tls.client_key),
    ):
        if value:
            words += [flag, value]
    if options.proxy:
        # RFC 6455 §4.1: through a proxy the client asks for a tunnel, with ws:// too.
        words += ["--proxy", options.proxy.replace("socks5://", "socks5h://", 1), "--proxytunnel"]
    if not options.tls.verify:
        words.append("--insecure")
    if options.follow_redirects:
        words.append("--location")
    return words
