"""Edits one rule: its name, what it does, and to which frames."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from inspector.ui.filter_field import FilterField
from inspector.ui.labels import PlainLabel, WrappedLabel
from inspector.ui.layouts import ICON, column
from inspector.ui.rules import Effect, Mark, Rule
from inspector.ui.theme import current_theme


class RuleForm(QWidget):
    """Is handed a rule and emits it as the person changes it."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self.name = QLineEdit()
        self.effect = QComboBox()
        self.filter = FilterField(esc_clears=False)
        self.mark = QComboBox()
        self.url = QLineEdit()
        self.problem = WrappedLabel(role="error")
        self._fill()
        self._lay_out()
        self.name.textEdited.connect(self._changed)
        self.url.textEdited.connect(self._changed)
        self.filter.filterChanged.connect(self._changed)
        self.filter.mistakeChanged.connect(self._show_problem)
        self.effect.activated.connect(self._changed)
        self.mark.activated.connect(self._changed)
        current_theme().changed.connect(self._show_colors)

    def _fill(self) -> None:
        for effect, text in (
            (Effect.SHOW_ONLY, self.tr("Show only the frames that match")),
            (Effect.HIDE, self.tr("Hide the frames that match")),
            (Effect.HIGHLIGHT, self.tr("Highlight the frames that match")),
        ):
            self.effect.addItem(text, effect)
        names = {
            Mark.AMBER: self.tr("Amber"),
            Mark.GREEN: self.tr("Green"),
            Mark.BLUE: self.tr("Blue"),
            Mark.VIOLET: self.tr("Violet"),
            Mark.RED: self.tr("Red"),
        }
        for mark, name in names.items():
            self.mark.addItem(name, mark)
        self._show_colors()
        self.url.setPlaceholderText(self.tr("Every connection"))
        self.url.setToolTip(self.tr("Part of the URLs of those connections it is for, such as /chat"))
        self.problem.hide()

    def _lay_out(self) -> None:
        self._mark_label = PlainLabel(self.tr("Colour"))
        fields = (
            (PlainLabel(self.tr("Name")), self.name),
            (PlainLabel(self.tr("What it does")), self.effect),
            (PlainLabel(self.tr("Filter")), self.filter),
            (PlainLabel(self.tr("Only on connections whose URL contains")), self.url),
            (self._mark_label, self.mark),
        )
        layout = column(gap=1)
        for label, field in fields:
            label.setBuddy(field)
            field.setAccessibleName(label.text())
            layout.addWidget(label)
            layout.addWidget(field)
            if field is self.filter:
                layout.addWidget(self.problem)
        layout.addStretch(1)
        self.setLayout(layout)

    def show_rule(self, rule: Rule) -> None:
        """Let the person edit a rule."""
        if rule == self._made(rule.active):
            return  # it came from here: the cursor stays where it is
        self._filling = True
        self.name.setText(rule.name)
        self.url.setText(rule.url)
        self.effect.setCurrentIndex(self.effect.findData(rule.effect))
        self.mark.setCurrentIndex(self.mark.findData(rule.mark))
        self.filter.set_text(rule.expression)
        for field in (self.name, self.url, self.filter):
            field.setCursorPosition(0)  # of a long text, the beginning is shown
        self._filling = False
        self._show_mark()

    def _made(self, active: bool) -> Rule:
        return Rule(
            self.name.text(),
            self.filter.text() if self.filter.mistake else self.filter.filter.text,
            Effect(self.effect.currentData()),
            Mark(self.mark.currentData()),
            self.url.text().strip(),
            active,
        )

    def _changed(self) -> None:
        self._show_mark()
        if not self._filling:
            self.changed.emit(self._made(active=False))

    def _show_mark(self) -> None:
        highlights = self.effect.currentData() == Effect.HIGHLIGHT
        self._mark_label.setVisible(highlights)
        self.mark.setVisible(highlights)

    def _show_problem(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _show_colors(self) -> None:
        for index in range(self.mark.count()):
            self.mark.setItemIcon(index, mark_icon(self.mark.itemData(index)))


def mark_icon(mark: Mark) -> QIcon:
    """Draw a square of a highlight's colour."""
    square = QPixmap(ICON, ICON)
    square.fill(current_theme().color(f"mark_{mark}"))
    return QIcon(square)
