"""What a person looked at stays where it is on the screen, whichever rows come and go around it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtWidgets import QTableView

from inspector.ui.follow_tail import FollowTail
from inspector.ui.frame_model import FrameModel


class _Anchor(NamedTuple):
    frame_id: int
    top: int
    """Where its row is, in pixels from the top of the view."""


class KeptPlace:
    """Remembers a frame and its height on the screen while the rows are replaced."""

    def __init__(self, table: QTableView, model: FrameModel, follow: FollowTail, row_height: int) -> None:
        self._table = table
        self._model = model
        self._follow = follow
        self._row_height = row_height
        self._anchor: _Anchor | None = None

    def keep(self) -> None:
        """Remember what is seen: the current row, or the first one where that is out of view."""
        if self._follow.following:
            self._anchor = None
            return
        if self._anchor is not None:
            return  # the rows are replaced again before the frame has come among them
        offset, height = self._table.verticalScrollBar().value(), self._row_height
        row = self._table.currentIndex().row()
        if not offset <= row * height <= offset + self._table.viewport().height() - height:
            row = -(-offset // height)
        frame_id = self._model.frame_id(row)
        self._anchor = _Anchor(frame_id, row * height - offset) if frame_id else None

    def restore(self) -> None:
        """Show the remembered frame where it was as soon as it is among the rows; forget it if it is not."""
        if self._anchor is None:
            return
        row = self._model.row_of(self._anchor.frame_id)
        if row is not None:
            self._table.updateGeometries()
            self._table.verticalScrollBar().setValue(row * self._row_height - self._anchor.top)
        elif not self._model.complete:
            return
        self._anchor = None
        self._follow.set_following(False)
