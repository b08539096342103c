"""JSON, laid out."""

from __future__ import annotations

from inspector.payloads.format import Sample
from inspector.payloads.json_printer import DEEPEST_INDENT, JsonPrinter
from inspector.payloads.utf8 import Utf8Reader
from inspector.payloads.visible import visible
from inspector.wire.records import Opcode

_BYTE_ORDER_MARK = "\ufeff"
_TRIED = 4096


class JsonReader:
    """Decodes and lays out the parts of a payload."""

    def __init__(self) -> None:
        self._utf8 = Utf8Reader()
        self._printer = JsonPrinter()
        self._started = False
        self._fed = False
        self._marked = False

    @property
    def problem(self) -> str:
        """What is not JSON, or not UTF-8, or shown differently than one expects."""
        problems = [self._utf8.problem, self._printer.problem]
        if self._marked:
            problems.append("It begins with a byte order mark, which JSON must not (RFC 8259 §8.1).")
        if self._printer.deepest > DEEPEST_INDENT:
            depth = f"Nested {self._printer.deepest:,} levels deep"
            problems.append(f"{depth}: what is below level {DEEPEST_INDENT} stays on one line.")
        return " ".join(problem for problem in problems if problem)

    def feed(self, part: bytes, *, final: bool) -> str:
        """Lay out the next part."""
        text = self._utf8.feed(part, final=final)
        if not self._started and text:
            self._started = True
            self._marked = text.startswith(_BYTE_ORDER_MARK)
            text = text.removeprefix(_BYTE_ORDER_MARK)
        return self._lay_out(text, final)

    def _lay_out(self, text: str, final: bool) -> str:
        laid_out = self._printer.feed(text, final=final)
        if self._fed or not self._printer.failed:
            self._fed = True
            return laid_out
        # What fails that early was perhaps never meant to be JSON: half a layout would not help.
        return visible(text)


class JsonFormat:
    """Objects and arrays; a lone string or number reads best as text."""

    name = "json"
    title = "JSON"

    def priority(self, sample: Sample) -> int:
        """Fit what begins like an object or array and goes on like one."""
        if sample.opcode not in (Opcode.TEXT, Opcode.BINARY):
            return 0
        head = sample.head[:_TRIED].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
        if head[:1] not in (b"{", b"["):
            return 0
        printer = JsonPrinter()
        printer.feed(head.decode("utf-8", "replace"), final=False)
        return 0 if printer.problem and sample.opcode == Opcode.BINARY else 50

    def reader(self, sample: Sample) -> JsonReader:
        """Begin to read."""
        return JsonReader()
