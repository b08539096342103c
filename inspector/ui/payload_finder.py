"""Searching in a payload: which places, and which of them is the current one."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from inspector.ui.find_bar import FindBar, find_all
from inspector.ui.payload_source import PayloadSource
from inspector.ui.payload_text import PayloadText

if TYPE_CHECKING:
    from inspector.capture.filtering.sought import Place, Sought, SoughtInBytes
    from inspector.ui.hex_finder import HexFinder
    from inspector.ui.hex_view import HexView

_MOST_IN_TEXT = 1024 * 1024
"""Bytes of a payload that are laid out only to show a place in it."""


class PayloadFinder(QObject):
    """Joins a find bar to a text; without it, shows what is sought in the log."""

    def __init__(self, text: PayloadText, bar: FindBar) -> None:
        super().__init__(bar)
        self._text, self._bar = text, bar
        self._sought: Sought | None = None
        self._places: list[Place] = []
        self._current = -1
        self._hex: HexFinder | None = None
        """While bytes are shown."""
        bar.changed.connect(self._search)
        bar.stepped.connect(self.step)
        text.filled.connect(self.look_again)

    def seek(self, sought: Sought | None) -> None:
        """Mark what is sought in the log from now on, and go to the first place; None marks nothing."""
        self._sought = sought
        if not self._bar.isVisible():
            self.forget()
            self.look_again()

    def look_again(self) -> None:
        """Search anew because there is more text; the current place stays."""
        if self._hex is not None:
            self._search_bytes(self._hex)
        elif self._bar.isVisible():
            self._find_places()
            self._show_count()
        elif self._sought is not None:
            self._find_places()
            if self._places and self._current < 0:
                self._current, start = 0, self._places[0][0]
                self._text.select_match(start, start)  # its mark is seen better than a selection

    def wants_more(self, shown: int) -> bool:
        """Tell whether what is sought may stand behind the bytes that are shown."""
        sought = self._sought is not None and not self._bar.isVisible()
        return sought and not self._places and not self._text.busy and shown < _MOST_IN_TEXT

    def look_in_hex(self, view: HexView, source: PayloadSource) -> None:
        """Search among the bytes of a payload from now on."""
        from inspector.ui.hex_finder import HexFinder  # the first window shows no bytes

        self.look_in_text()
        self._hex = HexFinder(self._bar, view, source)
        self._search_bytes(self._hex)

    def look_in_text(self) -> None:
        """Search in the text from now on."""
        if self._hex is not None:
            self._hex.leave()
            self._hex = None

    def _search_bytes(self, finder: HexFinder) -> None:
        wanted: SoughtInBytes | None = self._sought
        if self._bar.isVisible():
            from inspector.capture.filtering.sought import read_sought_bytes  # text needs none of it

            wanted = read_sought_bytes(self._bar.field.text())
        finder.search(wanted)

    def forget(self) -> None:
        """Take all marks away."""
        self._places, self._current = [], -1
        self._text.set_matches([])
        if self._hex is not None:
            self._hex.search(None)
        self._bar.show_count(0, 0)

    def step(self, by: int) -> None:
        """Go to the next or previous place, from the last one to the first."""
        if self._hex is not None:
            self._hex.step(by)
            return
        if not self._places:
            self._find_places()
        if self._places:
            self._go((self._current + by) % len(self._places) if self._current >= 0 or by > 0 else -1)
        self._show_count()

    def _search(self) -> None:
        if self._hex is not None:
            self._search_bytes(self._hex)
            return
        self._find_places()
        if self._places:
            # Typing on keeps the place where the reader is.
            at = bisect_left(self._places, (self._text.position_in_text(), 0))
            self._go(at % len(self._places))
        self._show_count()

    def _find_places(self) -> None:
        text = self._text.whole_text()
        if self._sought is None or self._bar.isVisible():
            self._places = find_all(text, self._bar.field.text())
        else:
            self._places = self._sought.in_text(text)
        self._text.set_matches(self._places)
        if self._current >= len(self._places):
            self._current = -1

    def _go(self, number: int) -> None:
        self._current = number % len(self._places)
        self._text.select_match(*self._places[self._current])

    def _show_count(self) -> None:
        self._bar.show_count(self._current + 1, len(self._places))
