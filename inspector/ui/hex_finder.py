"""Searching among the bytes of a payload: which places, and to which of them the cursor goes."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from inspector.ui.background import run_beside
from inspector.ui.find_bar import FindBar
from inspector.ui.hex_layout import Selection
from inspector.ui.hex_view import HexView
from inspector.ui.payload_source import PayloadSource

if TYPE_CHECKING:
    from inspector.capture.filtering.sought import Place, SoughtInBytes

_MOST = 16 * 1024 * 1024
"""Bytes of a payload that are searched."""


class HexFinder(QObject):
    """Joins a find bar to a hex view while that shows one payload."""

    def __init__(self, bar: FindBar, view: HexView, source: PayloadSource) -> None:
        super().__init__(bar)
        self._bar = bar
        self._view = view
        self._source = source
        self._wanted: SoughtInBytes | None = None
        self._places: list[Place] = []

    def leave(self) -> None:
        """Search no more: another payload is shown."""
        self.search(None)
        self.deleteLater()

    def search(self, wanted: SoughtInBytes | None) -> None:
        """Mark the places of something, and go to the first one from the cursor on; None marks nothing."""
        self._wanted = wanted
        self._keep([])
        if wanted is None:
            return
        if self._source.at_hand:
            self._found(wanted, self._places_of(wanted))
        else:
            run_beside(self, lambda: self._places_of(wanted), lambda places: self._found(wanted, places))

    def step(self, by: int) -> None:
        """Go to the next or previous place, from the last one to the first."""
        here = self._view.selection.start
        self._go(
            bisect_left(self._places, (here + 1, 0)) if by > 0 else bisect_left(self._places, (here, 0)) - 1
        )

    def _places_of(self, wanted: SoughtInBytes) -> list[Place]:
        return wanted.in_bytes(self._source.part(0, _MOST)[0])

    def _found(self, wanted: SoughtInBytes, places: list[Place]) -> None:
        if wanted is self._wanted:
            self._keep(places)
            self._go(bisect_left(places, (self._view.selection.start, 0)))

    def _go(self, number: int) -> None:
        if self._places:
            number %= len(self._places)
            start = self._places[number][0]
            self._view.select(Selection(start, start))  # its mark is seen better than a selection
            self._bar.show_count(number + 1, len(self._places))

    def _keep(self, places: list[Place]) -> None:
        self._places = places
        self._view.set_marks(places)
        self._bar.show_count(0, len(places))
