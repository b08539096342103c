"""What a person can choose about a connection before it is opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

DEFAULT_MAX_MESSAGE_SIZE = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Compression:
    """The permessage-deflate offer (RFC 7692 §7.1)."""

    enabled: bool = True
    client_max_window_bits: int | None = None
    """8 to 15; None offers the parameter without a value."""
    server_max_window_bits: int | None = None
    """8 to 15; None leaves it to the server."""
    client_no_context_takeover: bool = False
    server_no_context_takeover: bool = False


@dataclass(frozen=True, slots=True)
class TlsOptions:
    """How the server is verified, and how this client identifies itself."""

    verify: bool = True
    ca_file: str | None = None
    client_certificate: str | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class Reconnect:
    """Automatic reconnect with exponential back-off; times in seconds."""

    enabled: bool = False
    initial_delay: float = 1.0
    factor: float = 2.0
    max_delay: float = 60.0
    max_attempts: int | None = None


Transports = Literal["websocket", "polling-then-upgrade", "polling"]
"""How Engine.IO packets travel: WebSocket only, as a browser does it, or HTTP long-polling only."""


@dataclass(frozen=True, slots=True)
class SocketIoOptions:
    """What a connection of kind Socket.IO adds (Engine.IO protocol v4 or v3, Socket.IO protocol v5 or v4).

    The URL is read as `io(url)` of socket.io-client reads it: its path names a namespace, its query joins
    `query`. A URL whose path is `path`, or ends with ``/socket.io/``, names the path of the server itself.
    """

    eio: Literal[4, 3] = 4
    """4 for servers of Socket.IO 3 and 4; 3 for those of Socket.IO 2."""
    path: str = "/socket.io/"
    namespaces: tuple[str, ...] = ()
    """To join at once, besides the one in the URL; ``/`` when there is none at all."""
    auth: str = ""
    """JSON that each CONNECT packet carries; empty for none. Socket.IO 2 has none."""
    auth_of: tuple[tuple[str, str], ...] = ()
    """The same for single namespaces: pairs of namespace and JSON."""
    query: tuple[tuple[str, str], ...] = ()
    """Parameters of the request, in order; ``EIO``, ``transport`` and ``sid`` are not for use."""
    transports: Transports = "polling-then-upgrade"
    ack_timeout: float | None = 10.0
    """How long an event waits for its ack, in seconds, where `emit` does not say; None waits forever."""


@dataclass(frozen=True, slots=True)
class ConnectOptions:
    """Everything that decides how one connection is opened and kept; times in seconds."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    """Extra request headers in order; one with a name that is sent anyway replaces it."""
    subprotocols: tuple[str, ...] = ()
    """In order of preference."""
    origin: str | None = None
    basic_auth: tuple[str, str] | None = None
    bearer_token: str | None = None
    compression: Compression = field(default_factory=Compression)
    max_message_size: int | None = DEFAULT_MAX_MESSAGE_SIZE
    open_timeout: float | None = 10.0
    close_timeout: float | None = 10.0
    ping_interval: float | None = None
    """None sends no keepalive pings: an inspector adds no traffic unasked."""
    ping_timeout: float | None = 20.0
    auto_pong: bool = True
    tls: TlsOptions = field(default_factory=TlsOptions)
    proxy: str | None = None
    """``http://user:pass@host:port``, ``https://…`` or ``socks5://…``; None connects directly."""
    follow_redirects: bool = False
    reconnect: Reconnect = field(default_factory=Reconnect)
    socketio: SocketIoOptions | None = None
    """The connection is of kind Socket.IO, with these options; None is WebSocket itself."""
