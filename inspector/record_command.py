"""`ws-inspector record`: what was typed, turned into a connection and a capture."""

from __future__ import annotations

import argparse
import gc
import sys
from dataclasses import replace
from typing import Any

from inspector.capture.store import Capture
from inspector.session.checks import check_options, utf8
from inspector.session.options import Compression, ConnectOptions, SocketIoOptions, TlsOptions
from inspector.session.proxies import parse_proxy
from inspector.session.record import SocketIoWishes, record
from inspector.session.urls import parse_url

_GARBAGE_THRESHOLD = 200_000
"""More frames than can wait for the capture's writer, so that a flood by itself sets no collection off.

Rows hold no cycles, yet each collection walks all that wait: measured, a sixth of the time of a flood.
"""


async def record_chosen(chosen: argparse.Namespace) -> int:
    """Record as chosen on the command line and return the exit status. Raises `CaptureError`."""
    gc.set_threshold(_GARBAGE_THRESHOLD)
    capture = Capture.open_or_create(chosen.output)
    try:
        return await record(
            connect_options(chosen),
            capture,
            messages=chosen.messages,
            seconds=chosen.seconds,
            send=chosen.send,
            socketio=_wishes(chosen) if chosen.socketio else None,
            # What is still in memory goes to the file now, or is known to be lost: the summary tells.
            save=capture.close,
            err=sys.stderr,
        )
    finally:
        capture.close()


def check_chosen(chosen: argparse.Namespace) -> None:
    """Raise `SessionError` for what no connection can be made of, before there is a capture."""
    options = connect_options(chosen)
    parse_url(options.url)
    check_options(options)
    if options.proxy is not None:
        parse_proxy(options.proxy)
    for text in chosen.send:
        utf8(text, "text to send")
    if options.socketio is not None:
        from inspector.session.socketio.recording import check_emissions

        check_emissions(options, chosen.emit)


def connect_options(chosen: argparse.Namespace) -> ConnectOptions:
    """Return the options of the connection; what was not typed keeps its default."""
    options = ConnectOptions(
        url=chosen.url,
        headers=tuple(chosen.header),
        subprotocols=tuple(chosen.subprotocol),
        origin=chosen.origin,
        compression=Compression(enabled=not chosen.no_compression),
        tls=TlsOptions(verify=not chosen.insecure, ca_file=chosen.ca_file),
        proxy=chosen.proxy,
        socketio=_socketio_options(chosen) if chosen.socketio else None,
    )
    if chosen.max_size is not None:
        options = replace(options, max_message_size=chosen.max_size)
    if chosen.open_timeout is not None:
        options = replace(options, open_timeout=chosen.open_timeout)
    return options


def _socketio_options(chosen: argparse.Namespace) -> SocketIoOptions:
    typed: dict[str, Any] = {
        "eio": chosen.eio,
        "path": chosen.path,
        "auth": chosen.auth,
        "transports": chosen.transport,
    }
    known = {name: value for name, value in typed.items() if value is not None}
    return SocketIoOptions(namespaces=tuple(chosen.namespace), query=tuple(chosen.query), **known)


def _wishes(chosen: argparse.Namespace) -> SocketIoWishes:
    return SocketIoWishes(chosen.emit, chosen.ack, frozenset(chosen.event) or None)
