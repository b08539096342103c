"""A button that carries a small count."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

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
        return QSize(size.width() + self._extra(), size.height())

    def _extra(self) -> int:
        return self._badge_size().width() if self._count else 0

    def _badge_size(self) -> QSize:
        size = self._badge.sizeHint()
        return QSize(max(size.width(), size.height()), size.height())

    def minimumSizeHint(self) -> QSize:
        """Never cut the text or the badge."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw icon and text in what the badge leaves."""
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        option.rect.adjust(0, 0, -self._extra(), 0)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the badge at the right end."""
        super().resizeEvent(event)
        self._place_badge()

    def _place_badge(self) -> None:
        size = self._badge_size()
        top = (self.height() - size.height()) // 2
        self._badge.resize(size)
        self._badge.move(self.width() - size.width() - 2 * GRID, top)
