"""“Compare the two selected”: ready to be placed in the menu of the frame table."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget

from inspector.capture.records import CaptureError
from inspector.capture.store import Capture
from inspector.ui.actions import made_action
from inspector.ui.compare.shown import Shown, shown_of


class Comparing(QObject):
    """Opens a window for each comparison.

    `selected_ids` gives the frames that are selected; `set_count` is told how many that are, and `shown`
    makes a side of one, where it is more than a frame.
    """

    problem = Signal(str)
    """Why two messages cannot be compared: one sentence."""

    def __init__(
        self,
        window: QWidget,
        settings: QSettings,
        capture: Callable[[], Capture],
        selected_ids: Callable[[], Iterable[int]],
        shown: Callable[[Capture, int], Shown | None] = shown_of,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._capture = capture
        self._selected_ids = selected_ids
        self._shown = shown
        self.action = made_action(
            self, self.tr("Compare the two selected"), "Ctrl+D", self.compare_selected, icon="json"
        )
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """Offer the action when two are selected."""
        self.action.setEnabled(count == 2)
        told = self.tr("Compare the two selected messages side by side")
        if count != 2:
            told = self.tr("Select two messages to compare them")
        self.action.setToolTip(f"{told} (Ctrl+D)")

    def compare_selected(self) -> None:
        """Compare the two frames that are selected, if two are."""
        ids = list(self._selected_ids())
        if len(ids) == 2:
            self.compare(*ids)

    def compare(self, left_id: int, right_id: int) -> None:
        """Compare two frames in a window of their own."""
        try:
            sides = [self._shown(self._capture(), frame_id) for frame_id in (left_id, right_id)]
        except CaptureError as error:
            self.problem.emit(str(error))
            return
        left, right = sides
        if left is None or right is None:
            self.problem.emit(self.tr("One of the two is not in the capture any more: select others."))
            return
        from inspector.ui.compare.view import CompareView  # not needed by the first window

        view = CompareView(self._settings, self._window)
        view.show_messages(left, right)
        view.show()
