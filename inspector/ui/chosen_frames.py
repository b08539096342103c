"""Which frames an export takes: all, those shown, or those selected."""

from __future__ import annotations

import enum
from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

from inspector.capture.store import Capture
from inspector.wire.records import HTTP

if TYPE_CHECKING:
    from inspector.capture.exporting import Selection
    from inspector.ui.frame_log import FrameLog

_BLOCK = 1_000


class Scope(enum.StrEnum):
    """What a person wants to take away."""

    ALL = "all"
    SHOWN = "shown"
    SELECTED = "selected"


class ChosenFrames:
    """Counts and collects the frames of each scope in a log."""

    def __init__(self, log: FrameLog) -> None:
        self._log = log

    def count(self, scope: Scope) -> int:
        """Tell how many rows a scope has."""
        if scope is Scope.SELECTED:
            return len(self._log.table.selected_rows)
        counted = self._log.choice.counted()
        return counted.shown if scope is Scope.SHOWN else counted.total

    @property
    def searching(self) -> bool:
        """The filter has not seen all frames yet, or will not: it may show more than are counted."""
        return not self._log.choice.counted().complete

    def ids(self, scope: Scope) -> Sequence[int] | None:
        """Give the ids of a scope as they are now; None stands for every frame of the capture."""
        model = self._log.model
        if scope is Scope.SELECTED:
            return array("q", (model.frame_id(row) for row in self._log.table.selected_rows))
        if scope is Scope.SHOWN:
            return self._log.choice.shown_ids()
        return self._log.choice.uncleared_ids()

    @property
    def whole_messages(self) -> bool:
        """Rows are messages: their other frames go with the first one."""
        return self._log.choice.messages


def selection_of(capture: Capture, ids: Sequence[int] | None, *, whole_messages: bool) -> Selection:
    """Make the selection of an export; reads the capture, so not on the window's thread."""
    from inspector.capture.exporting import EVERYTHING, Selection

    if ids is None:
        return EVERYTHING
    return Selection(_with_fragments(capture, ids) if whole_messages else ids)


def _with_fragments(capture: Capture, ids: Sequence[int]) -> Sequence[int]:
    """Add the other frames of messages that have several."""
    taken = set(ids)
    for start in range(0, len(ids), _BLOCK):
        for frame in capture.summaries_of(ids[start : start + _BLOCK]):
            if frame.head != HTTP and not frame.head & 0x80:
                taken.update(one.id for one in capture.fragments_of(frame.id))
    return array("q", sorted(taken))
