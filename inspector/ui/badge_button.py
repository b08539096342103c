"""A button that carries a small count."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from inspector.ui.labels import PlainLabel
from inspector.ui.layouts import GRID


class BadgeButton(QPushButton):
    """A push button with a count at its right end; zero shows none."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._badge = PlainLabel(role="badge", parent=self)
        self._badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._badge.hide()
        self._count = 0

    @property
    def count(self) -> int:
        """The number on the badge."""
        return self._count

    def set_count(self, count: int) -> None:
        """Show a count, or no badge for zero."""
        self._count = count
        self._badge.setText(str(count))
        self._badge.setVisible(count > 0)
        self.updateGeometry()
        self._place_badge()

    def sizeHint(self) -> QSize:
        """Leave room for the badge."""
        size = super().sizeHint()
        extra = self._badge.sizeHint().width() + GRID if self._count else 0
        return QSize(size.width() + extra, size.height())

    def minimumSizeHint(self) -> QSize:
        """Never cut the text or the badge."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the badge at the right end."""
        super().resizeEvent(event)
        self._place_badge()

    def _place_badge(self) -> None:
        size = self._badge.sizeHint()
        size.setWidth(max(size.width(), size.height()))
        top = (self.height() - size.height()) // 2
        self._badge.resize(size)
        self._badge.move(self.width() - size.width() - GRID, top)
