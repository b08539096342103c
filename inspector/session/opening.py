"""One attempt to open a connection: redirects followed, each hop recorded, failures explained."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from websockets.exceptions import InvalidStatus

from inspector.capture.capture_writer import CaptureWriter
from inspector.session.connection import SessionConnection
from inspector.session.dial import Listeners, dial
from inspector.session.errors import SessionError
from inspector.session.events import Failed, Phase
from inspector.session.failures import explain
from inspector.session.headers import OF_ONE_ORIGIN
from inspector.session.options import ConnectOptions
from inspector.session.progress import Progress
from inspector.session.recorder import Recorder
from inspector.session.urls import parse_url, without_password

MAX_REDIRECTS = 10
_REDIRECTS = (301, 302, 303, 307, 308)


class OpeningError(Exception):
    """The connection could not be opened; `failed` says why."""

    def __init__(self, failed: Failed, *, hopeless: bool = False) -> None:
        super().__init__(failed.what)
        self.failed = failed
        self.hopeless = hopeless
        """Another attempt would fail just so, as the options themselves are wrong."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where a response sends its client that follows redirects."""

    target: str
    refused: str = ""
    """Why it is not followed."""


async def open_connection(
    options: ConnectOptions,
    capture: CaptureWriter,
    listeners: Listeners,
    begun: Callable[[int], None],
) -> SessionConnection:
    """Connect, following redirects where that is asked for; raises `OpeningError`.

    Each hop is a connection of its own in the capture; `begun` hears its id before it is dialled.
    """
    for _ in range(MAX_REDIRECTS + 1):
        recorder = Recorder(capture, capture.open_connection(without_password(options.url)))
        begun(recorder.connection_id)
        come_to = await _hop(options, recorder, listeners)
        if isinstance(come_to, SessionConnection):
            return come_to
        options = for_target(options, come_to)
    raise in_circles()


def in_circles() -> OpeningError:
    """Give the error for too many redirects."""
    told = f"There were more than {MAX_REDIRECTS} redirects."
    return OpeningError(Failed(Phase.UPGRADE, told, "The server may send its clients in a circle."))


async def _hop(options: ConnectOptions, recorder: Recorder, listeners: Listeners) -> SessionConnection | str:
    """Dial once; gives the open connection, or the URL that a redirect leads to."""
    progress = Progress()
    try:
        async with asyncio.timeout(options.open_timeout):
            connection = await dial(options, recorder, progress, listeners)
    except asyncio.CancelledError:
        _record_failure(recorder, progress, Failed(progress.phase, "Connecting was cancelled.", ""))
        raise
    except Exception as error:
        failed = explain(error, progress, options)
        redirect = redirect_of(options, error)
        if redirect is not None and redirect.refused:
            failed = replace(failed, hint=redirect.refused)
        _record_failure(recorder, progress, failed)
        if redirect is None or redirect.refused:
            raise OpeningError(failed, hopeless=isinstance(error, SessionError)) from error
        recorder.note("check", f"Redirected to {redirect.target}.", "RFC 6455 §4.1")
        return redirect.target
    recorder.capture.update_connection(recorder.connection_id, timings=progress.as_json())
    return connection


def _record_failure(recorder: Recorder, progress: Progress, failed: Failed) -> None:
    progress.end()
    if progress.transport_made and progress.connection is not None:
        progress.connection.abort()
    recorder.flush()
    recorder.capture.update_connection(
        recorder.connection_id,
        closed_ns=time.time_ns(),
        timings=progress.as_json(),
        error=f"{failed.what} {failed.hint}".strip(),
    )
    recorder.note("error", failed.what)


def redirect_of(options: ConnectOptions, error: Exception) -> Redirect | None:
    """Tell where a response redirects to, when that is to be followed, and why it must not be."""
    if not isinstance(error, InvalidStatus):
        return None
    return redirect_to(options, error.response.status_code, error.response.headers.get_all("Location"))


def redirect_to(options: ConnectOptions, status: int, locations: Sequence[str]) -> Redirect | None:
    """Do so for the response to a request for `options.url`."""
    location = ", ".join(locations)
    if not options.follow_redirects or status not in _REDIRECTS or not location:
        return None
    try:
        target = parse_url(urljoin(options.url, location))
    except (SessionError, ValueError) as wrong:
        why = str(wrong) if isinstance(wrong, SessionError) else "Its target is malformed."
        return Redirect(location, f"It is not followed: {why}")
    if options.url.startswith("wss:") and target.startswith("ws:"):
        return Redirect(target, "It is not followed, as that would go on without encryption.")
    return Redirect(target)


def for_target(options: ConnectOptions, target: str) -> ConnectOptions:
    """Go on to a redirect's target; credentials stay with the origin they are for."""
    if same_origin(options.url, target):
        return replace(options, url=target)
    headers = tuple((name, value) for name, value in options.headers if name.lower() not in OF_ONE_ORIGIN)
    return replace(options, url=target, headers=headers, basic_auth=None, bearer_token=None)


def same_origin(one: str, other: str) -> bool:
    """Tell whether two URLs have scheme, host and port in common."""
    old, new = urlsplit(one), urlsplit(other)
    return (old.scheme, old.hostname, old.port) == (new.scheme, new.hostname, new.port)
