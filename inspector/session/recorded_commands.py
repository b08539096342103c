"""Command lines of other tools that open a recorded connection again."""

from __future__ import annotations

from inspector.capture.exporting.http_head import parse_head
from inspector.capture.records import ConnectionRecord
from inspector.session.copying import curl_command, websocat_command
from inspector.session.options import Compression, ConnectOptions
from inspector.wire.records import Role

_OF_THE_HANDSHAKE = frozenset({"host", "upgrade", "connection", "sec-websocket-key", "sec-websocket-version"})


def recorded_commands(record: ConnectionRecord) -> list[tuple[str, str]]:
    """Give tools and what to type for them; none for what was no WebSocket that this program opened.

    Credentials are those of the record: give it masked where they are not to be shown.
    """
    if record.role != Role.CLIENT or not record.url.startswith(("ws:", "wss:")):
        return []
    options = _options(record)
    return [("curl", curl_command(options)), ("websocat", websocat_command(options))]


def _options(record: ConnectionRecord) -> ConnectOptions:
    head = parse_head(record.request_head or b"")
    offered = [name.strip() for value in head.all("sec-websocket-protocol") for name in value.split(",")]
    left_out = _OF_THE_HANDSHAKE | {"sec-websocket-protocol", "sec-websocket-extensions"}
    compressed = "permessage-deflate" in head.first("sec-websocket-extensions")
    return ConnectOptions(
        url=record.url,
        headers=tuple(pair for pair in head.headers if pair[0].lower() not in left_out),
        subprotocols=tuple(name for name in offered if name),
        compression=Compression(enabled=compressed),
    )
