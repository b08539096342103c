"""Connections through a proxy: HTTP CONNECT (RFC 9110 §9.3.6), over TLS if asked, and SOCKS."""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from inspector.session.errors import SessionError
from inspector.session.options import TlsOptions
from inspector.session.tcp import connect_first, resolve
from inspector.session.tls import make_context
from inspector.session.tls_tunnel import tls_tunnel
from inspector.wire.http_head import Head, HeadReader, parse_head

_HOW = "write it as http://host:port, https://host:port or socks5://host:port"
_SCHEMES = ("http", "https", "socks5", "socks5h", "socks4")
MAX_REPLY = 64 * 1024
"""How long the head of a proxy's reply may be, in bytes."""
_NO_LIMIT_S = 86_400
"""python-socks wants a time limit; the open timeout is the one that counts."""


class ProxyUnreachableError(Exception):
    """No TCP or TLS connection to the proxy; the cause says why."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(host, port)
        self.host = host
        self.port = port


class ProxyRefusedError(Exception):
    """The proxy answered, and does not connect."""

    def __init__(self, why: str, head: Head | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.head = head


@dataclass(frozen=True, slots=True)
class ProxyAddress:
    """Where a proxy is, what it speaks, and who asks."""

    scheme: str
    host: str
    port: int
    username: str = ""
    password: str = ""


def parse_proxy(text: str) -> ProxyAddress:
    """Read a proxy's URL; raises `SessionError`, which never repeats its password."""
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SessionError(f"The proxy's address is malformed: {_HOW}.") from error
    if parts.scheme not in _SCHEMES or not host:
        raise SessionError(f"The proxy's address is not one of a proxy that can be used: {_HOW}.")
    if not port:
        raise SessionError(f"The proxy's address has no port: {_HOW}.")
    username, password = unquote(parts.username or ""), unquote(parts.password or "")
    if max(len(username.encode()), len(password.encode())) > 255:
        # RFC 1929 §2 gives the length of each in one byte.
        raise SessionError("The proxy's user name or password is longer than 255 bytes: shorten it.")
    return ProxyAddress(parts.scheme, host, port, username, password)


async def through_proxy(
    proxy: ProxyAddress, host: str, port: int, ca_file: str | None = None
) -> socket.socket:
    """Have a proxy connect to host and port; raises `ProxyUnreachableError` or `ProxyRefusedError`.

    A proxy with https:// is always verified, with the system's trust store and `ca_file`: it gets a
    password. Raises `SessionError` for a `ca_file` that is none.
    """
    if proxy.scheme in ("http", "https"):
        context = make_context(TlsOptions(ca_file=ca_file)) if proxy.scheme == "https" else None
        return await _http_connect(proxy, host, port, context)
    return await _socks(proxy, host, port)


async def _http_connect(
    proxy: ProxyAddress, host: str, port: int, context: ssl.SSLContext | None
) -> socket.socket:
    try:
        sock = await connect_first(await resolve(proxy.host, proxy.port))
        if context is not None:
            sock = await tls_tunnel(sock, context, proxy.host)
    except (OSError, UnicodeError) as error:
        raise ProxyUnreachableError(proxy.host, proxy.port) from error
    try:
        await asyncio.get_running_loop().sock_sendall(sock, _connect_request(proxy, host, port))
        _check_reply(*await _read_head(sock))
    except OSError as error:
        sock.close()
        raise ProxyRefusedError("it dropped the connection") from error
    except BaseException:
        sock.close()
        raise
    return sock


def _connect_request(proxy: ProxyAddress, host: str, port: int) -> bytes:
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
    if proxy.username:
        pair = base64.b64encode(f"{proxy.username}:{proxy.password}".encode()).decode()
        lines.append(f"Proxy-Authorization: Basic {pair}")
    return "\r\n".join([*lines, "", ""]).encode()


async def _read_head(sock: socket.socket) -> tuple[Head, bool]:
    """Read the head of the proxy's reply, and tell whether more came with it."""
    loop, reader, more = asyncio.get_running_loop(), HeadReader(), False
    while not reader.complete:
        data = await loop.sock_recv(sock, 4096)
        if not data:
            raise ProxyRefusedError("it closed the connection before it had answered")
        more = reader.feed(data) < len(data)
        if len(reader.head) > MAX_REPLY:
            raise ProxyRefusedError(f"the head of its reply is larger than {MAX_REPLY} bytes")
    return parse_head(bytes(reader.head)), more


def _check_reply(head: Head, more: bool) -> None:
    if head.status is None:
        raise ProxyRefusedError(f"it does not answer as an HTTP proxy does: {head.start_line[:80]!r}", head)
    if not 200 <= head.status < 300:
        raise ProxyRefusedError(head.start_line.partition(" ")[2][:200], head)
    if more:
        # In TLS and HTTP alike the client speaks first: no server can have sent this.
        raise ProxyRefusedError("it sent bytes of its own into the connection")


async def _socks(proxy: ProxyAddress, host: str, port: int) -> socket.socket:
    from python_socks import ProxyConnectionError, ProxyError, ProxyType
    from python_socks.async_.asyncio import Proxy

    kind = ProxyType.SOCKS4 if proxy.scheme == "socks4" else ProxyType.SOCKS5
    client = Proxy.create(kind, proxy.host, proxy.port, proxy.username, proxy.password, rdns=True)
    try:
        sock: socket.socket = await client.connect(host, port, timeout=_NO_LIMIT_S)
    except ProxyConnectionError as error:
        raise ProxyUnreachableError(proxy.host, proxy.port) from error.__cause__
    except ProxyError as error:
        raise ProxyRefusedError(str(error).rstrip(".")) from error
    except OSError as error:
        raise ProxyRefusedError("it dropped the connection") from error
    return sock
