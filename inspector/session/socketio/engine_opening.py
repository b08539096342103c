"""The handshake of Engine.IO: over polling or a WebSocket to the packet OPEN, and what came along with it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from inspector.capture.capture_writer import CaptureWriter
from inspector.session.opening import OpeningError
from inspector.session.options import SocketIoOptions
from inspector.session.socketio import refusals
from inspector.session.socketio.engine_listener import EngineListener
from inspector.session.socketio.faults import PacketError
from inspector.session.socketio.handshake import Handshake, read_handshake
from inspector.session.socketio.polling import Polling
from inspector.session.socketio.redirects import Way, open_polling
from inspector.session.socketio.transport import Hear, Transport
from inspector.session.socketio.websocket import WebSocket
from inspector.session.tasks import Tasks


class EngineOpening:
    """Performs one handshake; `hear` hears of no packet before `deliver`."""

    def __init__(self, way: Way, capture: CaptureWriter, listener: EngineListener, hear: Hear) -> None:
        self._way = way
        self._capture = capture
        self._listener = listener
        self._hear = hear
        self._first: asyncio.Future[str | bytes] = asyncio.get_running_loop().create_future()
        self._early: list[str | bytes] = []
        self._polled: Iterator[str | bytes] = iter(())

    def arrived(self, raw: str | bytes) -> None:
        """Take a packet of the WebSocket while nobody hears of it; the first is the handshake."""
        if self._first.done():
            self._early.append(raw)
        else:
            self._first.set_result(raw)

    async def perform(self) -> tuple[Transport, Handshake]:
        """Open a transport, and read the handshake on it; raises `OpeningError`."""
        if (self._way.options.socketio or SocketIoOptions()).transports == "websocket":
            return await self._over_websocket()
        return await self._over_polling()

    def deliver(self, transport: Transport, handshake: Handshake) -> None:
        """Let what came after the handshake be heard, and poll on where that is the way."""
        early, self._early = self._early, []
        for raw in early:
            self._hear(transport, raw)
        if isinstance(transport, Polling):
            transport.begin(handshake, self._polled)

    async def _over_polling(self) -> tuple[Polling, Handshake]:
        polling, packets = await open_polling(self._way, self._capture, self._hear, self._listener.begun)
        try:
            handshake = read_handshake(next(packets, ""), self._way.address.eio, polling.name)
        except PacketError as error:
            raise polling.not_opened(refusals.no_payload(polling.first_body, error.sentence)) from error
        except OpeningError as error:
            raise polling.not_opened(error.failed) from error
        self._polled = packets
        return polling, handshake

    async def _over_websocket(self) -> tuple[WebSocket, Handshake]:
        websocket = self._way.websocket(self._capture, self._hear)
        await websocket.open(None, self._listener.pong, self._listener.begun)
        try:
            first = await self._first_packet(websocket)
            handshake = read_handshake(first, self._way.address.eio, websocket.name)
        except OpeningError as error:
            await websocket.not_opened(error.failed)
            raise
        except BaseException:
            websocket.abort()
            raise
        return websocket, handshake

    async def _first_packet(self, websocket: WebSocket) -> str | bytes:
        tasks = Tasks()
        ended = tasks.start(websocket.wait_ended(), "watch the handshake")
        timeout = self._way.options.open_timeout
        try:
            await asyncio.wait([self._first, ended], timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
            if self._first.done():
                return self._first.result()
            if ended.done():
                raise OpeningError(websocket.closed_at_once(ended.result().failed))
            raise OpeningError(refusals.no_packet_at_all(timeout or 0))
        finally:
            await tasks.cancel_all()
