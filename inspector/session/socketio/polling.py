"""Engine.IO packets over HTTP long-polling: a GET waits for packets, a POST carries some."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from inspector.capture.capture_writer import CaptureWriter
from inspector.payloads.engineio import EngineIoType
from inspector.session.events import Closed, Failed, Phase
from inspector.session.opening import OpeningError, redirect_to
from inspector.session.options import ConnectOptions
from inspector.session.recorder import Recorder
from inspector.session.socketio.address import Address
from inspector.session.socketio.cookies import Cookies
from inspector.session.socketio.engine_packets import EnginePacket
from inspector.session.socketio.faults import PacketError
from inspector.session.socketio.handshake import Handshake
from inspector.session.socketio.http_stream import Received
from inspector.session.socketio.outbox import Outbox
from inspector.session.socketio.payloads import split_payload
from inspector.session.socketio.polling_requests import PollingRequests, RequestError
from inspector.session.socketio.transport import Ending, Hear
from inspector.session.tasks import Tasks
from inspector.session.urls import without_password

SLICE_S = 0.004
"""How long the packets of one response may keep everybody else waiting: it can hold a hundred thousand."""

_LAST_POLL_S = 0.5
"""How long the poll that waits at the end has for its answer."""


class Polling:
    """The transport ``polling``: one connection in the capture, whatever TCP connections it takes."""

    name = "polling"
    held = False

    def __init__(
        self, options: ConnectOptions, address: Address, capture: CaptureWriter, cookies: Cookies, hear: Hear
    ) -> None:
        shown = "http" + without_password(address.url(self.name)).removeprefix("ws")
        self._recorder = Recorder(capture, capture.open_connection(shown))
        self._options = replace(options, url=address.base)
        self._address = address
        self._hear = hear
        self._requests = PollingRequests(self._options, address, self._recorder, cookies)
        self._outbox = Outbox(address.eio)
        self._tasks = Tasks()
        self.first_body = b""
        """The body of the first response."""
        self._polling = self._pausing = False
        self._closing = False
        self._over: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()

    async def open(self, url: str | None = None) -> Iterator[str | bytes] | str:
        """Ask for a new session, and give the packets that came; raises `OpeningError`.

        Gives the URL of another server where this one redirects to it and that is followed; there, `url` is
        asked for just so.
        """
        url = url or self._requests.url()
        try:
            received = await self._requests.first(url)
        except asyncio.CancelledError:
            self.ended(Failed(self._requests.progress.phase, "Connecting was cancelled.", ""), "local")
            raise
        except RequestError as error:
            raise self.not_opened(error.failed, hopeless=error.hopeless) from error
        self._recorder.capture.update_connection(
            self.connection_id, timings=self._requests.progress.as_json()
        )
        if received.status != 200:
            return self._redirected(received, url)
        self.first_body = received.body
        return split_payload(received.body, self._address.eio)

    def _redirected(self, received: Received, url: str) -> str:
        """Give the target of a redirect, when it is to be followed; raises `OpeningError`."""
        locations = received.parsed.all("Location")
        redirect = redirect_to(replace(self._options, url=url), received.status, locations)
        if redirect is None or redirect.refused:
            failed = self._requests.refused(received, handshake=True)
            raise self.not_opened(replace(failed, hint=redirect.refused) if redirect else failed)
        self._requests.progress.end()
        self.note("check", f"Redirected to {redirect.target}.", "RFC 9110 §15.4")
        self.ended(None, "local")
        return redirect.target

    def not_opened(self, failed: Failed, *, hopeless: bool = False) -> OpeningError:
        """End it, as no session came of it, and give what is to be raised."""
        self._requests.progress.end()
        self.note("error", failed.what)
        self.ended(failed, "remote")
        return OpeningError(failed, hopeless=hopeless)

    def begin(self, handshake: Handshake, packets: Iterator[str | bytes]) -> None:
        """Deliver what came with the OPEN packet, and poll from now on."""
        self._requests.sid = handshake.sid
        self._outbox.max_payload = handshake.max_payload
        self._tasks.start(self._poll(packets), "poll")

    # Receiving.

    async def _poll(self, packets: Iterator[str | bytes]) -> None:
        self._polling = True
        try:
            await self._deliver(packets)
            await self._poll_on()
        finally:
            self._polling = False

    async def _poll_on(self) -> None:
        while not self._pausing and not self._over.done():
            received = await self._asked("GET")
            if received is None:
                return
            await self._deliver(split_payload(received.body, self._address.eio))

    async def _deliver(self, packets: Iterator[str | bytes]) -> None:
        until = time.perf_counter() + SLICE_S
        try:
            for packet in packets:
                self._hear(self, packet)
                if self._over.done():
                    return
                if time.perf_counter() >= until:
                    await asyncio.sleep(0)
                    until = time.perf_counter() + SLICE_S
        except PacketError as error:
            self.violation(error)
            self.ended(Failed(Phase.OPEN, error.sentence, ""), "local")

    async def _asked(self, method: str, body: bytes | None = None) -> Received | None:
        """Exchange a request, or give None when that ended the transport."""
        try:
            return await self._requests.exchange(method, body)
        except RequestError as error:
            # While it is being closed, a server may have forgotten the session before the last answer.
            self.ended(None if self._closing else error.failed, "remote")
            return None

    # Sending.

    def send(self, packets: Sequence[EnginePacket]) -> None:
        """Send packets in order: with the next POST, one of which is under way at a time."""
        self._outbox.put(packets)
        self._begin_post()

    def send_raw(self, packet: str | bytes) -> None:
        """Send one packet that is encoded already; it is the whole body of a POST."""
        self._outbox.put_raw(packet)
        self._begin_post()

    def _begin_post(self) -> None:
        if not self._outbox.posting and not self._over.done():
            self._outbox.post()
            self._tasks.start(self._post_all(), "post")

    async def _post_all(self) -> None:
        try:
            while (body := self._outbox.next_body()) is not None:
                if await self._asked("POST", body) is None:
                    return
        finally:
            self._outbox.posted()

    async def pause(self) -> None:
        """Wait until no request is under way, and begin no other: the session goes on elsewhere."""
        self._pausing = True
        await self._tasks.wait_all()

    def resume(self) -> None:
        """Go on polling: the session could not go on elsewhere."""
        self._pausing = False
        if not self._over.done() and not self._polling:
            self._tasks.start(self._poll(iter(())), "poll")

    @property
    def connection_id(self) -> int:
        """The id of its connection in the capture."""
        return self._recorder.connection_id

    @property
    def buffered_amount(self) -> int:
        """Bytes that wait for a POST or for the network."""
        return self._outbox.size + self._requests.buffered_amount

    # Notes and the end.

    def note(self, kind: str, sentence: str, section: str = "") -> None:
        """Note something of this connection."""
        self._recorder.note(kind, sentence, section)

    def violation(self, error: PacketError) -> None:
        """Note what is wrong with the packet that is being heard, at its response."""
        self._recorder.note("violation", error.sentence, error.section, self._requests.frame_id or None)

    def close(self, code: int | None, reason: str) -> None:
        """Send the CLOSE packet, after all that waits; HTTP has no place for code and reason."""
        if self._closing or self._over.done():
            return
        self._closing = True
        self.send([EnginePacket(EngineIoType.CLOSE)])
        self._pausing = True
        self._tasks.start(self._close_when_sent(), "close")

    async def _close_when_sent(self) -> None:
        try:
            async with asyncio.timeout(self._options.close_timeout):
                await self._outbox.wait_sent()
        except TimeoutError:
            self.ended(Failed(Phase.OPEN, "The server did not answer the CLOSE packet.", ""), "local")
        # The session is over; a server answers the poll that waits, though not all do.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_POLL_S):
                await self._tasks.wait_all()
        self.ended(None, "local")

    def closed_by_server(self) -> None:
        """Hear that the server sent the CLOSE packet."""
        self.ended(None, "remote")

    def fail(self, code: int, reason: str) -> None:
        """Give the session up; HTTP has no place for the code."""
        self.ended(Failed(Phase.OPEN, f"The session was given up: {reason}.", ""), "local")

    def abort(self) -> None:
        """Drop the connections."""
        self.ended(Failed(Phase.OPEN, "The connection was aborted.", ""), "local")

    def ended(self, failed: Failed | None, by: str) -> None:
        """Keep how it ended, the first time."""
        if self._over.done():
            return
        self._requests.close()
        by = "local" if self._closing else by
        error = None if failed is None or self._closing else f"{failed.what} {failed.hint}".strip()
        self._recorder.capture.update_connection(
            self.connection_id, closed_ns=time.time_ns(), closed_by=by, error=error
        )
        # There are no close codes here: these stand for an end that was told, and for one that was not.
        closed = Closed(1000 if failed is None else 1006, "", clean=failed is None, by=by)
        self._over.set_result(Ending(closed, failed))

    async def wait_ended(self) -> Ending:
        """Wait for the end, and tell how it came."""
        ending = await asyncio.shield(self._over)
        await self._tasks.cancel_all()
        return ending
