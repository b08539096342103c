"""Command lines of other tools that open the same connection."""

from __future__ import annotations

import shlex
from urllib.parse import urlsplit

from inspector.session.options import ConnectOptions


def curl_command(options: ConnectOptions) -> str:
    """Give a curl command that performs the same opening handshake and shows the response head."""
    words = ["curl", "--include", "--no-buffer", "--http1.1"]
    for line in (
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *_headers(options),
    ):
        words += ["--header", line]
    if options.subprotocols:
        words += ["--header", f"Sec-WebSocket-Protocol: {', '.join(options.subprotocols)}"]
    if options.basic_auth is not None:
        words += ["--user", ":".join(options.basic_auth)]
    words += _curl_transport(options)
    url = options.url.replace("ws", "http", 1)
    return shlex.join([*words, url])


def websocat_command(options: ConnectOptions) -> str:
    """Give a websocat command that opens the same connection."""
    words = ["websocat"]
    for line in _headers(options):
        words += ["--header", line]
    if options.subprotocols:
        words += ["--protocol", ",".join(options.subprotocols)]
    if options.basic_auth is not None:
        words += ["--basic-auth", ":".join(options.basic_auth)]
    if not options.tls.verify:
        words.append("--insecure")
    if options.proxy is not None and options.proxy.startswith("socks5"):
        words += ["--socks5", urlsplit(options.proxy).netloc.rpartition("@")[2]]
    return shlex.join([*words, options.url])


def _headers(options: ConnectOptions) -> list[str]:
    lines = [f"{name}: {value}" for name, value in options.headers]
    if options.origin is not None:
        lines.append(f"Origin: {options.origin}")
    if options.bearer_token is not None:
        lines.append(f"Authorization: Bearer {options.bearer_token}")
    return lines


def _curl_transport(options: ConnectOptions) -> list[str]:
    words = []
    for flag, value in (
        ("--cacert", options.tls.ca_file),
        ("--cert", options.tls.client_certificate),
        ("--key", options.tls.client_key),
        ("--proxy", options.proxy),
    ):
        if value:
            words += [flag, value]
    if not options.tls.verify:
        words.append("--insecure")
    if options.follow_redirects:
        words.append("--location")
    return words
