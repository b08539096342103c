"""Labels that show any text as it is, never as rich text."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption, QWidget

_LONG_WORD = re.compile(r"\S{30,}")
_BREAK_EVERY = 15
_ZERO_WIDTH_SPACE = "\N{ZERO WIDTH SPACE}"


def set_role(widget: QWidget, role: str) -> None:
    """Say what a widget is to the style sheet: ``hint``, ``error``, ``primary``, … or nothing."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class PlainLabel(QLabel):
    """A label for text that comes from elsewhere."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        if role:
            set_role(self, role)


class WrappedLabel(PlainLabel):
    """A sentence of any length, with words of any length, that can be selected and copied."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        self._text = text
        super().__init__(text, role, parent)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def setText(self, text: str) -> None:
        """Show a text; a label is as wide as its longest word, so that long ones may be broken anywhere."""
        self._text = text
        super().setText(_LONG_WORD.sub(_with_breaks, text))

    def text(self) -> str:
        """Give the text as it was set."""
        return self._text


def _with_breaks(word: re.Match[str]) -> str:
    parts = (word[0][start : start + _BREAK_EVERY] for start in range(0, len(word[0]), _BREAK_EVERY))
    return _ZERO_WIDTH_SPACE.join(parts)


class ElidedLabel(PlainLabel):
    """One line that gives way: cut with an ellipsis, whole in its tooltip."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, role, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Show a text, and keep it whole in the tooltip."""
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        """Need no width: what does not fit is cut."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        area = self.contentsRect()
        line = self.text().replace("\n", " ")
        shown = self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, area.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(area, int(self.alignment() | Qt.TextFlag.TextSingleLine), shown)
