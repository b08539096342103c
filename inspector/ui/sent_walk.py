"""Walking through what was sent, with the way back to the draft one came from."""

from __future__ import annotations

from inspector.ui.history import SentEntry, SentHistory


class SentWalk:
    """A place in the history; the newest end is the draft that was not sent yet."""

    def __init__(self, history: SentHistory) -> None:
        self._history = history
        self._place = -1
        self._unsent = SentEntry("", "")

    def older(self, current: SentEntry) -> SentEntry | None:
        """Go one entry back; None at the oldest. `current` is what the composer shows."""
        entries = self._history.entries()
        if self._place < 0:
            self._unsent = current
        place = self._place + 1
        if place < len(entries) and self._place < 0 and entries[place] == current:
            # What was just recalled from the list is where the walk starts.
            place += 1
        if place >= len(entries):
            return None
        self._place = place
        return entries[place]

    def newer(self) -> SentEntry | None:
        """Go one entry forward, at last to the unsent draft; None when there already."""
        if self._place < 0:
            return None
        self._place -= 1
        return self._history.entries()[self._place] if self._place >= 0 else self._unsent

    def restart(self) -> None:
        """Start at the newest end again: something was sent."""
        self._place = -1
