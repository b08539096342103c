"""What a person can choose about a connection before it is opened."""

from __future__ import annotations

from dataclasses import dataclass, field

DEFAULT_MAX_MESSAGE_SIZE = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Compression:
    """The permessage-deflate offer (RFC 7692 §7.1)."""

    enabled: bool = True
    client_max_window_bits: int | None = None
    """9 to 15; None offers the parameter without a value."""
    server_max_window_bits: int | None = None
    """9 to 15; None leaves it to the server."""
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
    """``http://user:pass@host:port`` or ``socks5://…``; None connects directly."""
    follow_redirects: bool = False
    reconnect: Reconnect = field(default_factory=Reconnect)
