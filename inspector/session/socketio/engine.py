"""One session of Engine.IO: its handshake, its packets both ways, its upgrade, and its end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import replace

from inspector.capture.capture_writer import CaptureWriter
from inspector.payloads.engineio import EngineIoType
from inspector.session.events import (
    EngineOpened,
    Failed,
    HeartbeatAnswered,
    HeartbeatMissed,
    Phase,
    RoundTrip,
    Upgraded,
    UpgradeFailed,
)
from inspector.session.options import ConnectOptions, SocketIoOptions
from inspector.session.socketio import refusals
from inspector.session.socketio.address import Address
from inspector.session.socketio.engine_listener import EngineListener
from inspector.session.socketio.engine_opening import EngineOpening
from inspector.session.socketio.engine_packets import EnginePacket, decode, page
from inspector.session.socketio.faults import PacketError
from inspector.session.socketio.handshake import Handshake
from inspector.session.socketio.heartbeat import Heartbeat, HeartbeatListener
from inspector.session.socketio.polling import Polling
from inspector.session.socketio.redirects import Way
from inspector.session.socketio.transport import Ending, Transport
from inspector.session.socketio.upgrade import Upgrade, UpgradeError
from inspector.session.tasks import Tasks

MAX_VIOLATIONS = 1_000
"""Notes on broken packets in one session; a server that sends nothing else must not fill the capture."""

_DROP_S = 1.0
_TOO_BIG = 1009
"""RFC 6455 §7.4.1: a message is too big for the other endpoint to process."""


class Engine:
    """Lives from `open` to the end of its transport; after a reconnect there is a new one."""

    def __init__(
        self, options: ConnectOptions, address: Address, capture: CaptureWriter, listener: EngineListener
    ) -> None:
        self.transport: Transport | None = None
        """The one that carries what is sent; None until the handshake is done."""
        self._way = Way(options, address)
        self._capture = capture
        self._listener = listener
        self._tasks = Tasks()
        self._opening = EngineOpening(self._way, capture, listener, self._arrived)
        self._ending: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        self._waiting: list[EnginePacket] | None = None
        """Packets that wait while the transport changes."""
        self._heartbeat: Heartbeat | None = None
        self._upgrade: Upgrade | None = None
        self._upgrade_task: asyncio.Task[None] | None = None
        self._failed: Failed | None = None
        self._closed_by_server = False
        self._violations = 0
        self._max_payload: int | None = None

    # Opening.

    async def open(self) -> Handshake:
        """Perform the handshake; raises `OpeningError`. No packet is heard before `begin`."""
        self.transport, handshake = await self._opening.perform()
        return handshake

    def begin(self, handshake: Handshake) -> None:
        """Hear packets, keep the heartbeat, and upgrade where that is wanted and offered."""
        transport = self.transport
        assert transport is not None
        sid, interval, timeout, upgrades, self._max_payload = handshake
        self._listener.emit(EngineOpened(sid, interval, timeout, transport.name))
        listener = HeartbeatListener(self._ping, self._missed, self._held)
        self._heartbeat = Heartbeat(self._way.address.eio, interval, timeout, listener)
        self._tasks.start(self._heartbeat.run(), "heartbeat")
        self._tasks.start(self._watch(transport), "watch the transport")
        self._opening.deliver(transport, handshake)
        wanted = (self._way.options.socketio or SocketIoOptions()).transports == "polling-then-upgrade"
        if wanted and "websocket" in upgrades and isinstance(transport, Polling):
            websocket = self._way.websocket(self._capture, self._arrived)
            self._upgrade = Upgrade(websocket, transport, self._way.options.open_timeout)
            upgrading = self._upgrading(self._upgrade, transport, sid)
            self._upgrade_task = self._tasks.start(upgrading, "upgrade")

    async def _upgrading(self, upgrade: Upgrade, polling: Polling, sid: str) -> None:
        try:
            await upgrade.run(sid, self._listener.pong, self._hold)
        except UpgradeError as error:
            self._upgrade = None
            polling.note("check", f"No upgrade to WebSocket: {error}", page(self._way.address.eio))
            self._release(polling)
            self._listener.emit(UpgradeFailed(str(error)))
            return
        websocket = self.transport = upgrade.websocket
        self._upgrade = None
        polling.ended(None, "local")
        self._listener.begun(websocket.connection_id)
        self._tasks.start(self._watch(websocket), "watch the WebSocket")
        self._release(websocket)
        self._listener.emit(Upgraded(websocket.connection_id))

    def _hold(self) -> None:
        self._waiting = []

    def _release(self, transport: Transport) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting:
            transport.send(waiting)

    # What arrives.

    def _arrived(self, transport: Transport, raw: str | bytes) -> None:
        if self._heartbeat is None:
            self._opening.arrived(raw)
        elif transport is self.transport:
            self._packet(transport, raw)
        elif self._upgrade is not None and transport is self._upgrade.websocket:
            self._upgrade.arrived(raw)

    def _packet(self, transport: Transport, raw: str | bytes) -> None:
        if self._failed is not None:
            return  # the session was given up, and what was on its way is not part of it
        try:
            packet = decode(raw, self._way.address.eio)
            if packet.type == EngineIoType.MESSAGE:
                self._listener.message(packet.data)
            else:
                self._of_engine(transport, packet)
        except PacketError as error:
            self._violation(transport, error)

    def _of_engine(self, transport: Transport, packet: EnginePacket) -> None:
        assert self._heartbeat is not None
        # v4 turned the heartbeat round: there the server pings.
        server_pings = self._way.address.eio == 4
        if packet.type == EngineIoType.PING and server_pings:
            self.send([EnginePacket(EngineIoType.PONG, packet.data)])
            self._listener.emit(HeartbeatAnswered(self._heartbeat.beat()))
        elif packet.type == EngineIoType.PONG and not server_pings:
            self._listener.emit(RoundTrip(self._heartbeat.beat()))
        elif packet.type == EngineIoType.CLOSE:
            self._closed_by_server = True
            transport.closed_by_server()
        elif packet.type != EngineIoType.NOOP:
            name = EngineIoType(packet.type).name
            told = f"A client of Engine.IO v{self._way.address.eio} never gets {name} here"
            raise PacketError(f"{told}: it is ignored.", page(self._way.address.eio))

    def complain(self, error: PacketError) -> None:
        """Note what is wrong with the packet that is being heard, which goes on to be read."""
        if self.transport is not None:
            self._violation(self.transport, error)

    def _violation(self, transport: Transport, error: PacketError) -> None:
        self._violations += 1
        if self._violations <= MAX_VIOLATIONS or error.fatal:
            transport.violation(error)
        if self._violations == MAX_VIOLATIONS:
            told = f"Packets after the {MAX_VIOLATIONS} that broke the rules have no note."
            transport.violation(PacketError(told, error.section))
        if error.fatal:
            self.fail(Failed(Phase.OPEN, error.sentence, ""), 1008, "broken packet")

    # The heartbeat.

    def _held(self) -> bool:
        return self.transport is not None and self.transport.held

    def _ping(self) -> None:
        self.send([EnginePacket(EngineIoType.PING)])

    def _missed(self, seconds: float) -> None:
        assert self.transport is not None
        told = "No Engine.IO ping has come" if self._way.address.eio == 4 else "No Engine.IO pong has come"
        what = f"{told} within {seconds:g} s: the connection is given up."
        self.transport.note("error", what, page(self._way.address.eio))
        self._listener.emit(HeartbeatMissed(seconds))
        hint = "The network or the server may hang; its pingInterval and pingTimeout decide how long to wait."
        self.fail(Failed(Phase.OPEN, what, hint), 1011, "ping timeout")
        self._tasks.start(self._abort_soon(), "drop a silent connection")

    async def _abort_soon(self) -> None:
        """Wait no longer for a close frame: who does not ping is not likely to answer."""
        await asyncio.sleep(_DROP_S)
        self.abort()

    # What a session does with it.

    def send(self, packets: Sequence[EnginePacket]) -> None:
        """Send packets in order."""
        if self._waiting is not None:
            self._waiting.extend(packets)
        elif self.transport is not None:
            self.transport.send(packets)

    def send_raw(self, packet: str | bytes) -> None:
        """Send one packet that is encoded already, or is none at all."""
        if self.transport is not None:
            self.transport.send_raw(packet)

    @property
    def buffered_amount(self) -> int:
        """Bytes that were sent but have not been handed to the network."""
        waiting = sum(len(packet.data) for packet in self._waiting or ())
        return waiting + (self.transport.buffered_amount if self.transport is not None else 0)

    def close(self, code: int | None, reason: str) -> None:
        """Begin to close; HTTP has no place for code and reason."""
        self._stop_upgrade()
        if self.transport is not None:
            self.transport.close(code, reason)

    def fail(self, failed: Failed, code: int, reason: str) -> None:
        """Give the session up, for what the server did or did not do."""
        self._failed = self._failed or failed
        if self.transport is not None:
            self.transport.fail(code, reason)

    def abort(self) -> None:
        """Drop the connections."""
        self._stop_upgrade()
        if self.transport is not None:
            self.transport.abort()

    def _stop_upgrade(self) -> None:
        if self._upgrade_task is not None and self._upgrade is not None and self.transport is not None:
            self._upgrade = None
            self._upgrade_task.cancel()
            self._release(self.transport)

    # The end.

    async def _watch(self, transport: Transport) -> None:
        ending = await transport.wait_ended()
        if transport is not self.transport or self._ending.done():
            return
        if self._closed_by_server:
            ending = Ending(replace(ending.closed, by="remote"))
        if self._failed is not None:
            ending = replace(ending, failed=self._failed)
        elif ending.failed is None and ending.closed.code == _TOO_BIG and ending.closed.by == "remote":
            ending = replace(ending, failed=refusals.too_large(self._max_payload))
        self._ending.set_result(ending)

    async def drop(self) -> None:
        """Drop the connections, and wait for nobody who might not answer."""
        self.abort()
        await self._tasks.cancel_all()
        if self.transport is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_DROP_S):
                    await self.transport.wait_ended()

    async def wait_ended(self) -> Ending:
        """Wait for the end, and tell how it came."""
        try:
            return await asyncio.shield(self._ending)
        finally:
            await self._tasks.cancel_all()
