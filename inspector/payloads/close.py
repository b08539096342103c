"""The body of a close frame: code and reason (RFC 6455 §5.5.1)."""

from __future__ import annotations

from inspector.payloads.format import Sample
from inspector.payloads.utf8 import Utf8Reader
from inspector.payloads.visible import visible
from inspector.payloads.whole_reader import WholeReader
from inspector.wire.closecodes import close_code_name, describe_close, may_be_sent
from inspector.wire.records import Opcode


class CloseReader(WholeReader):
    """Reads the two bytes of the code, and the reason."""

    def _told(self) -> str:
        if not self._body:
            return "No close code and no reason: the other side hears 1005, no status received."
        if len(self._body) == 1:
            self.problem = "A close frame with one byte; a close code needs two (RFC 6455 §5.5.1)."
            return f"0x{self._body.hex()}"
        code = int.from_bytes(self._body[:2], "big")
        if not may_be_sent(code):
            self.problem = f"The code {code} must not be on the wire (RFC 6455 §7.4)."
        utf8 = Utf8Reader()
        reason = visible(utf8.feed(self._body[2:], final=True))
        if utf8.problem:
            self.problem = f"{self.problem} In the reason: {utf8.problem}".strip()
        lines = [
            f"Code    {code}  {close_code_name(code)}",
            f"Reason  {reason or '(none)'}",
            "",
            describe_close(code),
        ]
        return "\n".join(lines)


class CloseFormat:
    """Close frames."""

    name = "close"
    title = "Close"

    def priority(self, sample: Sample) -> int:
        """Fit close frames only."""
        return 100 if sample.opcode == Opcode.CLOSE else 0

    def reader(self, sample: Sample) -> CloseReader:
        """Begin to read."""
        return CloseReader()
