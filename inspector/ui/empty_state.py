"""What a panel says while it has nothing to show, with the one next action."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from inspector.ui import icons
from inspector.ui.labels import WrappedLabel, set_role
from inspector.ui.layouts import column, row
from inspector.ui.theme import current_theme

_ICON_FROM = 4
"""The height from which on there is an icon, in its own heights."""


class EmptyState(QWidget):
    """Covers its parent with an icon, a calm sentence, a button and a link; without a sentence it hides."""

    actionTriggered = Signal()
    secondTriggered = Signal()

    def __init__(self, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self.setObjectName("emptyState")
        self._icon_name = icon
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence = WrappedLabel(role="hint")
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QPushButton()
        self.button.clicked.connect(self.actionTriggered)
        self.second = QPushButton()
        set_role(self.second, "link")
        self.second.clicked.connect(self.secondTriggered)
        buttons = column(row(None, self.button, None), row(None, self.second, None), gap=1)
        margins = (4, 4, 4, 4)
        self.setLayout(column(None, self._icon, self._sentence, buttons, None, gap=3, margins=margins))
        self._theme = current_theme()
        self._theme.changed.connect(self._draw_icon)
        self._draw_icon()
        parent.installEventFilter(self)
        self.hide()

    def set_texts(self, sentence: str, action: str = "", second: str = "") -> None:
        """Say why there is nothing, and label the button and the link; without a label there is none."""
        self._sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self.second.setText(second)
        self.second.setVisible(bool(second))

    def set_shown(self, shown: bool) -> None:
        """Show it, if it has a sentence."""
        self._cover()
        self.setVisible(shown and bool(self._sentence.text()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep covering the parent."""
        if watched is self._covered and event.type() == QEvent.Type.Resize:
            self._cover()
        return super().eventFilter(watched, event)

    def _cover(self) -> None:
        """Lie over the parent; the words matter more than the icon where there is no room for both."""
        self.setGeometry(self._covered.rect())
        self._icon.setVisible(self.height() >= _ICON_FROM * self._theme.metric("empty_icon"))

    def _draw_icon(self) -> None:
        size = self._theme.metric("empty_icon")
        self._icon.setPixmap(icons.pixmap(self._icon_name, "disabled", size, self.devicePixelRatioF()))
