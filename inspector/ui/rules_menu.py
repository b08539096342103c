"""The menu in which rules are turned on and off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from inspector.ui.rules import Effect, Rule, Rules

_CHARACTERS = 60


class RulesMenu(QMenu):
    """Lists the rules as they are when it opens, and further actions below them."""

    def __init__(self, rules: Rules, below: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self._rules = rules
        self._below = list(below)
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        for index, rule in enumerate(self._rules.all):
            action = self.addAction(_cut(title_of(rule)).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(rule.active)
            action.setEnabled(not rule.problem)
            action.triggered.connect(lambda on, index=index: self._rules.set_active(index, on))
        self.addSeparator()
        self.addActions(self._below)


def _cut(title: str) -> str:
    """Leave as much of a rule's name as a menu has room for."""
    return title if len(title) <= _CHARACTERS else f"{title[: _CHARACTERS - 1]}…"


def title_of(rule: Rule) -> str:
    """Say in words what a rule does."""
    words = {
        Effect.SHOW_ONLY: QCoreApplication.translate("Rules", "Only {0}"),
        Effect.HIDE: QCoreApplication.translate("Rules", "Hide {0}"),
        Effect.HIGHLIGHT: QCoreApplication.translate("Rules", "Highlight {0}"),
    }
    return words[rule.effect].format(rule.name)
