"""From polling to WebSocket within one session of Engine.IO."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from inspector.payloads.engineio import EngineIoType
from inspector.session.opening import OpeningError
from inspector.session.socketio.engine_packets import EnginePacket
from inspector.session.socketio.faults import shown
from inspector.session.socketio.polling import Polling
from inspector.session.socketio.websocket import WebSocket
from inspector.session.tapped import OnPong

_PROBE = "probe"


class UpgradeError(Exception):
    """The session stays with polling; the text is one sentence."""


class Upgrade:
    """Probes a WebSocket, and ends polling when it answers."""

    def __init__(self, websocket: WebSocket, polling: Polling, timeout: float | None) -> None:
        self.websocket = websocket
        self._polling = polling
        self._timeout = timeout
        self._answer: asyncio.Future[str | bytes] = asyncio.get_running_loop().create_future()

    def arrived(self, packet: str | bytes) -> None:
        """Hear of a packet on the WebSocket, still encoded."""
        if not self._answer.done():
            self._answer.set_result(packet)

    async def run(self, sid: str, on_pong: OnPong, hold: Callable[[], None]) -> None:
        """Go through the steps; raises `UpgradeError`.

        `hold` is called when nothing may be sent until the WebSocket carries the session.
        """
        try:
            await self.websocket.open(sid, on_pong)
        except OpeningError as error:
            raise UpgradeError(error.failed.what) from error
        try:
            await self._probe()
            hold()
            await self._end_polling()
        except BaseException:
            self.websocket.abort()
            raise
        self.websocket.send([EnginePacket(EngineIoType.UPGRADE)])

    async def _probe(self) -> None:
        self.websocket.send([EnginePacket(EngineIoType.PING, _PROBE)])
        try:
            async with asyncio.timeout(self._timeout):
                answer = await self._answer
        except TimeoutError as error:
            raise UpgradeError(f"The probe was not answered within {self._timeout:g} s.") from error
        if answer != f"{EngineIoType.PONG:d}{_PROBE}":
            raise UpgradeError(f"The answer to the probe reads {shown(answer)}.")

    async def _end_polling(self) -> None:
        # The server answers the poll that waits with NOOP.
        try:
            async with asyncio.timeout(self._timeout):
                await self._polling.pause()
        except TimeoutError as error:
            self._polling.resume()
            raise UpgradeError(f"The last poll was not answered within {self._timeout:g} s.") from error
