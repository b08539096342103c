"""All saved filters and highlights: add, change, order and remove them while the table goes on."""

from __future__ import annotations

import html
from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QPushButton, QWidget

from inspector.ui import icons
from inspector.ui.first_size import take_first_size
from inspector.ui.labels import ElidedLabel, WrappedLabel
from inspector.ui.layouts import GRID, ITEM, column, row
from inspector.ui.rule_form import RuleForm, mark_icon
from inspector.ui.rules import Effect, Rule, Rules
from inspector.ui.rules_menu import title_of
from inspector.ui.theme import current_theme

_WIDTH_STEPS, _HEIGHT_STEPS = 170, 90
_LIST_STEPS = 64


class RulesDialog(QDialog):
    """Shows the rules at the left and the chosen one at the right; each change is in force at once."""

    def __init__(self, rules: Rules, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rulesDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Rules"))
        self.setModal(False)
        self._rules = rules
        self._filling = False
        self._removed: list[tuple[int, Rule]] = []
        self.list = QListWidget()
        self.form = RuleForm()
        self.hint = WrappedLabel(
            self.tr("Rules that are ticked are in force together: a frame is shown when all let it through."),
            role="hint",
        )
        self.told = ElidedLabel(role="hint")
        self._make_buttons()
        self._lay_out()
        self.list.currentRowChanged.connect(self._choose)
        self.list.itemChanged.connect(self._ticked)
        self.form.changed.connect(self._edited)
        rules.changed.connect(self._refill)
        current_theme().changed.connect(self._refill)
        self._refill()
        self.list.setCurrentRow(len(rules.all) - 1 if rules.all else -1)

    def _make_buttons(self) -> None:
        self.undo_button = self._button(
            "history", self.tr("Undo"), self.tr("Bring the removed rule back (Ctrl+Z)"), self.bring_back
        )
        self.add_button = self._button("plus", self.tr("Add"), self.tr("Add a rule (Ctrl+N)"), self.add)
        self.copy_button = self._button(
            "copy", "", self.tr("Duplicate the chosen rule (Ctrl+D)"), self.duplicate
        )
        self.remove_button = self._button(
            "trash", "", self.tr("Remove the chosen rule (Delete)"), self.remove
        )
        self.up_button = self._button("chevron-up", "", self.tr("Move up (Alt+Up)"), lambda: self.shift(-1))
        self.down_button = self._button(
            "chevron-down", "", self.tr("Move down (Alt+Down)"), lambda: self.shift(1)
        )

    def _button(self, icon: str, text: str, tip: str, slot: object) -> QPushButton:
        button = QPushButton(icons.icon(icon), text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    def _lay_out(self) -> None:
        self.list.setAccessibleName(self.tr("Rules"))
        self.list.setFixedWidth(_LIST_STEPS * GRID)
        for keys, slot in (
            (QKeySequence.StandardKey.Delete, self.remove),
            (QKeySequence("Ctrl+N"), self.add),
            (QKeySequence("Ctrl+D"), self.duplicate),
            (QKeySequence(QKeySequence.StandardKey.Undo), self.bring_back),
            (QKeySequence("Alt+Up"), lambda: self.shift(-1)),
            (QKeySequence("Alt+Down"), lambda: self.shift(1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(slot)
        close = self._button("check", self.tr("Close"), self.tr("Close (Esc)"), self.close)
        change = (self.add_button, self.copy_button, self.remove_button)
        buttons = row(*change, None, self.up_button, self.down_button, gap=1)
        left = column(self.list, buttons, gap=2)
        middle = row(gap=4)
        middle.addLayout(left)
        middle.addWidget(self.form, 1)
        whole = column(self.hint, gap=3, margins=(4, 4, 4, 4))
        whole.addLayout(middle, 1)
        foot = row(self.told, self.undo_button, close, gap=2)
        foot.setStretch(0, 1)
        whole.addLayout(foot)
        self.setLayout(whole)
        take_first_size(self, _WIDTH_STEPS * GRID, _HEIGHT_STEPS * GRID)

    # What the person does.

    def add(self) -> None:
        """Add a rule and let the person name it."""
        self._rules.add(Rule(self.tr("New rule"), ""))
        self._show_chosen(len(self._rules.all) - 1)
        self._name()

    def remove(self) -> None:
        """Remove the chosen rule."""
        chosen = self.list.currentRow()
        if chosen >= 0:
            rules = self._rules.all
            self._removed.append((chosen, rules.pop(chosen)))
            self._rules.replace_all(rules)
            self.list.setCurrentRow(min(chosen, len(rules) - 1))
            self._choose(self.list.currentRow())

    def bring_back(self) -> None:
        """Put the rule back that was removed last."""
        if self._removed:
            place, rule = self._removed.pop()
            rules = self._rules.all
            rules.insert(place, rule)
            self._rules.replace_all(rules)
            self._show_chosen(min(place, len(rules) - 1))

    def duplicate(self) -> None:
        """Put a copy of the chosen rule below it, not ticked, and let the person name it."""
        chosen = self.list.currentRow()
        if chosen >= 0:
            rules = self._rules.all
            rule = rules[chosen]
            name = self.tr("{0} (copy)").format(rule.name)
            rules.insert(chosen + 1, replace(rule, name=name, active=False))
            self._rules.replace_all(rules)
            self._show_chosen(chosen + 1)
            self._name()

    def shift(self, by: int) -> None:
        """Move the chosen rule up or down."""
        chosen = self.list.currentRow()
        target = chosen + by
        rules = self._rules.all
        if chosen >= 0 and 0 <= target < len(rules):
            rules[chosen], rules[target] = rules[target], rules[chosen]
            self._rules.replace_all(rules)
            self.list.setCurrentRow(target)

    def _ticked(self, item: QListWidgetItem) -> None:
        if not self._filling:
            self._rules.set_active(self.list.row(item), item.checkState() == Qt.CheckState.Checked)

    def _edited(self, rule: Rule) -> None:
        chosen = self.list.currentRow()
        if chosen < 0:
            return
        rules = self._rules.all
        rules[chosen] = replace(rule, active=rules[chosen].active)
        self._rules.replace_all(rules)

    # What is shown.

    def _show_chosen(self, index: int) -> None:
        """Choose a rule, also where another one was in its place."""
        self.list.setCurrentRow(index)
        self._choose(index)

    def _name(self) -> None:
        self.form.name.setFocus()
        self.form.name.selectAll()

    def _refill(self) -> None:
        self._filling = True
        chosen = self.list.currentRow()
        rules = self._rules.all
        while self.list.count() > len(rules):
            self.list.takeItem(self.list.count() - 1)
        while self.list.count() < len(rules):
            item = QListWidgetItem()
            item.setSizeHint(QSize(0, ITEM))
            self.list.addItem(item)
        for index, rule in enumerate(rules):
            item = self.list.item(index)
            item.setText(title_of(rule))
            item.setToolTip(_tip(rule))
            item.setIcon(mark_icon(rule.mark) if rule.effect is Effect.HIGHLIGHT else QIcon())
            item.setCheckState(Qt.CheckState.Checked if rule.active else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(min(chosen, len(rules) - 1))
        self._filling = False
        self._show_buttons()

    def _choose(self, index: int) -> None:
        rules = self._rules.all
        known = 0 <= index < len(rules)
        self.form.setEnabled(known)
        self.form.show_rule(rules[index] if known else Rule("", ""))
        self._show_buttons()

    def _show_buttons(self) -> None:
        chosen, count = self.list.currentRow(), self.list.count()
        self.copy_button.setEnabled(chosen >= 0)
        self.undo_button.setVisible(bool(self._removed))
        self.told.setText(self._told())
        self.remove_button.setEnabled(chosen >= 0)
        self.up_button.setEnabled(chosen > 0)
        self.down_button.setEnabled(0 <= chosen < count - 1)

    def _told(self) -> str:
        if self._removed:
            return self.tr("“{0}” was removed.").format(self._removed[-1][1].name)
        return "" if self.list.count() else self.tr("There are no rules: add one.")


def _tip(rule: Rule) -> str:
    """Give the whole name and the filter of a rule; never as rich text."""
    lines = [line for line in (title_of(rule), rule.expression, rule.url, rule.problem) if line]
    return f"<p style='white-space:pre-wrap'>{html.escape(chr(10).join(lines))}</p>"
