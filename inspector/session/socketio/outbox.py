"""Packets that wait for the next POST of polling."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

from inspector.session.socketio.engine_packets import Eio, EnginePacket, encode_payload


class Outbox:
    """Puts waiting packets together into bodies that are not larger than the server takes."""

    def __init__(self, eio: Eio) -> None:
        self.max_payload: int | None = None
        """Bytes in one body; a single packet may be larger, and the server then says so."""
        self._eio = eio
        self._sent = asyncio.Event()
        self._sent.set()
        self._waiting: deque[bytes | EnginePacket] = deque()

    @property
    def size(self) -> int:
        """The bytes that wait, without what frames them."""
        return sum(len(item if isinstance(item, bytes) else item.data) for item in self._waiting)

    @property
    def posting(self) -> bool:
        """Somebody takes the bodies."""
        return not self._sent.is_set()

    def post(self) -> None:
        """Hear that somebody begins to take bodies."""
        self._sent.clear()

    def posted(self) -> None:
        """Hear that nobody does any more: all were sent, or none can be."""
        self._sent.set()

    async def wait_sent(self) -> None:
        """Wait until then."""
        await self._sent.wait()

    def put(self, packets: Sequence[EnginePacket]) -> None:
        """Let packets wait."""
        self._waiting.extend(packets)

    def put_raw(self, packet: str | bytes) -> None:
        """Let a body wait that is sent as it is."""
        self._waiting.append(packet.encode() if isinstance(packet, str) else packet)

    def next_body(self) -> bytes | None:
        """Take the next body; None when nothing waits."""
        if not self._waiting:
            return None
        first = self._waiting.popleft()
        if isinstance(first, bytes):
            return first
        packets = [first]
        size = _most(first)
        while self._waiting and not isinstance(following := self._waiting[0], bytes):
            size += _most(following)
            if self.max_payload is not None and size > self.max_payload:
                break
            packets.append(following)
            self._waiting.popleft()
        return encode_payload(packets, self._eio).encode()


def _most(packet: EnginePacket) -> int:
    """Give how many bytes a packet takes in a body at most: its frame, and base64 or UTF-8."""
    if isinstance(packet.data, bytes):
        return 16 + len(packet.data) * 4 // 3
    return 16 + (len(packet.data) if packet.data.isascii() else len(packet.data.encode()))
