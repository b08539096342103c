"""Searching in a payload's text: which places, and which of them is the current one."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QObject

from inspector.ui.find_bar import FindBar, find_all
from inspector.ui.payload_text import PayloadText


class PayloadFinder(QObject):
    """Joins a find bar to a text."""

    def __init__(self, text: PayloadText, bar: FindBar) -> None:
        super().__init__(bar)
        self._text, self._bar = text, bar
        self._places: list[tuple[int, int]] = []
        self._current = -1
        bar.changed.connect(self._search)
        bar.stepped.connect(self.step)
        text.filled.connect(self.look_again)

    def look_again(self) -> None:
        """Search anew because there is more text; the current place stays."""
        if self._bar.isVisible():
            self._find_places()
            self._show_count()

    def forget(self) -> None:
        """Take all marks away."""
        self._places, self._current = [], -1
        self._text.set_matches([])
        self._bar.show_count(0, 0)

    def step(self, by: int) -> None:
        """Go to the next or previous place, from the last one to the first."""
        if not self._places:
            self._find_places()
        if self._places:
            self._go((self._current + by) % len(self._places) if self._current >= 0 or by > 0 else -1)
        self._show_count()

    def _search(self) -> None:
        self._find_places()
        if self._places:
            # Typing on keeps the place where the reader is.
            at = bisect_left(self._places, (self._text.position_in_text(), 0))
            self._go(at % len(self._places))
        self._show_count()

    def _find_places(self) -> None:
        self._places = find_all(self._text.whole_text(), self._bar.field.text())
        self._text.set_matches(self._places)
        if self._current >= len(self._places):
            self._current = -1

    def _go(self, number: int) -> None:
        self._current = number % len(self._places)
        self._text.select_match(*self._places[self._current])

    def _show_count(self) -> None:
        self._bar.show_count(self._current + 1, len(self._places))
