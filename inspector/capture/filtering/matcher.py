"""Tells which of some frames match, for those who already know which frames they speak of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inspector.capture.filtering.errors import FilterStoppedError
from inspector.capture.filtering.filter import Filter
from inspector.capture.filtering.interrupting import Interrupt
from inspector.capture.filtering.pattern import PATIENCE_S
from inspector.capture.filtering.scanning import Scanner

if TYPE_CHECKING:
    from inspector.capture.store import Capture


_PATIENCE_S = 0.1
"""For one payload: a window waits for what is to be highlighted."""
_MOST_BYTES = 1024 * 1024
"""Of a message of several frames, for the same reason."""


class Matcher:
    """Asks one filter of any frames, again and again; for one thread at a time."""

    def __init__(self, capture: Capture, wanted: Filter) -> None:
        self._scanner = Scanner(capture, wanted, None, Interrupt(), _MOST_BYTES)
        self.problem = ""
        """Why it matches nothing any more, in one sentence: a regular expression took too long."""

    def matching(self, ids: Sequence[int]) -> list[int]:
        """Give those of some frames that match, in the same order. Raises `CaptureError`."""
        if self.problem:
            return []
        before = PATIENCE_S.set(_PATIENCE_S)
        try:
            return self._scanner.matching(ids)
        except FilterStoppedError as error:
            self.problem = str(error)
            return []
        finally:
            PATIENCE_S.reset(before)
