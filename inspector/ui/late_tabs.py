"""Tabs whose pages are made when they are first looked at or asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QTabWidget, QWidget

Page = TypeVar("Page", bound=QWidget)


class LateTabs(QTabWidget):
    """Holds an empty place for each page that is not made yet: making all of them delays the first window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._makers: dict[int, Callable[[], QWidget]] = {}
        self.currentChanged.connect(self._make)

    def add_late(self, make: Callable[[], QWidget], title: str, tip: str) -> None:
        """Add a tab; `make` calls `put` in the end, at most once."""
        index = self.addTab(QWidget(), title)
        self.setTabToolTip(index, tip)
        self._makers[index] = make

    def is_made(self, index: int) -> bool:
        """Tell whether the page of a tab is made."""
        return index not in self._makers

    def put(self, index: int, page: Page) -> Page:
        """Put a page into its place, without a word to who follows the current tab."""
        self._makers.pop(index, None)
        place, current = self.widget(index), self.currentIndex()
        title, tip, shown = self.tabText(index), self.tabToolTip(index), self.isTabVisible(index)
        blocked = self.blockSignals(True)
        self.removeTab(index)
        self.insertTab(index, page, title)
        self.setTabToolTip(index, tip)
        self.setTabVisible(index, shown)
        self.setCurrentIndex(current)
        self.blockSignals(blocked)
        if place is not None:
            place.deleteLater()
        return page

    def _make(self, index: int) -> None:
        make = self._makers.get(index)
        if make is not None:
            make()
