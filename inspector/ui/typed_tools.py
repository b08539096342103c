"""What a person can do with a draft that is typed: lay JSON out, cut it into fragments, find its error."""

from __future__ import annotations

from inspector.ui.composer_panes import ComposerPanes
from inspector.ui.composer_tools import ComposerActions
from inspector.ui.typed_pane import TypedPane


class TypedTools:
    """Lets the composer's actions act on the pane that is shown."""

    def __init__(self, actions: ComposerActions, panes: ComposerPanes) -> None:
        self._actions = actions
        self._panes = panes
        actions.format.triggered.connect(panes.words.lay_out_json)
        actions.compact.triggered.connect(panes.words.compact_json)
        actions.fragments.toggled.connect(self._set_fragmented)
        actions.cut.triggered.connect(self._cut)
        actions.go_to_error.triggered.connect(self._go_to_error)

    def refresh(self) -> None:
        """Enable what there is a use for."""
        pane, actions = self._panes.typed, self._actions
        actions.go_to_error.setEnabled(pane is not None and pane.problem_offset is not None)
        actions.cut.setEnabled(pane is not None and pane.fragmented)
        can_be_laid_out = pane is not None and pane.can_be_laid_out
        actions.format.setEnabled(can_be_laid_out)
        actions.compact.setEnabled(can_be_laid_out)

    def _set_fragmented(self, fragmented: bool) -> None:
        for pane in self._panes.each:
            if isinstance(pane, TypedPane):
                pane.set_fragmented(fragmented)

    def _cut(self) -> None:
        if self._panes.typed is not None:
            self._panes.typed.insert_marker()

    def _go_to_error(self) -> None:
        pane = self._panes.typed
        if pane is not None and pane.problem_offset is not None:
            pane.editor.go_to(pane.problem_offset)
