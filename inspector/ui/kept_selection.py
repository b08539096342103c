"""The frame that a person selected stays selected, whichever rows come and go around it."""

from __future__ import annotations

from collections.abc import Callable

from inspector.ui.frame_model import FrameModel
from inspector.ui.kept_place import KeptPlace
from inspector.ui.rows_view import RowsView


class KeptSelection:
    """Remembers the current frame while the rows are replaced; `lost` hears that it is not among them.

    The frame may come later, while a search goes on.
    """

    def __init__(
        self, table: RowsView, model: FrameModel, place: KeptPlace, lost: Callable[[], None]
    ) -> None:
        self._table = table
        self._model = model
        self._place = place
        self._lost = lost
        self._frame_id = 0

    def watch(self) -> None:
        """Watch the model from now on, behind the table itself."""
        self._model.modelAboutToBeReset.connect(self._keep)
        self._model.modelReset.connect(self._restore)
        self._model.rowsInserted.connect(self._find)
        self._model.completed.connect(self._find)

    def forget(self) -> None:
        """Remember nothing: another frame is the current one."""
        self._frame_id = 0

    def _keep(self) -> None:
        self._frame_id = self._model.frame_id(self._table.currentIndex().row()) or self._frame_id
        self._place.keep()

    def _restore(self) -> None:
        row = self._model.row_of(self._frame_id) if self._frame_id else None
        self._place.restore()
        if row is not None:
            self.forget()
            self._table.setCurrentIndex(self._table.index_of_row(row))
        elif self._model.complete:
            self.forget()
            self._lost()

    def _find(self) -> None:
        self._place.restore()
        if self._frame_id:
            self._restore()
