"""A value with words of any length, such as a URL, broken wherever the line ends."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from inspector.ui.theme import current_theme

_LONG_WORD = 20
_LONG_TEXT = 500
_MOST_LINES = 12


class ValueText(QPlainTextEdit):
    """Looks like a label; a label would be as wide as its longest word, or cut it."""

    def __init__(self, text: str, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._color = role or "text"
        current_theme().changed.connect(self._follow_theme)
        self._follow_theme()
        self.document().setDocumentMargin(0)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.setMinimumWidth(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def _follow_theme(self) -> None:
        color = current_theme().color(self._color).name()
        self.setStyleSheet(f"border: none; background: transparent; padding: 0; color: {color};")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the lines, up to a limit."""
        super().resizeEvent(event)
        lines = min(_MOST_LINES, max(1, math.ceil(self.document().size().height())))
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 1)


def needs_breaking(text: str) -> bool:
    """Tell whether a text is too long for a label, or has words that a narrow one could not wrap."""
    return len(text) > _LONG_TEXT or any(len(word) > _LONG_WORD for word in text.split())
