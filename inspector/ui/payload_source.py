"""A payload that is somewhere else, and is read in parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from inspector.capture.records import CaptureError

ReadPart = Callable[[int, int], bytes]
"""Gives `length` bytes from `offset`; fewer at the end. Called from any thread."""


@dataclass(frozen=True, slots=True)
class PayloadSource:
    """One frame's or message's payload, unmasked and inflated."""

    name: str
    """Names a file that it is saved to, without an ending."""
    opcode: int
    length: int
    read: ReadPart
    at_hand: bool = False
    """It is in memory: reading takes no time."""

    def part(self, offset: int, length: int) -> tuple[bytes, str]:
        """Read some bytes; when the capture cannot give them, none, and a sentence."""
        try:
            return self.read(offset, length), ""
        except (CaptureError, OSError) as error:
            return b"", QCoreApplication.translate("PayloadSource", "The payload cannot be read: {0}").format(
                error
            )


def source_of(payload: bytes, opcode: int, name: str = "payload") -> PayloadSource:
    """Make a source of bytes that are at hand."""
    return PayloadSource(
        name, opcode, len(payload), lambda offset, length: payload[offset : offset + length], at_hand=True
    )
