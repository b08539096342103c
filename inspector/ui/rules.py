"""Filters that a person saved under a name: to show only, to hide, or to highlight what matches."""

from __future__ import annotations

import enum
import json
from dataclasses import asdict, dataclass, replace

from PySide6.QtCore import QObject, QSettings, Signal

from inspector.capture.filtering import Filter, FilterError, all_of, any_of, negated, parse_filter

_KEY = "rules"


class Effect(enum.StrEnum):
    """What becomes of the frames that a rule matches."""

    SHOW_ONLY = "show"
    HIDE = "hide"
    HIGHLIGHT = "highlight"


class Mark(enum.StrEnum):
    """The colours of highlights, by the names they have in the palette."""

    AMBER = "amber"
    GREEN = "green"
    BLUE = "blue"
    VIOLET = "violet"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Rule:
    """One saved filter."""

    name: str
    expression: str
    effect: Effect = Effect.SHOW_ONLY
    mark: Mark = Mark.AMBER
    """The colour of a highlight."""
    url: str = ""
    """Part of the URLs of those connections it is for; empty is everywhere."""
    active: bool = False

    @property
    def problem(self) -> str:
        """Why the expression is no filter; empty when it is one."""
        try:
            parse_filter(self.expression)
        except FilterError as error:
            return error.sentence
        return ""

    @property
    def filter(self) -> Filter | None:
        """What a frame has to match to be shown, or to be highlighted; None while there is no such thing."""
        if self.problem or not (self.expression.strip() or self.url):
            return None  # without a word it would hide or highlight everything
        parsed = parse_filter(self.expression)
        if self.url:
            parsed = _on_connections(parsed, self.url, self.effect)
        elif self.effect is Effect.HIDE:
            parsed = negated(parsed)
        return parsed


def _on_connections(parsed: Filter, url: str, effect: Effect) -> Filter:
    from inspector.capture.filtering.value import escape  # a window without such rules needs none of it

    here = parse_filter(f'conn:"{escape(url)}"')
    if effect is Effect.HIDE:
        return negated(all_of([here, parsed]))
    if effect is Effect.SHOW_ONLY:
        return any_of([negated(here), parsed])
    return all_of([here, parsed])


FIRST_RULES = (
    Rule("Heartbeats", "type:ping OR type:pong", Effect.HIDE),
    Rule("Errors and violations", "error", Effect.SHOW_ONLY),
    Rule("Large frames", "size:>100KB", Effect.HIGHLIGHT, Mark.AMBER),
)
"""What a person finds at first, as examples that are of use."""


class Rules(QObject):
    """The rules of this person, kept in the settings."""

    changed = Signal()

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._rules = _read(settings)

    @property
    def all(self) -> list[Rule]:
        """Every rule in the person's order."""
        return list(self._rules)

    def replace_all(self, rules: list[Rule]) -> None:
        """Take these rules in place of those that were there."""
        if rules != self._rules:
            self._rules = list(rules)
            self._settings.setValue(_KEY, json.dumps([asdict(rule) for rule in rules]))
            self.changed.emit()

    def add(self, rule: Rule) -> None:
        """Add a rule at the end."""
        self.replace_all([*self._rules, rule])

    def keep(self, rule: Rule) -> None:
        """Add a rule that is on, or turn it on where there is one that does the same."""
        for index, known in enumerate(self._rules):
            if replace(known, name=rule.name, active=True) == rule:
                self.set_active(index, True)
                return
        self.add(rule)

    def set_active(self, index: int, active: bool) -> None:
        """Turn a rule on or off."""
        rules = self.all
        rules[index] = replace(rules[index], active=active)
        self.replace_all(rules)

    def filters(self) -> list[Filter]:
        """Give what a frame has to match by all active rules together."""
        chosen = [rule for rule in self._rules if rule.active and rule.effect is not Effect.HIGHLIGHT]
        return [found for rule in chosen if (found := rule.filter) is not None]

    def highlights(self) -> list[tuple[Rule, Filter]]:
        """Give the active rules that highlight, and what; the first one that matches counts."""
        chosen = [rule for rule in self._rules if rule.active and rule.effect is Effect.HIGHLIGHT]
        return [(rule, found) for rule in chosen if (found := rule.filter) is not None]


def _read(settings: QSettings) -> list[Rule]:
    text = settings.value(_KEY)
    if not isinstance(text, str):
        return list(FIRST_RULES)
    try:
        return [
            Rule(**{**entry, "effect": Effect(entry["effect"]), "mark": Mark(entry["mark"])})
            for entry in json.loads(text)
        ]
    except (ValueError, TypeError, KeyError):
        return list(FIRST_RULES)  # settings that somebody edited
