"""A picture of parts: arrow keys or a click choose one, Copy takes it, and the mouse has it explained."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from inspector.ui.theme import current_theme

NONE = -1
"""The number of no part."""


class PartsPicture(QWidget):
    """Counts its parts from 0 on, and is as high as they need; they are painted elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen = NONE
        self._theme = current_theme()
        self._theme.changed.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @abstractmethod
    def _count(self) -> int:
        """Count the parts."""

    @abstractmethod
    def _part_at(self, point: QPointF) -> int:
        """Tell which part is under a point, `NONE` if none."""

    @abstractmethod
    def _text_of(self, part: int) -> str:
        """Tell a part in one line."""

    @abstractmethod
    def _tip_of(self, part: int) -> str:
        """Explain a part."""

    @abstractmethod
    def _height(self) -> int:
        """Give the height that the parts need in this width."""

    def text(self) -> str:
        """Tell every part in a line."""
        return "\n".join(map(self._text_of, range(self._count())))

    def copy(self) -> None:
        """Copy the chosen part, or all of them."""
        QGuiApplication.clipboard().setText(self._chosen_text())

    def _chosen_text(self) -> str:
        return self._text_of(self._chosen) if self._chosen != NONE else self.text()

    def _show_parts(self) -> None:
        """Show other parts than before; none of them is chosen."""
        self._chosen = NONE
        self.setAccessibleDescription(self.text())
        self._fit_height()
        self.update()

    def _choose(self, part: int) -> None:
        self._chosen = part
        self.setAccessibleDescription(self._chosen_text())
        self.update()

    def _fit_height(self) -> None:
        self.setFixedHeight(self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Grow where the width makes the parts higher."""
        super().resizeEvent(event)
        self._fit_height()

    def changeEvent(self, event: QEvent) -> None:
        """Fit another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk over the parts, and copy."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif step and self._count():
            self._choose(max(0, min(self._count() - 1, self._chosen + step)))
        elif event.key() == Qt.Key.Key_Escape and self._chosen != NONE:
            self._choose(NONE)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the part under the pointer."""
        self._choose(self._part_at(event.position()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Choose nothing."""
        self._choose(NONE)
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        """Explain the part under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            part = self._part_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._tip_of(part) if part != NONE else "", self)
            return True
        return super().event(event)
