"""The line above the table: what is shown, how much of it there is, and as messages or frames."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QToolButton, QWidget

from inspector.capture.filtering import Filter
from inspector.ui import icons
from inspector.ui.badge_button import BadgeButton
from inspector.ui.choice_words import selected_words, shown_words
from inspector.ui.filter_field import FilterField
from inspector.ui.frame_choice import Counted
from inspector.ui.labels import PlainLabel, WrappedLabel
from inspector.ui.layouts import characters_wide, column, row
from inspector.ui.rules import Effect, Rule, Rules
from inspector.ui.rules_menu import RulesMenu
from inspector.ui.segments import Segments
from inspector.ui.shown_kinds import ShownKinds

_WIDE = 80
"""Digits of width from which on all stands on one line."""


class FilterBar(QWidget):
    """Holds the filter line, the rules that are on, the quick toggles, and the count."""

    changed = Signal()
    """Another filter, rule or toggle is in force."""
    messagesChanged = Signal(bool)
    rulesRequested = Signal()
    """The person wants to see and change all rules."""
    left = Signal()
    cleared = Signal()
    """The person wants to see all frames: whoever else leaves some out is to stop that."""

    def __init__(self, rules: Rules, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filterBar")
        self.rules = rules
        self.field = FilterField()
        self.field.set_hint(self.tr("Filter the frames (Ctrl+Shift+F); Down offers words"))
        self.kinds = ShownKinds(self)
        self.mistake = WrappedLabel(role="error")
        self._problem = ""
        self.count = PlainLabel(role="hint")
        self.selection = PlainLabel(role="hint")
        self.rules_button = BadgeButton(self.tr("Rules"))
        self.kinds_button = BadgeButton(self.tr("Show"))
        self._make_actions()
        self.units = Segments(
            [
                (self.tr("Frames"), self.tr("One row for each frame (Ctrl+Shift+M)")),
                (self.tr("Messages"), self.tr("One row for each message, fragments joined (Ctrl+Shift+M)")),
            ]
        )
        self._fill_buttons()
        self._lay_out()
        self.field.filterChanged.connect(lambda _filter: self.changed.emit())
        self.field.mistakeChanged.connect(lambda _sentence: self._show_mistake())
        self.field.textChanged.connect(lambda _text: self._show_mistake())
        self.field.left.connect(self.left)
        self.units.chosen.connect(lambda index: self.messagesChanged.emit(index == 1))
        rules.changed.connect(self._chosen_otherwise)
        self.kinds.changed.connect(self._chosen_otherwise)
        self._show_badges()

    def _make_actions(self) -> None:
        self.focus_action = QAction(self.tr("Filter the frames"), self)
        self.focus_action.setShortcut(QKeySequence("Ctrl+Shift+F"))
        self.focus_action.setIcon(icons.icon("filter"))
        self.focus_action.triggered.connect(self.focus_field)
        self.clear_action = QAction(self.tr("Show all frames again"), self)
        self.clear_action.setShortcut(QKeySequence("Ctrl+Shift+Backspace"))
        self.clear_action.triggered.connect(self.clear)
        self.save_action = QAction(self.tr("Save this filter as a rule…"), self)
        self.save_action.setShortcut(QKeySequence("Ctrl+Shift+D"))
        self.save_action.triggered.connect(self.save_rule)
        self.rules_action = QAction(self.tr("All rules…"), self)
        self.rules_action.setShortcut(QKeySequence("Ctrl+Alt+F"))
        self.rules_action.triggered.connect(self.rulesRequested)
        self.pause_action = QAction(self.tr("Show around: leave the filters off for now"), self)
        self.pause_action.setShortcut(QKeySequence("Ctrl+Shift+W"))
        self.pause_action.setToolTip(
            self.tr(
                "Show the selected row among all the others; again brings the filters back (Ctrl+Shift+W)"
            )
        )
        self.pause_action.setIcon(icons.icon("eye"))
        self.pause_action.setCheckable(True)
        self.pause_action.toggled.connect(self._paused)
        self.switch_action = QAction(self.tr("Switch between messages and frames"), self)
        self.switch_action.setShortcut(QKeySequence("Ctrl+Shift+M"))
        self.switch_action.triggered.connect(self._switch)
        self.actions_of_bar = [
            self.focus_action, self.clear_action, self.save_action, self.rules_action, self.switch_action,
            self.pause_action, self.kinds.control,
        ]  # fmt: skip

    def _fill_buttons(self) -> None:
        self.rules_menu = RulesMenu(self.rules, [self.save_action, self.rules_action], self)
        kinds_menu = QMenu(self)
        kinds_menu.setToolTipsVisible(True)
        self.kinds.fill_menu(kinds_menu)
        for button, menu, tip in (
            (
                self.rules_button,
                self.rules_menu,
                self.tr("Saved filters and highlights; several can be on (all of them: Ctrl+Alt+F)"),
            ),
            (
                self.kinds_button,
                kinds_menu,
                self.tr("Which kinds of frames are shown (control frames: Ctrl+Shift+Y)"),
            ),
        ):
            button.setMenu(menu)
            button.setToolTip(tip)

    def _lay_out(self) -> None:
        self.count.setProperty("mono", True)
        self.mistake.hide()
        pause = QToolButton()
        pause.setDefaultAction(self.pause_action)
        self.selection.hide()
        self.selection.setProperty("mono", True)
        self.selection.setToolTip(self.tr("The time from the first to the last selected row"))
        first = row(self.field, self.count, self.selection, gap=2)
        first.setStretch(0, 1)
        self._line = row(first, row(None, pause, self.units, self.kinds_button, self.rules_button, gap=2))
        self._line.setStretch(0, 1)
        self.setLayout(column(self._line, self.mistake, gap=1, margins=(2, 1, 2, 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tools below the field where both have no room side by side."""
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._line.setDirection(below if self.width() < characters_wide(self, _WIDE) else beside)
        super().resizeEvent(event)

    # What is in force.

    def filters(self) -> list[Filter]:
        """Give what a frame has to match to be shown: all of these."""
        if self.pause_action.isChecked():
            return []
        return [self.field.filter, *self.rules.filters(), *self.kinds.filters()]

    def clear(self) -> None:
        """Show everything: no filter, no rule that hides, no kind left out."""
        self.pause_action.setChecked(False)
        self.field.set_text("")
        self.kinds.show_all()
        self.cleared.emit()
        self.rules.replace_all(
            [replace(rule, active=rule.active and rule.effect is Effect.HIGHLIGHT) for rule in self.rules.all]
        )

    def focus_field(self) -> None:
        """Let the person type a filter over the one that is there, and bring back filters that are off."""
        self.pause_action.setChecked(False)
        self.field.setFocus()
        self.field.selectAll()

    def save_rule(self) -> None:
        """Keep the filter line as a rule that is on, and empty the line: it shows the same."""
        self.field.apply()
        text = self.field.text().strip()
        if not text or self.field.mistake:
            self.focus_field()
            if not text:
                self.mistake.setText(self.tr("Type a filter first: then it can be saved as a rule."))
                self.mistake.show()
            return
        self.rules.keep(Rule(text, text, active=True))
        self.field.set_text("")
        self.rulesRequested.emit()

    def show_count(self, counted: Counted) -> None:
        """Say how many frames are shown of how many, and how far the search is."""
        text, tip = shown_words(counted)
        if text != self.count.text():
            self.count.setText(text)
            self.count.setToolTip(tip)
        self.count.setVisible(bool(text))

    def show_selection(self, count: int, between_ns: int | None) -> None:
        """Say how many rows are selected, and the time between the first and the last of them."""
        self.selection.setVisible(between_ns is not None)
        if between_ns is not None:
            self.selection.setText(selected_words(count, between_ns))

    def _paused(self, paused: bool) -> None:
        self.field.setEnabled(not paused)
        self.kinds_button.setEnabled(not paused)
        self.pause_action.setIcon(icons.icon("eye-off" if paused else "eye"))
        self.changed.emit()

    def _switch(self) -> None:
        self.units.set_current(1 - self.units.current)
        self.messagesChanged.emit(self.units.current == 1)

    def show_problem(self, sentence: str) -> None:
        """Say why a valid filter did not show all it should; empty says that all is well."""
        if sentence != self._problem:
            self._problem = sentence
            self._show_mistake()

    def _show_mistake(self) -> None:
        sentence = self.field.mistake or self._problem
        self.mistake.setText(sentence)
        self.mistake.setVisible(bool(sentence))

    def _chosen_otherwise(self) -> None:
        self._show_badges()
        self.changed.emit()

    def _show_badges(self) -> None:
        self.rules_button.set_count(sum(rule.active and rule.filter is not None for rule in self.rules.all))
        self.kinds_button.set_count(len(self.kinds.hidden))
