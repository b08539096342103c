"""The bytes that a hex view shows, read beside the window's thread where reading may take a while."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal

from inspector.ui.background import run_beside
from inspector.ui.payload_source import PayloadSource

BLOCK = 64 * 1024
_MOST_BLOCKS = 64


class HexCache(QObject):
    """Holds some blocks of a payload; one is read at a time, so that scrolling on drops what passed by."""

    arrived = Signal()
    """More bytes are there than before."""
    problem = Signal(str)
    """Why bytes cannot be read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source: PayloadSource | None = None
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._reading: PayloadSource | None = None

    def set_source(self, source: PayloadSource | None) -> None:
        """Forget the payload before."""
        self._source = source
        self._blocks.clear()

    def read(self, offset: int, length: int) -> bytes | None:
        """Give bytes, fewer at the payload's end; None when they come later, after `arrived`."""
        source = self._source
        length = min(length, source.length - offset) if source else 0
        if source is None or length <= 0:
            return b""
        if source.at_hand:
            return self._told(*source.part(offset, length))
        first, last = offset // BLOCK, (offset + length - 1) // BLOCK
        for number in range(first, last + 1):
            if number not in self._blocks:
                self._fetch(source, number)
                return None
            self._blocks.move_to_end(number)
        data = b"".join(self._blocks[number] for number in range(first, last + 1))
        return data[offset - first * BLOCK :][:length]

    def _fetch(self, source: PayloadSource, number: int) -> None:
        if self._reading is source:
            return
        self._reading = source
        run_beside(
            self,
            lambda: source.part(number * BLOCK, BLOCK),
            lambda read: self._keep(source, number, *read),
        )

    def _keep(self, source: PayloadSource, number: int, data: bytes, problem: str) -> None:
        if source is self._reading:
            self._reading = None
        if source is not self._source:
            return
        self._blocks[number] = self._told(data, problem)
        while len(self._blocks) > _MOST_BLOCKS:
            self._blocks.popitem(last=False)
        self.arrived.emit()

    def _told(self, data: bytes, problem: str) -> bytes:
        if problem:
            self.problem.emit(problem)
        return data
