"""One Engine.IO session: from the packet `open` to its end, over one transport and then perhaps another."""

from __future__ import annotations

import asyncio
import enum
import json
from collections.abc import Callable

from inspector.payloads.engineio import EngineIoType
from inspector.server.engineio.heartbeat import Heartbeat
from inspector.server.engineio.options import EngineOptions
from inspector.server.engineio.packet import Packet
from inspector.server.engineio.roles import Application, Attempt, Transport

MOST_WAITING = 4 * 1024 * 1024
"""Bytes that may wait for a client that does not take them; a packet costs 100 besides its own."""
MOST_NOTES = 1_000
"""Violations of one session that are noted; a client that sends nothing else must not fill the capture."""
CLOSE_TIMEOUT = 30.0
"""Seconds in which a polling client fetches what is left for it when its session is closed."""
_PACKET_COST = 100
_CLOSED_HERE = "the server closed it"


class State(enum.Enum):
    """A session's state; CLOSING is closed for new packets while old ones still go out."""

    OPEN = enum.auto()
    CLOSING = enum.auto()
    CLOSED = enum.auto()


class Session:
    """The state of one client; transports bring packets and take them away."""

    def __init__(
        self,
        sid: str,
        protocol: int,
        options: EngineOptions,
        transport: Transport,
        *,
        on_closed: Callable[[Session], None],
    ) -> None:
        self.sid, self.protocol, self.options = sid, protocol, options
        self.transport = transport
        self.state = State.OPEN
        self.attempt: Attempt | None = None
        """A WebSocket that is tried while the session is polled."""
        self._on_closed = on_closed
        self._application: Application | None = None
        self._queue: list[Packet] = []
        self._queued = 0
        self._violations = 0
        self._close_timer: asyncio.TimerHandle | None = None
        self._heartbeat = Heartbeat(options, protocol, self._ping, self._expired)

    def open(self, application: Application) -> None:
        """Send the handshake, and let the application begin."""
        self._application = application
        told = {
            "sid": self.sid,
            "upgrades": ["websocket"] if self.transport.name == "polling" else [],
            "pingInterval": self.options.ping_interval,
            "pingTimeout": self.options.ping_timeout,
            "maxPayload": self.options.max_payload,
        }
        self._queue.append(Packet(EngineIoType.OPEN, json.dumps(told, separators=(",", ":"))))
        application.opened()
        self.flush()

    @property
    def is_open(self) -> bool:
        """Messages can be sent."""
        return self.state is State.OPEN

    @property
    def is_closed(self) -> bool:
        """Nothing that comes counts any more."""
        return self.state is State.CLOSED

    @property
    def overdue(self) -> bool:
        """Its client has missed the heartbeat; `check` ends it."""
        return self._heartbeat.overdue

    # What the application does.

    def send(self, data: str | bytes) -> None:
        """Send a message, unless the session is no longer OPEN."""
        self._put(Packet(EngineIoType.MESSAGE, data))

    def close(self) -> None:
        """Close, after what was sent before."""
        if self.state is not State.OPEN:
            return
        self.state = State.CLOSING
        self._close_timer = asyncio.get_running_loop().call_later(CLOSE_TIMEOUT, self._left_behind)
        self.flush()

    def fail(self, sentence: str, section: str) -> None:
        """Close at once for what the client did, and note it."""
        if self.state is not State.CLOSED:
            self.transport.note("violation", sentence, section)
            self.end(sentence, orderly=False)

    def note(self, kind: str, sentence: str, section: str = "") -> None:
        """Note something where the current transport is recorded; of violations the first thousand."""
        if kind == "violation":
            self._violations += 1
            if self._violations > MOST_NOTES:
                return
            if self._violations == MOST_NOTES:
                sentence += f" Violations after these {MOST_NOTES:,} have no note."
        self.transport.note(kind, sentence, section)

    # What transports do.

    def check(self) -> bool:
        """Tell whether the session still lives, and end it when its heartbeat is overdue."""
        if self.state is not State.CLOSED and self.overdue:
            self._expired()
        return self.state is not State.CLOSED

    def received(self, packet: Packet) -> None:
        """Take a packet from the current transport."""
        if packet.type is EngineIoType.CLOSE:
            self.end("the client closed it", orderly=True)
        elif self.state is not State.OPEN:
            return
        elif packet.type is EngineIoType.MESSAGE:
            assert self._application is not None
            self._application.message(packet.data)
        elif packet.type in (EngineIoType.PING, EngineIoType.PONG):
            self._heartbeat_received(packet)
        else:
            self.note(
                "violation",
                f"The packet {packet.type.name.lower()} has no meaning here; it was ignored.",
                self.section,
            )

    def flush(self) -> None:
        """Give the transport what waits for it, if it can send."""
        if self.state is State.CLOSED or not self.transport.ready:
            return
        packets, self._queue, self._queued = self._queue, [], 0
        closing = self.state is State.CLOSING
        if closing and self.transport.name == "polling":
            packets.append(Packet(EngineIoType.CLOSE))
        if packets:
            self.transport.send(packets)
        if closing:
            self.end(_CLOSED_HERE, orderly=True)

    def upgrade(self, transport: Transport) -> None:
        """Go on over another transport."""
        self.transport = transport
        self.flush()

    def end(self, reason: str, *, orderly: bool) -> None:
        """End now; `orderly` when one side closed it as the protocol says."""
        if self.state is State.CLOSED:
            return
        self.state = State.CLOSED
        self._heartbeat.stop()
        if self._close_timer is not None:
            self._close_timer.cancel()
        self._queue, self._queued = [], 0
        if self.attempt is not None:
            self.attempt.session_ended()
        self.transport.end(reason, orderly=orderly)
        self._on_closed(self)
        if self._application is not None:
            self._application.closed(reason)

    @property
    def section(self) -> str:
        """Where the rules of this session stand."""
        return f"Engine.IO v{self.protocol}"

    def _put(self, packet: Packet) -> None:
        if self.state is not State.OPEN:
            return
        self._queue.append(packet)
        self._queued += len(packet.data) + _PACKET_COST
        if self._application is not None:
            self.flush()
        if self._queued + self.transport.waiting > MOST_WAITING:
            self.fail(
                f"The client reads too slowly: over {MOST_WAITING // 1024 // 1024} MiB wait for it.", ""
            )

    def _heartbeat_received(self, packet: Packet) -> None:
        # v4: "the server sends a ping packet and the client has a few seconds to send a pong packet back".
        expected = EngineIoType.PING if self.protocol == 3 else EngineIoType.PONG
        if packet.type is not expected:
            self.fail(
                f"The client sent a {packet.type.name.lower()}; in {self.section} only the server does.",
                self.section,
            )
            return
        self._heartbeat.beat()
        if self.protocol == 3:
            self._put(Packet(EngineIoType.PONG, packet.data))

    def _ping(self) -> None:
        self._put(Packet(EngineIoType.PING))

    def _expired(self) -> None:
        wanted = "ping" if self.protocol == 3 else "pong"
        self.note(
            "error",
            f"No {wanted} came from the client in time (pingInterval {self.options.ping_interval} ms, "
            f"pingTimeout {self.options.ping_timeout} ms); the session was closed.",
            self.section,
        )
        self.end("ping timeout", orderly=False)

    def _left_behind(self) -> None:
        self.end(f"{_CLOSED_HERE}, and the client did not come back", orderly=False)
