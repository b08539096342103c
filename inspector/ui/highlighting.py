"""Ties the rules that highlight to the rows of the log."""

from __future__ import annotations

from inspector.capture import filtering
from inspector.capture.filtering import Filter
from inspector.capture.store import Capture
from inspector.ui.frame_choice import FrameChoice
from inspector.ui.frame_model import FrameModel
from inspector.ui.row_looks import Highlight
from inspector.ui.rules import Rules


class Highlighting:
    """Keeps a matcher for each rule, so that one that took too long is not tried again and again."""

    def __init__(self, model: FrameModel, rules: Rules, choice: FrameChoice) -> None:
        self._model = model
        self._rules = rules
        self._choice = choice
        self._capture: Capture | None = None
        self._active: list[tuple[str, Filter, str, filtering.Matcher]] = []

    def set_capture(self, capture: Capture | None) -> None:
        """Highlight frames of a capture from now on, or none."""
        self._capture = capture
        self._active = []
        self.refresh()

    def refresh(self) -> None:
        """Take the rules as they are now, and ask sizes of messages where the log shows those."""
        capture = self._capture
        if capture is None:
            return
        known = {condition: matcher for _name, condition, _mark, matcher in self._active}
        active = []
        for rule, found in self._rules.highlights():
            wanted = found.of_messages() if self._choice.messages else found
            matcher = known.get(wanted) or filtering.Matcher(capture, wanted)
            active.append((rule.name, wanted, rule.mark.value, matcher))
        if active != self._active:
            self._active = active
            highlights = [Highlight(matcher.matching, mark) for _name, _condition, mark, matcher in active]
            self._model.set_highlights(highlights)

    def problem(self) -> tuple[str, str]:
        """Give the name of a rule that highlights nothing any more, and why; empty while all is well."""
        for name, _condition, _mark, matcher in self._active:
            if matcher.problem:
                return name, matcher.problem
        return "", ""
