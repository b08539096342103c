"""Joins binary packets with their attachments, within bounds."""

from __future__ import annotations

from typing import Any

from inspector.server.socketio.packet import MalformedError, SocketIoPacket, decode, shown

MOST_ATTACHED = 16_000_000
"""Bytes that the attachments of one packet may have together."""


class Joiner:
    """Takes the messages of one session, and gives whole packets."""

    def __init__(self) -> None:
        self._begun: SocketIoPacket | None = None
        self._attached: list[bytes] = []
        self._size = 0

    @property
    def missing(self) -> int:
        """How many attachments are still to come."""
        return 0 if self._begun is None else self._begun.attachments - len(self._attached)

    @property
    def waits_for(self) -> str:
        """Say what is missing, for a person."""
        assert self._begun is not None
        came, announced = len(self._attached), self._begun.attachments
        return f"A {self._begun.name} announced {announced:,} attachments, of which {came:,} came"

    def take(self, message: str | bytes) -> SocketIoPacket | None:
        """Take a message and give the packet that it completes; raises `MalformedError`."""
        if isinstance(message, bytes):
            return self._take_attachment(message)
        if self._begun is not None:
            raise MalformedError(f"{self.waits_for}; then came the text {shown(message)}.")
        packet = decode(message)
        if packet.attachments:
            self._begun = packet
            return None
        # A placeholder without any attachment is a placeholder too many.
        return _joined(packet, []) if packet.type > 4 else packet

    def _take_attachment(self, data: bytes) -> SocketIoPacket | None:
        if self._begun is None:
            raise MalformedError(
                f"A binary message of {len(data):,} bytes came, which no packet had announced as attachment."
            )
        self._attached.append(data)
        self._size += len(data)
        if self._size > MOST_ATTACHED:
            raise MalformedError(
                f"The attachments of one packet have more than {MOST_ATTACHED:,} bytes together."
            )
        if self.missing:
            return None
        packet, attached = self._begun, self._attached
        self._begun, self._attached, self._size = None, [], 0
        return _joined(packet, attached)


def _joined(packet: SocketIoPacket, attached: list[bytes]) -> SocketIoPacket:
    """Put the attachments where their placeholders are, each at one place."""
    left = dict(enumerate(attached))
    try:
        data = _filled(packet.data, left)
    except RecursionError:
        raise MalformedError(f"The JSON of a {packet.name} is nested too deeply.") from None
    if left:
        raise MalformedError(
            f"A {packet.name} has no placeholder for {len(left):,} of its {len(attached):,} attachments."
        )
    return packet._replace(data=data, attachments=0)


def _filled(data: Any, left: dict[int, bytes]) -> Any:
    if isinstance(data, list):
        return [_filled(item, left) for item in data]
    if not isinstance(data, dict):
        return data
    if data.get("_placeholder") is not True:
        return {key: _filled(value, left) for key, value in data.items()}
    number = data.get("num")
    if type(number) is not int or number not in left:
        raise MalformedError(
            f"A placeholder stands for attachment {shown(str(number))}, which was not announced or is taken."
        )
    return left.pop(number)
