"""Pings of WebSocket that a session sends: by hand or at regular intervals, and how long each took."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from inspector.session.events import Event, RoundTrip
from inspector.session.keepalive import Keepalive
from inspector.session.options import ConnectOptions
from inspector.session.pings import Pings
from inspector.session.tasks import Tasks


class RoundTrips:
    """Sends pings and tells `emit` of the time that each pong took.

    `send` puts a ping on the wire and raises `SessionError` when that cannot be; `no_pong` hears of the
    seconds in which the ping of a keepalive got no answer.
    """

    def __init__(
        self,
        tasks: Tasks,
        send: Callable[[bytes], None],
        emit: Callable[[Event], None],
        no_pong: Callable[[float], None],
    ) -> None:
        self._tasks = tasks
        self._send = send
        self._emit = emit
        self._no_pong = no_pong
        self._pings = Pings()
        self._keepalive: Keepalive | None = None
        self._task: asyncio.Task[None] | None = None

    def ping(self, payload: bytes = b"") -> None:
        """Send a ping whose pong is timed; without a payload it gets a number. Raises `SessionError`."""
        payload = payload or self._pings.next_payload()
        self._send(payload)
        self._pings.sent(payload)

    def ponged(self, payload: bytes) -> None:
        """Hear of a pong."""
        seconds = self._pings.answered(payload)
        if seconds is None:
            return
        if self._keepalive is not None:
            self._keepalive.answered()
        self._emit(RoundTrip(seconds))

    def prepare_keepalive(self, options: ConnectOptions) -> None:
        """Have a keepalive that `begin_keepalive` begins, where the options ask for one."""
        if options.ping_interval is not None:
            self._keepalive = Keepalive(options.ping_interval, options.ping_timeout, self.ping, self._no_pong)

    def begin_keepalive(self) -> None:
        """Ping at regular intervals from now on, where that is prepared and has not begun."""
        if self._keepalive is not None and self._task is None:
            self._task = self._tasks.start(self._keepalive.run(), "keepalive")

    def stop_keepalive(self) -> None:
        """Send no more pings by itself."""
        if self._task is not None:
            self._task.cancel()
        self._task = self._keepalive = None

    def forget(self) -> None:
        """Wait for no pong any more: the connection is gone."""
        self._pings.clear()
