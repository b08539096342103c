"""What the table says while it has no rows: why, and the one thing to do about it."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, Signal

from inspector.ui.filter_bar import FilterBar
from inspector.ui.frame_choice import FrameChoice
from inspector.ui.frame_table import FrameTable


class EmptyLog(QObject):
    """Tells an empty capture from one whose frames are hidden."""

    firstStepRequested = Signal()
    """There are no frames at all, and the person wants some."""
    secondStepRequested = Signal()
    """As above, in the other way that is offered."""

    def __init__(self, table: FrameTable, choice: FrameChoice, bar: FilterBar) -> None:
        super().__init__(table)
        self._table = table
        self._choice = choice
        self._bar = bar
        self._shown = ("", "", "")
        self.no_frames = ("", "", "")
        """The sentence while the capture has no frames, and the labels of its button and its link."""
        self.no_frames_here = (self.tr("No frames on this connection yet."), "", "")
        """The same while frames of other connections are there, but none of the chosen one."""
        table.emptyActionTriggered.connect(self._act)
        table.emptySecondTriggered.connect(self.secondStepRequested)

    def refresh(self) -> None:
        """Say why there are no rows, as things are now."""
        wanted = self._words()
        if wanted != self._shown:
            self._shown = wanted
            self._table.set_empty_state(*wanted)

    def _words(self) -> tuple[str, str, str]:
        counted, choice = self._choice.counted(), self._choice
        if not counted.total and choice.cleared:
            return self.tr("No frames since the log was cleared."), "", ""
        if not counted.total:
            return self.no_frames
        if not counted.complete and not choice.problem:
            return self.tr("Searching…"), "", ""
        if not choice.filters:
            return self.no_frames_here
        show_all = self.tr("Show all frames again")
        if word := self._marked_word():
            told = self.tr('No frame is marked so. To search for the word, put it in quotation marks: "{0}"')
            return told.format(word), show_all, ""
        if choice.connection_id is not None:
            told = self.tr("No frame of this connection is shown: filters or rules leave them out.")
            return told, show_all, ""
        if counted.total == 1:
            return self.tr("The only frame is not shown: filters or rules leave it out."), show_all, ""
        told = self.tr("None of the {0} frames is shown: filters or rules leave them out.")
        return told.format(QLocale().toString(counted.total)), show_all, ""

    def _marked_word(self) -> str:
        """Give the word that the filter is, where it asks for something else than the text; or nothing."""
        from inspector.capture.filtering.fields import MARK_HELP  # not needed before there is a filter

        word = self._bar.field.text().strip()
        return word if word.lower() in MARK_HELP else ""

    def _act(self) -> None:
        if self._choice.filters:
            self._bar.clear()
        else:
            self.firstStepRequested.emit()
