"""From a URL to an open connection, step by step, each step timed."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import connect
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.typing import Subprotocol

from inspector.session.errors import SessionError
from inspector.session.events import Phase
from inspector.session.headers import AskingConnection, request_headers
from inspector.session.options import Compression, ConnectOptions
from inspector.session.recorder import Recorder
from inspector.session.tapped import OnCount, OnMessage, OnPong
from inspector.session.tls import describe_tls, make_context

_NEXT_ADDRESS_S = 0.25
"""RFC 8305 §5: the delay before the next address is tried beside a slow one."""


@dataclass(slots=True)
class Progress:
    """Where the dialling is, and how long each step before took."""

    phase: Phase = Phase.DNS
    milliseconds: dict[str, float] = field(default_factory=dict)
    connection: AskingConnection | None = None
    """Set once there is one, so that a failed handshake can be looked at."""
    _since: float = field(default_factory=time.perf_counter)

    def begin(self, phase: Phase) -> None:
        """End the step before and begin the next."""
        self.end()
        self.phase = phase

    def end(self) -> None:
        """Take the time of the step under way."""
        now = time.perf_counter()
        self.milliseconds[self.phase.value] = round((now - self._since) * 1000, 3)
        self._since = now

    def as_json(self) -> str:
        """Give the times as a capture holds them."""
        return json.dumps(self.milliseconds)


async def dial(
    options: ConnectOptions,
    recorder: Recorder,
    progress: Progress,
    *,
    on_message: OnMessage | None,
    on_pong: OnPong | None,
    on_count: OnCount | None,
) -> AskingConnection:
    """Open the connection that the options describe, or raise what went wrong in `progress.phase`."""
    parts = urlsplit(options.url)
    host, secure = parts.hostname or "", parts.scheme == "wss"
    port = parts.port or (443 if secure else 80)
    context = make_context(options.tls) if secure else None
    sock = await _open_socket(options, host, port, progress)
    recorder.capture.update_connection(recorder.connection_id, peer=_peer(sock))
    progress.begin(Phase.TLS if secure else Phase.UPGRADE)

    def made(*args: Any, **kwargs: Any) -> AskingConnection:
        connection = AskingConnection(
            *args,
            recorder=recorder,
            on_message=on_message,
            on_pong=on_pong,
            on_made=partial(_tls_done, options, recorder, progress) if secure else None,
            **kwargs,
        )
        connection.on_count = on_count
        connection.auto_pong = options.auto_pong
        progress.connection = connection
        return connection

    try:
        return await _upgrade(options, sock, context, host, made)
    except BaseException:
        sock.close()
        raise
    finally:
        progress.end()


async def _upgrade(
    options: ConnectOptions,
    sock: socket.socket,
    context: ssl.SSLContext | None,
    host: str,
    made: Callable[..., AskingConnection],
) -> AskingConnection:
    tls: dict[str, Any] = {} if context is None else {"ssl": context, "server_hostname": host}
    connection = await connect(
        options.url,
        sock=sock,
        create_connection=made,  # type: ignore[arg-type]
        proxy=None,
        open_timeout=None,
        close_timeout=options.close_timeout,
        ping_interval=options.ping_interval,
        ping_timeout=options.ping_timeout,
        max_size=options.max_message_size,
        compression=None,
        extensions=[_deflate(options.compression)] if options.compression.enabled else None,
        subprotocols=[Subprotocol(name) for name in options.subprotocols] or None,
        additional_headers=request_headers(options),
        **tls,
    )
    assert isinstance(connection, AskingConnection)
    return connection


def _deflate(compression: Compression) -> ClientPerMessageDeflateFactory:
    return ClientPerMessageDeflateFactory(
        server_no_context_takeover=compression.server_no_context_takeover,
        client_no_context_takeover=compression.client_no_context_takeover,
        server_max_window_bits=compression.server_max_window_bits,
        client_max_window_bits=compression.client_max_window_bits or True,
        compress_settings={"memLevel": 5},
    )


def _tls_done(
    options: ConnectOptions, recorder: Recorder, progress: Progress, connection: AskingConnection
) -> None:
    progress.begin(Phase.UPGRADE)
    ssl_object = connection.transport.get_extra_info("ssl_object")
    if ssl_object is not None:
        told = describe_tls(ssl_object, verified=options.tls.verify)
        recorder.capture.update_connection(recorder.connection_id, tls=told)


async def _open_socket(options: ConnectOptions, host: str, port: int, progress: Progress) -> socket.socket:
    if options.proxy is not None:
        progress.phase = Phase.PROXY
        return await _through_proxy(options.proxy, host, port)
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    progress.begin(Phase.TCP)
    return await _first_to_answer([(entry[0], entry[4]) for entry in found])


async def _first_to_answer(addresses: list[tuple[int, tuple[object, ...]]]) -> socket.socket:
    """Try the addresses in order, each next one beside a slow one before it (RFC 8305)."""
    pending: set[asyncio.Future[socket.socket]] = set()
    failures: list[BaseException] = []
    waiting = list(addresses)
    loop = asyncio.get_running_loop()
    try:
        while waiting or pending:
            if waiting:
                pending.add(loop.create_task(_connect_to(*waiting.pop(0))))
            done, pending = await asyncio.wait(
                pending,
                timeout=_NEXT_ADDRESS_S if waiting else None,
                return_when=asyncio.FIRST_COMPLETED,
            )
            for task in done:
                error = task.exception()
                if error is None:
                    return task.result()
                failures.append(error)
    finally:
        for task in pending:
            task.cancel()
        for late in await asyncio.gather(*pending, return_exceptions=True):
            if isinstance(late, socket.socket):
                late.close()
    raise failures[0] if failures else OSError("the name has no address")


async def _connect_to(family: int, address: tuple[object, ...]) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(sock, address)
    except BaseException:
        sock.close()
        raise
    return sock


async def _through_proxy(proxy_url: str, host: str, port: int) -> socket.socket:
    from python_socks.async_.asyncio import Proxy

    try:
        proxy = Proxy.from_url(proxy_url)
    except ValueError as error:
        raise SessionError(
            f"{proxy_url} is not a proxy URL: write http://host:port or socks5://host:port."
        ) from error
    sock: socket.socket = await proxy.connect(host, port)
    return sock


def _peer(sock: socket.socket) -> str | None:
    try:
        address = sock.getpeername()
    except OSError:
        return None
    host = f"[{address[0]}]" if ":" in str(address[0]) else address[0]
    return f"{host}:{address[1]}"
