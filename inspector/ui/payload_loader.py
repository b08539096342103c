"""Reads a payload part by part and lays it out, in a worker thread where that takes a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from inspector.ui.background import run_beside
from inspector.ui.payload_lines import Line, LineCutter
from inspector.ui.payload_source import PayloadSource

if TYPE_CHECKING:
    from inspector.payloads.registry import TotalReader

# The formats are imported with the first payload: the first window shows none.

DONE_AT_ONCE = 16 * 1024
"""Bytes that are laid out without a worker: quicker than a person sees."""

MOST_LINES = 30_000
"""How many lines of a payload are read at once."""


class Part(NamedTuple):
    """What came of one part of a payload."""

    lines: list[Line]
    first: bool
    format: str
    title: str
    problem: str
    shown: int
    """Bytes of the payload that have been read so far."""


class _Reading:
    """Where the reading of one payload stands; used by one thread at a time."""

    def __init__(self, source: PayloadSource, format_name: str) -> None:
        self.source = source
        self.cancelled = False
        self._format_name = format_name
        self._reader: TotalReader | None = None
        self._cutter = LineCutter(json=False)
        self.shown = 0

    def read_on(self, size: int) -> Part | None:
        """Read and lay out the next part; nothing once it is cancelled."""
        if self.cancelled:
            return None
        first = self._reader is None
        data, problem = self.source.part(self.shown, size)
        data = _few_lines(data)
        if self._reader is None:
            from inspector.payloads.format import Sample
            from inspector.payloads.registry import open_reader

            sample = Sample(self.source.opcode, data, self.source.length)
            self._reader = open_reader(sample, self._format_name)
            self._cutter = LineCutter(json=self._reader.format.name == "json")
        # A source that gives nothing more has ended, whatever its length was said to be.
        final = self.shown + len(data) >= self.source.length or not data
        text = self._reader.feed(data, final=final)
        self.shown = self.source.length if final else self.shown + len(data)
        lines = self._cutter.cut(text)
        payload_format = self._reader.format
        problem = problem or self._reader.problem
        return Part(lines, first, payload_format.name, payload_format.title, problem, self.shown)


def _few_lines(data: bytes) -> bytes:
    """Cut bytes behind their last line that is shown at once: a part may be nothing but line feeds."""
    if data.count(b"\n") <= MOST_LINES:
        return data
    lines = data.split(b"\n", MOST_LINES)
    return data[: len(data) - len(lines[-1])]


class PayloadLoader(QObject):
    """Reads one payload at a time; a new one cancels the one before."""

    loaded = Signal(object)
    """A `Part`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading: _Reading | None = None
        self._working = False

    @property
    def busy(self) -> bool:
        """A part is being read."""
        return self._working

    @property
    def shown(self) -> int:
        """Bytes of the payload that have been read so far."""
        return 0 if self._reading is None else self._reading.shown

    @property
    def complete(self) -> bool:
        """Nothing of the payload is left to be read."""
        return self._reading is None or self._reading.shown >= self._reading.source.length

    def start(self, source: PayloadSource, format_name: str = "") -> None:
        """Read the first part of a payload, as the named format or as the one that fits best."""
        self.cancel()
        self._reading = _Reading(source, format_name)
        self._go_on()

    def more(self) -> None:
        """Read the next part."""
        if not self._working and not self.complete:
            self._go_on()

    def cancel(self) -> None:
        """Forget the payload; what a worker still finds out about it is dropped."""
        if self._reading is not None:
            self._reading.cancelled = True
        self._reading = None
        self._working = False

    def _go_on(self) -> None:
        if self._reading is None:
            return
        from inspector.payloads.registry import SHOWN_AT_FIRST

        reading = self._reading
        if reading.source.length <= DONE_AT_ONCE:
            self.loaded.emit(reading.read_on(SHOWN_AT_FIRST))
            return
        self._working = True
        run_beside(self, lambda: reading.read_on(SHOWN_AT_FIRST), lambda part: self._deliver(reading, part))

    def _deliver(self, reading: _Reading, part: Part | None) -> None:
        if reading is self._reading and part is not None:
            self._working = False
            self.loaded.emit(part)
