"""What is wrong with something that the server sent."""

from __future__ import annotations

ENGINE = "Engine.IO protocol v4"
ENGINE_3 = "Engine.IO protocol v3"
SOCKET = "Socket.IO protocol v5"

_SHOWN = 80


class PacketError(Exception):
    """A packet breaks its protocol; the text is one sentence."""

    def __init__(self, sentence: str, section: str, *, fatal: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.section = section
        """The page that says so."""
        self.fatal = fatal
        """Nothing that follows could be told apart, or it would fill the memory: the connection ends."""


def shown(packet: str | bytes) -> str:
    """Give the beginning of a packet as a sentence can quote it."""
    if isinstance(packet, bytes):
        return packet[: _SHOWN // 3].hex(" ") + (" …" if len(packet) > _SHOWN // 3 else "")
    return repr(packet[:_SHOWN]) + ("…" if len(packet) > _SHOWN else "")
