"""The requests of a session that is polled, each at its URL; failures are told in words for a person."""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import replace

from inspector.session.errors import SessionError
from inspector.session.events import Failed, Phase
from inspector.session.failures import explain
from inspector.session.options import ConnectOptions
from inspector.session.progress import Progress
from inspector.session.proxies import ProxyRefusedError, ProxyUnreachableError
from inspector.session.recorder import Recorder
from inspector.session.socketio.address import Address
from inspector.session.socketio.cookies import Cookies
from inspector.session.socketio.http import Http
from inspector.session.socketio.http_faults import HttpError
from inspector.session.socketio.http_stream import Received
from inspector.session.socketio.refusals import refusal

_numbers = itertools.count(time.time_ns() // 1_000_000)


class RequestError(Exception):
    """A request has no response that the session can go on with."""

    def __init__(self, failed: Failed, *, hopeless: bool = False) -> None:
        super().__init__(failed.what)
        self.failed = failed
        self.hopeless = hopeless
        """Asking again would make no sense."""


class PollingRequests:
    """Asks for a session, and then within it."""

    def __init__(
        self, options: ConnectOptions, address: Address, recorder: Recorder, cookies: Cookies
    ) -> None:
        self.sid = ""
        """The session's id, once it is known."""
        self.frame_id = 0
        """The id in the capture of the last response to a GET."""
        self._options = options
        self._address = address
        self._http = Http(options, recorder, cookies)

    @property
    def progress(self) -> Progress:
        """That of the first TCP connection."""
        return self._http.progress

    @property
    def buffered_amount(self) -> int:
        """Bytes that have not been handed to the network."""
        return self._http.buffered_amount

    def url(self) -> str:
        """Give the URL of the next request."""
        more = {"sid": self.sid} if self.sid else {}
        # As the client does in browsers, whose caches would answer otherwise.
        return self._address.url("polling", **more, t=f"{next(_numbers):x}")

    async def first(self, url: str) -> Received:
        """Ask for a session, and give the response whatever its status; raises `RequestError`."""
        try:
            async with asyncio.timeout(self._options.open_timeout):
                received, self.frame_id = await self._http.request("GET", url)
        except HttpError as error:
            raise RequestError(Failed(Phase.UPGRADE, error.what, error.hint)) from error
        except Exception as error:
            failed = explain(error, self.progress, self._options)
            raise RequestError(failed, hopeless=isinstance(error, SessionError)) from error
        return received

    async def exchange(self, method: str, body: bytes | None) -> Received:
        """Ask within the session; raises `RequestError`, also for a status other than 200."""
        try:
            received, frame_id = await self._http.request(method, self.url(), body)
        except HttpError as error:
            raise RequestError(Failed(Phase.OPEN, error.what, error.hint)) from error
        except (OSError, UnicodeError, SessionError, ProxyUnreachableError, ProxyRefusedError) as error:
            failed = explain(error, self.progress, self._options)
            raise RequestError(replace(failed, phase=Phase.OPEN)) from error
        if received.status != 200:
            raise RequestError(self.refused(received, handshake=False))
        if method == "GET":
            self.frame_id = frame_id
        return received

    def refused(self, received: Received, *, handshake: bool) -> Failed:
        """Say why the server refuses a request."""
        return refusal(self._address, "polling", received.parsed, received.body, handshake=handshake)

    def close(self) -> None:
        """Drop all TCP connections."""
        self._http.close()
