"""Which options differ from the defaults, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from inspector.session.options import ConnectOptions, SocketIoOptions


def changed_options(options: ConnectOptions) -> list[str]:
    """Name what a person has changed; empty while everything is at its default."""
    default = ConnectOptions(options.url)
    names = _names()
    changed = [name for field, name in names.items() if getattr(options, field) != getattr(default, field)]
    if options.socketio not in (None, SocketIoOptions()):
        changed.append(QCoreApplication.translate("OptionsSummary", "Socket.IO"))
    return changed


def _names() -> dict[str, str]:
    def tr(text: str) -> str:
        return QCoreApplication.translate("OptionsSummary", text)

    return {
        "headers": tr("Request headers"),
        "subprotocols": tr("Subprotocols"),
        "origin": tr("Origin"),
        "basic_auth": tr("Basic authentication"),
        "bearer_token": tr("Bearer token"),
        "compression": tr("Compression"),
        "max_message_size": tr("Largest message"),
        "open_timeout": tr("Open timeout"),
        "close_timeout": tr("Close timeout"),
        "ping_interval": tr("Keepalive pings"),
        "ping_timeout": tr("Ping timeout"),
        "auto_pong": tr("No automatic pong"),
        "tls": tr("TLS"),
        "proxy": tr("Proxy"),
        "follow_redirects": tr("Follow redirects"),
        "reconnect": tr("Automatic reconnect"),
    }
