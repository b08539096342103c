"""The embedded local server: started and stopped at will, every connection in the capture."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidState
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from inspector.capture.capture_writer import CaptureWriter
from inspector.server.address import Address, checked_address, free_port, listen_error, local_addresses
from inspector.server.answering import LONGEST_DELAY_MS
from inspector.server.arrival import Arrival
from inspector.server.behaviour import Endpoint
from inspector.server.connection import HEAD_TIMEOUT, ServedConnection
from inspector.server.engineio.options import DEFAULTS, EngineOptions
from inspector.server.front import Front, own_names, select_subprotocol
from inspector.server.routes import engines, routes
from inspector.server.socketio.packet import load_codec
from inspector.session.compression import ServerDeflate
from inspector.session.options import DEFAULT_MAX_MESSAGE_SIZE

if TYPE_CHECKING:
    from inspector.server.certificate import ServerCertificate

CLOSE_TIMEOUT = 5.0
"""Seconds for a closing handshake."""
STOP_TIMEOUT = 1.0
"""Seconds that connections have to close when the server stops; then they are dropped."""


MOST_LOG_LINES = 1_000


class LocalServer:
    """A WebSocket server with one endpoint for each thing that a client has to cope with.

    `capture` is where every connection is recorded; `on_change` hears of each change of `running` or
    `connection_count`, on the event loop. A server can be started again after it was stopped.
    """

    def __init__(
        self,
        capture: CaptureWriter,
        *,
        host: str = "127.0.0.1",
        port: int = 8765,
        tls: bool = False,
        options: EngineOptions = DEFAULTS,
    ) -> None:
        self.capture = capture
        self.options = options
        """The intervals and limits of Engine.IO and Socket.IO."""
        self.on_change: Callable[[], None] | None = None
        self.on_log: Callable[[str], None] | None = None
        """Hears of each line of the log, on the event loop."""
        self.log: deque[str] = deque(maxlen=MOST_LOG_LINES)
        """What the Socket.IO server has said, its last lines."""
        self.arrivals: set[Arrival] = set()
        """Connections that the library does not have."""
        self._engines = engines(self.options, self._log)
        self._host, self._port, self._tls = host, port, tls
        self._certificate: ServerCertificate | None = None
        self._server: Server | None = None
        self._connections: set[ServedConnection] = set()
        self._turn = asyncio.Lock()
        self._routes = routes()
        self.front = Front(Address(host, port), self._routes, self._engines, tls=tls)

    # What a person sees of it.

    @property
    def running(self) -> bool:
        """It listens."""
        return self._server is not None

    @property
    def port(self) -> int:
        """The port it listens on, or is to listen on."""
        return self.front.address.port

    @property
    def url(self) -> str:
        """The base URL, such as ``ws://127.0.0.1:8765``."""
        return self.front.url

    @property
    def http_url(self) -> str:
        """The URL of the page."""
        return f"http{self.front.url.removeprefix('ws')}/"

    @property
    def endpoints(self) -> list[Endpoint]:
        """What can be opened as a WebSocket, in the order in which it is shown."""
        return self.front.endpoints()

    @property
    def socketio_endpoints(self) -> list[Endpoint]:
        """What is there for Socket.IO and Engine.IO clients, and for a browser; their URLs are http."""
        return self.front.socketio_endpoints()

    @property
    def connection_count(self) -> int:
        """How many WebSocket connections are OPEN, and sessions polled."""
        polled = sum(engine.polling_count for engine in self._engines.values())
        return polled + sum(connection.is_open for connection in self._connections)

    @property
    def ca_pem(self) -> bytes | None:
        """The certificate authority to trust, as PEM; None without TLS or before the first start."""
        return self._certificate.ca_pem if self._certificate is not None else None

    @property
    def chain(self) -> list[str]:
        """The certificates it shows, its own first, as PEM."""
        made = self._certificate
        return [made.certificate_pem.decode(), made.ca_pem.decode()] if made is not None else []

    # Start and stop.

    async def start(self) -> None:
        """Listen; raises `ServerError` when that is not possible."""
        async with self._turn:
            if self._server is None:
                await self._start()

    async def stop(self) -> None:
        """Close every connection with 1001 and stop listening; takes at most two seconds."""
        async with self._turn:
            if self._server is not None:
                await self._stop(self._server)

    async def _start(self) -> None:
        address = checked_address(self._host, self._port)
        addresses = await local_addresses(address.host)
        if address.port == 0 and len(addresses) > 1:
            # The event loop would choose a different port for each address.
            address = Address(address.host, free_port(addresses, 0) or 0)
        try:
            server = await self._listen(addresses, address)
        except OSError as error:
            raise listen_error(error, address, addresses) from error
        listening = Address(address.host, server.sockets[0].getsockname()[1])
        self.front = Front(listening, self._routes, self._engines, tls=self._tls)
        self._server = server
        await server.start_serving()
        # By the time that the first Socket.IO client comes, its codec is there.
        asyncio.get_running_loop().run_in_executor(None, load_codec)
        self._changed()

    async def _stop(self, server: Server) -> None:
        self._server = None
        server.close(close_connections=False)
        for connection in list(self._connections):
            if connection.is_open:
                connection.send_close(1001, "The local server stops")
            elif connection.is_connecting:
                connection.abort()
        for engine in self._engines.values():
            engine.end_all("The local server stops")
        for arrival in self.arrivals:
            arrival.close()
        ends = [connection.connection_lost_waiter for connection in self._connections]
        ends += [arrival.lost for arrival in self.arrivals]
        if ends:
            await asyncio.wait(ends, timeout=STOP_TIMEOUT)
        everybody: list[ServedConnection | Arrival] = [*self._connections, *self.arrivals]
        for left in everybody:
            left.abort()
        with contextlib.suppress(TimeoutError):
            # A peer that is mute in its TLS handshake is known to the event loop alone, which ends it later.
            async with asyncio.timeout(STOP_TIMEOUT / 2):
                await server.wait_closed()
        self._changed()

    async def _listen(self, addresses: list[str], address: Address) -> Server:
        return await serve(
            cast(Callable[[ServerConnection], Awaitable[None]], self._serve),
            cast(str, addresses),
            address.port,
            start_serving=False,
            create_connection=cast(type[ServerConnection], self._arrival),
            process_request=cast(Any, self._answer),
            process_response=cast(Any, self._answered),
            select_subprotocol=cast(Any, _select_subprotocol),
            extensions=[ServerDeflate()],
            max_size=DEFAULT_MAX_MESSAGE_SIZE,
            # A request head has a deadline of its own; this one covers the delays of /slow.
            open_timeout=HEAD_TIMEOUT + LONGEST_DELAY_MS / 1000,
            close_timeout=CLOSE_TIMEOUT,
            # An inspector adds no traffic unasked.
            ping_interval=None,
            server_header="WebSocket-Inspector",
            **self._tls_arguments(address),
        )

    def _tls_arguments(self, address: Address) -> dict[str, Any]:
        if not self._tls:
            return {}
        # Imported here: a server without TLS need not wait for it.
        from inspector.server.certificate import make_certificate

        made = self._certificate
        if made is None or made.expires - datetime.now(UTC) < timedelta(days=1):
            made = self._certificate = make_certificate(sorted(own_names(address)))
        return {
            "ssl": made.context(),
            "ssl_handshake_timeout": HEAD_TIMEOUT,
            "ssl_shutdown_timeout": CLOSE_TIMEOUT,
        }

    # One connection.

    def _arrival(self, protocol: ServerProtocol, server: Server, **options: Any) -> Arrival:
        """Make what reads the first request, and calls the library when that is for it."""
        make = functools.partial(ServedConnection, protocol, server, local=self, **options)
        return Arrival(self, protocol, make)

    async def _answer(self, connection: ServedConnection, request: Request) -> Response | None:
        return await self.front.answer(connection, request)

    def _answered(self, connection: ServedConnection, request: Request, response: Response) -> None:
        if response.status_code != 101:
            connection.refused(response.status_code, bytes(response.body).decode().strip())

    async def _serve(self, connection: ServedConnection) -> None:
        connection.resume_reading("early")
        self._changed()
        if connection.behaviour is not None:
            # Whoever leaves in the middle of it is no error.
            with contextlib.suppress(ConnectionClosed, InvalidState, OSError):
                await connection.behaviour.run()
        # The library closes the connection when this returns.
        await connection.wait_closed()

    def arrived(self, connection: ServedConnection) -> None:
        """Hear of a connection that has begun."""
        self._connections.add(connection)

    def left(self, connection: ServedConnection) -> None:
        """Hear of a connection that has ended."""
        self._connections.discard(connection)
        if connection.behaviour is not None:
            connection.behaviour.ended()
            self._changed()

    def _log(self, line: str) -> None:
        self.log.append(line)
        if self.on_log is not None:
            self.on_log(line)

    def _changed(self) -> None:
        if self.on_change is not None:
            self.on_change()


def _select_subprotocol(arrival: Arrival, offered: list[str]) -> str | None:
    assert arrival.connection is not None
    return select_subprotocol(arrival.connection, offered)
