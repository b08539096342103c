"""A compact list of facts in two columns: what it is, and its value, which can be selected and copied."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from inspector.ui import icons
from inspector.ui.labels import PlainLabel, WrappedLabel
from inspector.ui.layouts import GRID, ICON
from inspector.ui.theme import current_theme
from inspector.ui.value_text import ValueText, needs_breaking


class Fact(NamedTuple):
    """One row; `tip` is our own words, never a peer's."""

    name: str
    value: str
    mono: bool = False
    tip: str = ""
    role: str = ""
    icon: str = ""


class FactsList(QWidget):
    """Shows facts below each other; the names are as wide as the widest of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: list[Fact] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GRID * 3)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnStretch(1, 1)

    def set_facts(self, facts: list[Fact]) -> None:
        """Show these facts in place of those before."""
        self._facts = facts
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        for row, fact in enumerate(facts):
            name, value = _name_widget(fact), _value_widget(fact)
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, row, 1)
            _align_baselines(name, value)

    def texts(self) -> list[tuple[str, str]]:
        """Give the names and values as shown."""
        return [(fact.name, fact.value) for fact in self._facts]


class IconLabel(QLabel):
    """An icon in the colour of its meaning, drawn anew when the theme changes."""

    def __init__(self, name: str, words: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._role = name, role
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        current_theme().changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        self.setPixmap(icons.pixmap(self._name, self._role, ICON, self.devicePixelRatioF()))

    def sizeHint(self) -> QSize:
        """Be as large as the icon."""
        return QSize(ICON, ICON)


def _name_widget(fact: Fact) -> QWidget:
    if fact.icon:
        return IconLabel(fact.icon, fact.name)
    label = PlainLabel(fact.name, "hint")
    label.setAccessibleName(fact.name)
    label.setToolTip(fact.tip)
    return label


def _value_widget(fact: Fact) -> QWidget:
    long = needs_breaking(fact.value)
    widget = ValueText(fact.value, fact.role) if long else WrappedLabel(fact.value, fact.role)
    if isinstance(widget, WrappedLabel):
        widget.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    widget.setProperty("mono", fact.mono)
    widget.setAccessibleName(f"{fact.name}: {fact.value}")
    widget.setToolTip(fact.tip)
    return widget


def _align_baselines(name: QWidget, value: QWidget) -> None:
    # The two fonts differ in ascent, and a grid layout knows no baselines.
    for widget in (name, value):
        widget.ensurePolished()
    lower = value.fontMetrics().ascent() - name.fontMetrics().ascent()
    name.setContentsMargins(0, max(0, lower), 0, 0)
    value.setContentsMargins(0, max(0, -lower), 0, 0)
