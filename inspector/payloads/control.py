"""The payload of a ping or pong: application data of any kind (RFC 6455 §5.5.2)."""

from __future__ import annotations

from inspector.payloads.format import Sample
from inspector.payloads.hex_dump import HexReader
from inspector.payloads.text import looks_like_text
from inspector.payloads.utf8 import Utf8Reader
from inspector.payloads.visible import visible
from inspector.payloads.whole_reader import WholeReader
from inspector.wire.records import Opcode

_MOST_BYTES = 125


class ControlReader(WholeReader):
    """Reads application data as text where it is text, and as bytes."""

    def __init__(self, sample: Sample) -> None:
        super().__init__()
        self._sample = sample

    def _told(self) -> str:
        if not self._body:
            return "No application data."
        if len(self._body) > _MOST_BYTES:
            self.problem = f"{len(self._body)} bytes; a control frame carries at most 125 (RFC 6455 §5.5)."
        dump = HexReader().feed(self._body, final=True)
        if not looks_like_text(Sample(self._sample.opcode, self._body, len(self._body))):
            return dump
        return f"{visible(Utf8Reader().feed(self._body, final=True))}\n\n{dump}"


class ControlFormat:
    """Pings and pongs."""

    name = "control"
    title = "Ping and pong"

    def priority(self, sample: Sample) -> int:
        """Fit pings and pongs only."""
        return 100 if sample.opcode in (Opcode.PING, Opcode.PONG) else 0

    def reader(self, sample: Sample) -> ControlReader:
        """Begin to read."""
        return ControlReader(sample)
