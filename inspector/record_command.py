"""`ws-inspector record`: what was typed, turned into a connection and a capture."""

from __future__ import annotations

import argparse
import gc
import sys
from dataclasses import replace

from inspector.capture.store import Capture
from inspector.session.options import Compression, ConnectOptions, TlsOptions
from inspector.session.record import record

_GARBAGE_THRESHOLD = 200_000
"""More frames than can wait for the capture's writer, so that a flood by itself sets no collection off.

Rows hold no cycles, yet each collection walks all that wait: measured, a sixth of the time of a flood.
"""


async def record_chosen(chosen: argparse.Namespace) -> int:
    """Record as chosen on the command line and return the exit status. Raises `CaptureError`."""
    gc.set_threshold(_GARBAGE_THRESHOLD)
    path = chosen.output
    capture = Capture.open_or_create(path)
    try:
        return await record(
            connect_options(chosen),
            capture,
            messages=chosen.messages,
            seconds=chosen.seconds,
            send=chosen.send,
            err=sys.stderr,
        )
    finally:
        capture.close()


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
    )
    if chosen.max_size is not None:
        options = replace(options, max_message_size=chosen.max_size)
    if chosen.open_timeout is not None:
        options = replace(options, open_timeout=chosen.open_timeout)
    return options
