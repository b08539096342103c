"""Searching among the bytes of a payload: which places, and to which of them the cursor goes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from inspector.ui.background import run_beside
from inspector.ui.find_bar import FindBar
from inspector.ui.hex_layout import Selection
from inspector.ui.payload_source import PayloadSource

if TYPE_CHECKING:
    from inspector.capture.filtering.sought import Place, SoughtInBytes
    from inspector.ui.hex_view import HexView

_MOST = 16 * 1024 * 1024
"""Bytes of a payload that are searched."""


class HexFinder(QObject):
    """Joins a find bar to a hex view, while one is shown."""

    def __init__(self, bar: FindBar) -> None:
        super().__init__(bar)
        self._bar = bar
        self._shown: tuple[HexView, PayloadSource] | None = None
        self._wanted: SoughtInBytes | None = None
        self._places: list[Place] = []

    @property
    def active(self) -> bool:
        """Bytes are shown."""
        return self._shown is not None

    def show(self, view: HexView, source: PayloadSource) -> None:
        """Search in a payload from now on."""
        self._shown = (view, source)
        self._keep([])

    def leave(self) -> None:
        """Search in nothing any more."""
        self._keep([])
        self._shown = self._wanted = None

    def search(self, wanted: SoughtInBytes | None) -> None:
        """Mark the places of something, and go to the first one from the cursor on; None marks nothing."""
        self._wanted, shown = wanted, self._shown
        if wanted is None or shown is None:
            self._keep([])
            return

        def found(places: list[Place]) -> None:
            if wanted is self._wanted and shown is self._shown:
                self._keep(places)
                self._go(bisect_left(places, (shown[0].selection.start, 0)))

        if shown[1].at_hand:
            found(wanted.in_bytes(shown[1].part(0, _MOST)[0]))
        else:
            run_beside(self, lambda: wanted.in_bytes(shown[1].part(0, _MOST)[0]), found)

    def step(self, by: int) -> None:
        """Go to the next or previous place, from the last one to the first."""
        if self._shown is not None:
            here = (self._shown[0].selection.start, 0)
            self._go(
                bisect_right(self._places, (here[0] + 1, 0))
                if by > 0
                else bisect_left(self._places, here) - 1
            )

    def _go(self, number: int) -> None:
        if self._shown is None or not self._places:
            return
        number %= len(self._places)
        start = self._places[number][0]
        self._shown[0].select(Selection(start, start))  # its mark is seen better than a selection
        self._bar.show_count(number + 1, len(self._places))

    def _keep(self, places: list[Place]) -> None:
        self._places = places
        if self._shown is not None:
            self._shown[0].set_marks(places)
            self._bar.show_count(0, len(places))
