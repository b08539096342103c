"""The list of sent messages, with a search."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from inspector.ui.composer_modes import Mode, mode_name
from inspector.ui.history import SentEntry, SentHistory
from inspector.ui.layouts import GRID
from inspector.ui.search_popup import PopupRow, SearchPopup

_MOST_ROWS = 10
_NARROWEST_STEPS = 80


class SentPopup(SearchPopup):
    """Shows what was sent; choosing an entry gives it back, Shift+Delete forgets it."""

    def __init__(self, history: SentHistory, parent: QWidget) -> None:
        super().__init__(self.tr("Search in sent messages"), self.tr("Nothing was sent yet."), parent)
        self.setAccessibleName(self.tr("Sent messages"))
        self._history = history
        self.removed.connect(self._forget)

    def open_above(self, anchor: QWidget) -> None:
        """Open above a widget, as wide as it."""
        self._fill()
        width = max(anchor.width(), _NARROWEST_STEPS * GRID)
        height = self.height_for_rows(_MOST_ROWS)
        corner = anchor.mapToGlobal(QPoint(0, -height))
        self.open_at(QRect(corner.x(), max(0, corner.y()), width, height))

    def _fill(self) -> None:
        self.set_rows([self._row(entry) for entry in self._history.entries() if entry.mode in set(Mode)])

    @staticmethod
    def _row(entry: SentEntry) -> PopupRow:
        return PopupRow(entry.title, entry, mode_name(Mode(entry.mode)))

    def _forget(self, entry: SentEntry) -> None:
        self._history.remove(entry)
        self._fill()
