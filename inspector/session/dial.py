"""From a URL to an open connection, step by step, each step timed."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from inspector.session.compression import ClientDeflate
from inspector.session.connection import SessionConnection
from inspector.session.events import Phase
from inspector.session.headers import request_headers
from inspector.session.options import ConnectOptions
from inspector.session.progress import Progress
from inspector.session.proxies import parse_proxy, through_proxy
from inspector.session.recorder import Recorder
from inspector.session.tapped import OnCount, OnMessage, OnPong
from inspector.session.tcp import connect_first, peer_of, resolve
from inspector.session.tls import describe_tls, make_context


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who hears what arrives on a connection."""

    on_message: OnMessage | None = None
    on_pong: OnPong | None = None
    on_count: OnCount | None = None


async def dial(
    options: ConnectOptions, recorder: Recorder, progress: Progress, listeners: Listeners
) -> SessionConnection:
    """Open the connection that the options describe, or raise what went wrong in `progress.phase`."""
    parts = urlsplit(options.url)
    host, secure = parts.hostname or "", parts.scheme == "wss"
    progress.phase = Phase.TLS
    context = make_context(options.tls) if secure else None
    sock = await open_socket(options, host, parts.port or (443 if secure else 80), progress)
    progress.begin(Phase.TLS if secure else Phase.UPGRADE)
    recorder.capture.update_connection(recorder.connection_id, peer=peer_of(sock))
    try:
        return await _upgrade(options, sock, context, host, _maker(options, recorder, progress, listeners))
    except BaseException as error:
        sock.close()
        connection = progress.connection
        refused = connection.protocol.handshake_exc if connection is not None else None
        if refused is not None and refused is not error and isinstance(error, Exception):
            # The library would follow a redirect by itself, and says in its place why it cannot.
            raise refused  # noqa: B904 — `from` would change the cause it has
        raise
    finally:
        progress.end()


async def open_socket(options: ConnectOptions, host: str, port: int, progress: Progress) -> socket.socket:
    """Open the TCP connection, through the proxy where there is one; raises as the network does."""
    if options.proxy is not None:
        progress.begin(Phase.PROXY)
        return await through_proxy(parse_proxy(options.proxy), host, port, options.tls.ca_file)
    progress.begin(Phase.DNS)
    addresses = await resolve(host, port)
    progress.begin(Phase.TCP)
    return await connect_first(addresses)


def _maker(
    options: ConnectOptions, recorder: Recorder, progress: Progress, listeners: Listeners
) -> Callable[..., SessionConnection]:
    """Give what makes the connection, as the library wants it."""

    def made(connection: SessionConnection) -> None:
        ssl_object = connection.transport.get_extra_info("ssl_object")
        if ssl_object is not None:
            progress.begin(Phase.UPGRADE)
            told = describe_tls(ssl_object, verified=options.tls.verify)
            recorder.capture.update_connection(recorder.connection_id, tls=told)

    def make(*args: Any, **kwargs: Any) -> SessionConnection:
        connection = SessionConnection(
            *args,
            recorder=recorder,
            on_message=listeners.on_message,
            on_pong=listeners.on_pong,
            on_made=made,
            **kwargs,
        )
        connection.on_count = listeners.on_count
        connection.auto_pong = options.auto_pong
        progress.connection = connection
        return connection

    return make


async def _upgrade(
    options: ConnectOptions,
    sock: socket.socket,
    context: ssl.SSLContext | None,
    host: str,
    make: Callable[..., SessionConnection],
) -> SessionConnection:
    tls: dict[str, Any] = {} if context is None else {"ssl": context, "server_hostname": host}
    connection = await connect(
        options.url,
        sock=sock,
        create_connection=make,  # type: ignore[arg-type]
        proxy=None,
        open_timeout=None,
        close_timeout=options.close_timeout,
        ping_interval=None,
        max_size=options.max_message_size,
        compression=None,
        extensions=[ClientDeflate(options.compression)] if options.compression.enabled else None,
        subprotocols=[Subprotocol(name) for name in options.subprotocols] or None,
        additional_headers=request_headers(options),
        **tls,
    )
    assert isinstance(connection, SessionConnection)
    return connection
