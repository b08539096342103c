"""`ws-inspector serve`: the local server without a window."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from inspector.capture.records import CaptureError
from inspector.server.address import ServerError
from inspector.server.engineio.options import DEFAULTS, EngineOptions
from inspector.server.local_server import LocalServer
from inspector.server.unrecorded import Unrecorded

if TYPE_CHECKING:
    from inspector.capture.store import Capture


async def serve(
    host: str,
    port: int,
    tls: bool,
    capture_path: Path | None,
    out: TextIO,
    *,
    ca_out: Path | None = None,
    ping_interval: int = DEFAULTS.ping_interval,
    ping_timeout: int = DEFAULTS.ping_timeout,
) -> int:
    """Run the local server until SIGINT or SIGTERM and return the exit status.

    `out` gets one line for each endpoint once it listens, and then the log of the Socket.IO server; the
    heartbeat of that is in milliseconds. What keeps it from listening is one line on
    standard error, and status 1. Nothing is recorded without a `capture_path`; `ca_out` is where the
    certificate authority is written, when there is TLS.
    """
    try:
        capture = _open_capture(capture_path)
    except CaptureError as error:
        return _failed(str(error))
    options = EngineOptions(ping_interval=ping_interval, ping_timeout=ping_timeout)
    server = LocalServer(capture, host=host, port=port, tls=tls, options=options)
    server.on_log = lambda line: _say(out, line)
    try:
        return await _run(server, out, ca_out)
    finally:
        await server.stop()
        capture.close()


async def _run(server: LocalServer, out: TextIO, ca_out: Path | None) -> int:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Where the loop knows no signals, Ctrl-C cancels this task instead.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    try:
        await server.start()
        if ca_out is not None and server.ca_pem is not None:
            _write(ca_out, server.ca_pem)
    except ServerError as error:
        return _failed(str(error))
    except OSError as error:
        return _failed(f"The certificate authority cannot be written to {ca_out}: {error.strerror or error}.")
    _say(out, listing(server, ca_out))
    await stopped.wait()
    return 0


def listing(server: LocalServer, ca_out: Path | None) -> str:
    """Give a line for each endpoint and for the page: path, URL, description."""
    endpoints = [*server.endpoints, *server.socketio_endpoints]
    rows = [(one.path, one.url, one.description) for one in endpoints]
    rows.append(("/", server.http_url, "A page that says what is here, with a live client."))
    column = max(len(path) for path, _, _ in rows)
    width = max(len(url) for _, url, _ in rows)
    lines = [f"{path:<{column}}  {url:<{width}}  {description}" for path, url, description in rows]
    if server.ca_pem is not None:
        where = ca_out if ca_out is not None else "not written; --ca-out FILE writes it"
        lines.append(f"Certificate authority for clients to trust: {where}")
    return "\n".join(lines)


def _open_capture(path: Path | None) -> Capture | Unrecorded:
    if path is None:
        return Unrecorded()
    # Imported here: without a capture there is no need for a database.
    from inspector.capture.store import Capture

    return Capture.open_or_create(path)


def _write(path: Path, data: bytes) -> None:
    """Write a file that only its owner reads."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)


def _say(out: TextIO, line: str) -> None:
    out.write(f"{line}\n")
    out.flush()


def _failed(sentence: str) -> int:
    sys.stderr.write(f"ws-inspector: {sentence}\n")
    return 1
