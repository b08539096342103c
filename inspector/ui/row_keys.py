"""Where a key moves the current row of a list."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView

_Action = QAbstractItemView.CursorAction


def target_row(action: QAbstractItemView.CursorAction, row: int, count: int, page: int) -> int:
    """Tell the row that becomes the current one; `row` is -1 while there is none, `count` at least 1."""
    steps = {
        _Action.MoveUp: -1,
        _Action.MovePrevious: -1,
        _Action.MoveDown: 1,
        _Action.MoveNext: 1,
        _Action.MovePageUp: -page,
        _Action.MovePageDown: page,
        _Action.MoveHome: -count,
        _Action.MoveEnd: count,
    }
    step = steps.get(action, 0)
    if row < 0:
        row = count if step < 0 and action != _Action.MoveHome else -1
    return min(max(row + step, 0), count - 1)
