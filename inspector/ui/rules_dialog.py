"""All saved filters and highlights: add, change, order and remove them while the table goes on."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QPushButton, QWidget

from inspector.ui import icons
from inspector.ui.filter_bar import title_of
from inspector.ui.labels import WrappedLabel
from inspector.ui.layouts import GRID, ITEM, column, row
from inspector.ui.rule_form import RuleForm
from inspector.ui.rules import Rule, Rules

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
        self.list = QListWidget()
        self.form = RuleForm()
        self.hint = WrappedLabel(
            self.tr("Rules that are ticked are in force together: a frame is shown when all let it through."),
            role="hint",
        )
        self.add_button = self._button("plus", self.tr("Add"), self.tr("Add a rule (Ctrl+N)"), self.add)
        self.remove_button = self._button(
            "trash", self.tr("Remove"), self.tr("Remove the chosen rule (Delete)"), self.remove
        )
        self.up_button = self._button("chevron-up", "", self.tr("Move up (Alt+Up)"), lambda: self.shift(-1))
        self.down_button = self._button(
            "chevron-down", "", self.tr("Move down (Alt+Down)"), lambda: self.shift(1)
        )
        self._lay_out()
        self.list.currentRowChanged.connect(self._choose)
        self.list.itemChanged.connect(self._ticked)
        self.form.changed.connect(self._edited)
        rules.changed.connect(self._refill)
        self._refill()
        self.list.setCurrentRow(len(rules.all) - 1 if rules.all else -1)

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
            (QKeySequence("Alt+Up"), lambda: self.shift(-1)),
            (QKeySequence("Alt+Down"), lambda: self.shift(1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(slot)
        close = self._button("check", self.tr("Close"), self.tr("Close (Esc)"), self.close)
        buttons = row(self.add_button, self.remove_button, None, self.up_button, self.down_button, gap=1)
        left = column(self.list, buttons, gap=2)
        middle = row(gap=4)
        middle.addLayout(left)
        middle.addWidget(self.form, 1)
        whole = column(self.hint, gap=3, margins=(4, 4, 4, 4))
        whole.addLayout(middle, 1)
        whole.addLayout(row(None, close))
        self.setLayout(whole)
        self.resize(_WIDTH_STEPS * GRID, _HEIGHT_STEPS * GRID)

    # What the person does.

    def add(self) -> None:
        """Add a rule and let the person name it."""
        self._rules.add(Rule(self.tr("New rule"), ""))
        self.list.setCurrentRow(len(self._rules.all) - 1)
        self.form.name.setFocus()
        self.form.name.selectAll()

    def remove(self) -> None:
        """Remove the chosen rule."""
        chosen = self.list.currentRow()
        if chosen >= 0:
            rules = self._rules.all
            del rules[chosen]
            self._rules.replace_all(rules)
            self.list.setCurrentRow(min(chosen, len(rules) - 1))

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
            item.setCheckState(Qt.CheckState.Checked if rule.active else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(min(chosen, len(rules) - 1))
        self._filling = False
        self._show_buttons()

    def _choose(self, index: int) -> None:
        rules = self._rules.all
        self.form.setEnabled(0 <= index < len(rules))
        if 0 <= index < len(rules):
            self.form.show_rule(rules[index])
        self._show_buttons()

    def _show_buttons(self) -> None:
        chosen, count = self.list.currentRow(), self.list.count()
        self.remove_button.setEnabled(chosen >= 0)
        self.up_button.setEnabled(chosen > 0)
        self.down_button.setEnabled(0 <= chosen < count - 1)
