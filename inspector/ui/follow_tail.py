"""Keeps a view at its end while it is there, and never moves it otherwise."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractScrollArea


class FollowTail(QObject):
    """Watches a scroll bar: at the end it follows, anywhere else the view stays where it is."""

    changed = Signal(bool)

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._bar = area.verticalScrollBar()
        self._following = True
        self._bar.valueChanged.connect(self._moved)
        self._bar.rangeChanged.connect(self._grown)

    @property
    def following(self) -> bool:
        """The view stays at its end while it grows."""
        return self._following

    def set_following(self, following: bool) -> None:
        """Go to the end and follow, or stay."""
        if following != self._following:
            self._following = following
            self.changed.emit(following)
        if following:
            self._bar.setValue(self._bar.maximum())

    def _moved(self, value: int) -> None:
        if self._bar.maximum():  # else all fits, and no place says what is wanted
            self.set_following(value >= self._bar.maximum())

    def _grown(self, _minimum: int, maximum: int) -> None:
        if self._following:
            self._bar.setValue(maximum)
