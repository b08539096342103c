"""Command lines of other tools that open the same connection."""

from __future__ import annotations

import shlex
from urllib.parse import urlsplit

from inspector.session.errors import SessionError
from inspector.session.headers import request_headers
from inspector.session.options import ConnectOptions
from inspector.session.urls import parse_url

# RFC 6455 §1.3: the example's key; any 16 bytes do.
_HANDSHAKE = (
    ("Connection", "Upgrade"),
    ("Upgrade", "websocket"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
)


def curl_command(options: ConnectOptions) -> str:
    """Give a curl command that performs the same opening handshake and shows the response head."""
    words = ["curl", "--include", "--no-buffer", "--http1.1"]
    headers = _headers(options)
    typed = {name.lower() for name, _ in headers}
    for name, value in [item for item in _HANDSHAKE if item[0].lower() not in typed] + headers:
        # curl takes `Name:` as "leave this header out", and `Name;` for one without a value.
        words += ["--header", f"{name}: {value}" if value else f"{name};"]
    url = _url(options)
    return shlex.join([*words, *_curl_transport(options), url.replace("ws", "http", 1)])


def websocat_command(options: ConnectOptions) -> str:
    """Give a websocat command that opens the same connection, as far as websocat has the means."""
    words = ["websocat"]
    for name, value in _headers(options):
        if name.lower() == "sec-websocket-protocol":
            words.append(f"--protocol={value}")
        else:
            # Without the sign of equality websocat takes all words that follow as headers.
            words.append(f"--header={name}: {value}")
    if not options.tls.verify:
        words.append("--insecure")
    if options.proxy is not None and options.proxy.startswith("socks5"):
        words.append(f"--socks5={urlsplit(options.proxy).netloc.rpartition('@')[2]}")
    return shlex.join([*words, _url(options)])


def _url(options: ConnectOptions) -> str:
    """Give the URL in its normal form, or as it was typed when it has none."""
    try:
        return parse_url(options.url)
    except SessionError:
        return options.url


def _headers(options: ConnectOptions) -> list[tuple[str, str]]:
    headers = list(request_headers(options).raw_items())
    if options.subprotocols and not any(name.lower() == "sec-websocket-protocol" for name, _ in headers):
        headers.append(("Sec-WebSocket-Protocol", ", ".join(options.subprotocols)))
    return headers


def _curl_transport(options: ConnectOptions) -> list[str]:
    words = []
    proxy = options.proxy
    if proxy is not None and proxy.startswith("socks5://"):
        # The proxy looks the name up here; for curl that is another scheme.
        proxy = proxy.replace("socks5", "socks5h", 1)
    for flag, value in (
        ("--cacert", options.tls.ca_file),
        ("--cert", options.tls.client_certificate),
        ("--key", options.tls.client_key),
        ("--proxy", proxy),
    ):
        if value:
            words += [flag, value]
    if not options.tls.verify:
        words.append("--insecure")
    if options.follow_redirects:
        words.append("--location")
    return words
