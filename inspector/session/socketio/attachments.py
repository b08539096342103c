"""Attachments: the binary packets that follow a Socket.IO packet and belong into it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from inspector.session.socketio.faults import SOCKET, PacketError
from inspector.session.socketio.packets import SocketPacket, decode, packet_class


class Attaching:
    """Holds a packet back until all its attachments have come; `complain` hears of one that is given up."""

    def __init__(self, max_size: int | None, complain: Callable[[PacketError], None]) -> None:
        self._max_size = max_size
        self._complain = complain
        self._assembly: Assembly | None = None

    def take(self, data: str | bytes) -> SocketPacket | None:
        """Give the packet that this completes, if it does; raises `PacketError`."""
        assembly, self._assembly = self._assembly, None
        if isinstance(data, bytes):
            return self._attachment(assembly, data)
        if assembly is not None:
            told = f"Another packet came while {_missing(assembly)}: the incomplete one is given up."
            self._complain(PacketError(told, SOCKET))
        packet = decode(data)
        if not packet.attachments:
            return packet
        self._assembly = Assembly(packet, self._max_size)
        return None

    def _attachment(self, assembly: Assembly | None, data: bytes) -> SocketPacket | None:
        if assembly is None:
            told = f"A binary packet of {len(data)} bytes came that no Socket.IO packet has announced"
            raise PacketError(f"{told}: it is ignored.", SOCKET)
        assembly.add(data)
        if not assembly.missing:
            return assembly.joined()
        self._assembly = assembly
        return None

    def ended(self) -> str | None:
        """Hear that no more comes, and give a sentence when attachments were still to come."""
        assembly, self._assembly = self._assembly, None
        return f"The connection ended while {_missing(assembly)}." if assembly is not None else None


class Assembly:
    """A packet that waits for its attachments; bounded by their number and the sum of their bytes."""

    def __init__(self, packet: SocketPacket, max_size: int | None) -> None:
        self.packet = packet
        self._max_size = max_size
        self._size = 0
        self._parts: list[bytes] = []

    @property
    def missing(self) -> int:
        """How many attachments have not come."""
        return self.packet.attachments - len(self._parts)

    def add(self, attachment: bytes) -> None:
        """Take the next attachment; raises `PacketError` when they are too large together."""
        self._parts.append(attachment)
        self._size += len(attachment)
        if self._max_size is not None and self._size > self._max_size:
            told = f"The attachments of one packet are larger than {self._max_size} bytes together"
            raise PacketError(f"{told}: the connection is closed.", SOCKET, fatal=True)

    def joined(self) -> SocketPacket:
        """Give the packet with its attachments in their places; raises `PacketError` for false places."""
        try:
            return self._joined()
        except RecursionError as error:
            raise PacketError(
                "The JSON of a packet with attachments is nested too deeply.", SOCKET
            ) from error

    def _joined(self) -> SocketPacket:
        places: list[Any] = []
        _find_places(self.packet.data, places)
        # bool is an int for Python, and is none in JSON.
        wrong = [num for num in places if type(num) is not int or not 0 <= num < len(self._parts)]
        if wrong:
            told = f"A placeholder names attachment {wrong[0]!r:.40} of {len(self._parts)}"
            raise PacketError(f"{told}: they count from 0.", SOCKET)
        if len(set(places)) < len(self._parts):
            told = f"{len(self._parts)} attachments came, and {len(set(places))} have a placeholder"
            raise PacketError(f"{told} in their packet.", SOCKET)
        data = packet_class().reconstruct_binary(self.packet.data, self._parts)
        return self.packet._replace(data=data, attachments=0)


def _find_places(data: Any, places: list[Any]) -> None:
    """Find the placeholders as the library does; raises `RecursionError`."""
    if isinstance(data, list):
        for item in data:
            _find_places(item, places)
    elif isinstance(data, dict):
        if data.get("_placeholder") and "num" in data:
            places.append(data["num"])
        else:
            for item in cast(dict[str, Any], data).values():
                _find_places(item, places)


def _missing(assembly: Assembly) -> str:
    announced = assembly.packet.attachments
    return f"{assembly.missing} of the {announced} attachments announced before had not come"
