"""Remembers up to which frame a capture has no fragments, so that searches need not look for any."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from inspector.capture.store import Capture

_THROUGH: WeakKeyDictionary[Capture, int] = WeakKeyDictionary()


def whole_through(capture: Capture) -> int:
    """Give an id up to which all frames are known to be no fragments."""
    return _THROUGH.get(capture, 0)


def saw_whole(capture: Capture, after: int, last: int) -> None:
    """Learn that there is no fragment after an id up to another; for any thread."""
    if after <= whole_through(capture) < last:
        _THROUGH[capture] = last
