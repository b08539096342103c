"""HTTP/1.1 requests of one polling session over our own connections, each message in the capture."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import urlsplit

from inspector.session.dial import open_socket
from inspector.session.events import Phase
from inspector.session.options import ConnectOptions
from inspector.session.progress import Progress
from inspector.session.recorder import Recorder
from inspector.session.room import until_room
from inspector.session.socketio.cookies import Cookies
from inspector.session.socketio.http_faults import HttpError
from inspector.session.socketio.http_headers import polling_headers, typed_cookies
from inspector.session.socketio.http_stream import HttpStream, Received
from inspector.session.tcp import peer_of
from inspector.session.tls import describe_tls, make_context
from inspector.wire.records import Direction


class Http:
    """Sends requests, and keeps connections for the next ones; a poll and a POST need one each."""

    def __init__(self, options: ConnectOptions, recorder: Recorder, cookies: Cookies) -> None:
        self.recorder = recorder
        self.progress = Progress()
        """Of the first connection."""
        self._options = options
        self._cookies = cookies
        self._idle: list[HttpStream] = []
        self._busy: set[HttpStream] = set()
        self._first_request = self._first_response = True

    @property
    def buffered_amount(self) -> int:
        """Bytes that have not been handed to the network."""
        return sum(stream.buffered_amount for stream in self._busy)

    async def request(self, method: str, url: str, body: bytes | None = None) -> tuple[Received, int]:
        """Exchange one request, and give the response and its id in the capture.

        Raises `HttpError`, or what `open_socket` raises.
        """
        while True:
            stream = self._kept() or await self._dialled(url)
            again = stream.used
            self._busy.add(stream)
            try:
                return await self._exchange(stream, method, url, body)
            except HttpError as error:
                # RFC 9110 §9.2.2: a GET may be repeated when a kept connection turns out to be closed.
                if not (error.unanswered and again and method == "GET"):
                    raise
            finally:
                self._busy.discard(stream)
                if stream.alive:
                    self._idle.append(stream)
                else:
                    stream.close()

    def close(self) -> None:
        """Drop all connections."""
        for stream in (*self._idle, *self._busy):
            stream.abort()
        self._idle.clear()

    def _kept(self) -> HttpStream | None:
        while self._idle:
            stream = self._idle.pop()
            if stream.alive:
                return stream
            stream.close()
        return None

    async def _dialled(self, url: str) -> HttpStream:
        progress = self.progress if self._first_request else Progress()
        parts = urlsplit(url)
        host, secure = parts.hostname or "", parts.scheme == "wss"
        progress.phase = Phase.TLS
        context = make_context(self._options.tls) if secure else None
        sock = await open_socket(self._options, host, parts.port or (443 if secure else 80), progress)
        self._update(peer=peer_of(sock))
        progress.begin(Phase.TLS if secure else Phase.UPGRADE)
        try:
            reader, writer = await asyncio.open_connection(
                sock=sock, ssl=context, server_hostname=host if secure else None
            )
        except BaseException:
            sock.close()
            raise
        if secure:
            ssl_object = writer.get_extra_info("ssl_object")
            self._update(tls=describe_tls(ssl_object, verified=self._options.tls.verify))
            progress.begin(Phase.UPGRADE)
        return HttpStream(reader, writer, self._options.max_message_size)

    def _update(self, **columns: str | None) -> None:
        if self._first_request:
            self.recorder.capture.update_connection(self.recorder.connection_id, **columns)

    async def _exchange(
        self, stream: HttpStream, method: str, url: str, body: bytes | None
    ) -> tuple[Received, int]:
        parts = urlsplit(url)
        cookies = self._cookies.header(parts.path, typed_cookies(self._options))
        headers = polling_headers(self._options, url, cookies, body)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        head = stream.request_head(method, target, headers)
        self._append(Direction.SENT, head, body or b"", len(body or b""), time.time_ns())
        if self._first_request:
            self._first_request = False
            self.recorder.request_head(head, check=False)
        received = Received()
        frame_id = 0
        try:
            stream.write(head, body)
            await stream.receive(received)
        except OSError as error:
            stream.abort()
            if self._first_response:
                raise  # it is told as what happened to the handshake
            what = f"The server dropped the TCP connection before it had answered a {method} request."
            raise HttpError(what, "Its log may say why.", unanswered=not received.head) from error
        except BaseException:
            stream.abort()
            raise
        finally:
            if received.head:
                frame_id = self._received(received)
        for cookie in received.parsed.all("Set-Cookie"):
            self._cookies.take(cookie, parts.path)
        await until_room(self.recorder.capture)
        return received, frame_id

    def _received(self, received: Received) -> int:
        if self._first_response:
            self._first_response = False
            self.progress.end()
            self.recorder.response_head(received.head, check=False)
        return self._append(
            Direction.RECEIVED, received.head, received.body, received.wire_length, received.time_ns
        )

    def _append(self, direction: int, head: bytes, body: bytes, length: int, time_ns: int) -> int:
        return self.recorder.capture.append_http(
            self.recorder.connection_id, direction, head, body, length, time_ns
        )
