"""Which byte a key leads to."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent


def target_of(event: QKeyEvent, cursor: int, row: int, page: int, length: int) -> int | None:
    """Give the byte that a key leads to, perhaps beyond the first or last; None for other keys."""
    whole = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    start_of_row = cursor - cursor % row
    targets = {
        Qt.Key.Key_Left: cursor - (8 if whole else 1),
        Qt.Key.Key_Right: cursor + (8 if whole else 1),
        Qt.Key.Key_Up: _kept_in(cursor - row, cursor, length),
        Qt.Key.Key_Down: _kept_in(cursor + row, cursor, length),
        Qt.Key.Key_PageUp: max(cursor - page, cursor % row),
        Qt.Key.Key_PageDown: cursor + page,
        Qt.Key.Key_Home: 0 if whole else start_of_row,
        Qt.Key.Key_End: length - 1 if whole else start_of_row + row - 1,
    }
    return targets.get(Qt.Key(event.key()))


def _kept_in(target: int, cursor: int, length: int) -> int:
    """Stay where there is no row above or below."""
    return target if 0 <= target < length else cursor
