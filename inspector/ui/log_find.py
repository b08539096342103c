"""Ctrl+F in the table: goes from one frame to the next whose payload holds a text, among those shown."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence

from inspector.capture import filtering
from inspector.capture.filtering import FilterError, all_of
from inspector.capture.store import Capture
from inspector.ui.find_bar import FindBar
from inspector.ui.frame_choice import FrameChoice
from inspector.ui.frame_model import FrameModel
from inspector.ui.frame_table import FrameTable

if TYPE_CHECKING:
    from inspector.capture.filtering.sought import Sought

_PAUSE_MS = 200
_LOOK_MS = 50
_REST_MS = 30_000
"""A search goes on for so long after the last step, where the bar is closed."""
_NEXT, _PREVIOUS = 1, -1
_HERE = 2
"""A step to the next one, where the current frame itself is one too."""


class LogFind(QObject):
    """Finds with a search of its own; what is shown stays as it is."""

    soughtChanged = Signal(object)
    """What is to be marked in payloads: a `Sought`, or None."""

    def __init__(self, table: FrameTable, model: FrameModel, choice: FrameChoice) -> None:
        super().__init__(table)
        self._table = table
        self._model = model
        self._choice = choice
        self._capture: Capture | None = None
        self._search: filtering.Search | None = None
        self._step = 0
        self._sought: Sought | None = None
        self._going = False
        self.bar = FindBar()
        self.bar.set_purpose(self.tr("Find among the frames shown"))
        self.action = QAction(self.tr("Find among the frames"), table)
        self.action.setShortcut(QKeySequence("Ctrl+F"))
        self.action.triggered.connect(self._open)
        self.next_action = self._action(self.tr("Find the next frame"), "F3", _NEXT)
        self.previous_action = self._action(self.tr("Find the previous frame"), "Shift+F3", _PREVIOUS)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_PAUSE_MS)
        self._typed.timeout.connect(lambda: self._start())
        self._looked = QTimer(self)
        self._looked.setInterval(_LOOK_MS)
        self._looked.timeout.connect(self._look)
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_REST_MS)
        self._resting.timeout.connect(self._stop)
        self.bar.changed.connect(lambda _text: self._typed.start())
        self.bar.stepped.connect(self.step)
        self.bar.closed.connect(self.close)
        choice.changed.connect(self._restart)
        table.frameSelected.connect(self._selected)

    def _action(self, text: str, shortcut: str, step: int) -> QAction:
        action = QAction(text, self._table)
        action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(lambda: self.step(step))
        return action

    @property
    def actions_of_find(self) -> list[QAction]:
        """What a menu offers."""
        return [self.action, self.next_action, self.previous_action]

    def set_capture(self, capture: Capture | None) -> None:
        """Find in a capture from now on, or nowhere."""
        self._stop()
        self._mark(None)
        self._capture = capture
        if not self.bar.isHidden():
            self._start(go=False)

    def close(self) -> None:
        """Find no more until the next step; the table has the keys again."""
        self._stop()
        self.bar.hide()
        self._mark(None)
        self._table.setFocus()

    def step(self, by: int) -> None:
        """Go to the next frame found after the current one (1), or to the one before it (-1).

        Where the bar is closed, what was sought last is sought on.
        """
        if not self.bar.field.text():
            self.bar.open("")
            return
        if self._typed.isActive() or self._search is None:
            self._start(go=False)
        if self.bar.isHidden():
            self._resting.start()
        self._step = by
        self._look()

    def _open(self) -> None:
        self._resting.stop()
        self.bar.open("")
        if self._search is None:
            self._start(go=False)

    def _start(self, *, go: bool = True) -> None:
        """Look for what is typed; `go` to it if the current frame has it not."""
        from inspector.capture.filtering.sought import read_sought  # the first window finds nothing

        self._typed.stop()
        self._stop()
        sought: Sought | None = None
        try:
            sought = read_sought(self.bar.field.text())
        except FilterError as error:
            self.bar.show_problem(error.sentence)
            self.bar.show()
            return
        finally:
            self._mark(sought)
        if sought is None or self._capture is None:
            self.bar.show_count(0, 0)
            return
        condition = all_of([sought.filter, self._choice.condition])
        self._search = filtering.Search(self._capture, condition, connection_id=self._choice.connection_id)
        self._search.start()
        self._step = _HERE if go else 0
        self._looked.start()

    def _restart(self) -> None:
        if self._search is not None:
            self._start(go=False)

    def _look(self) -> None:
        """Go where the person wants to be as soon as that is known, and count."""
        search = self._search
        if search is None:
            return
        if search.error:
            self._looked.stop()
            self.bar.show_problem(search.error)
            self.bar.show()
            return
        is_whole, ids = search.done_once, search.ids  # other ids, where some match no more
        current = self._table.current_frame_id
        if self._step and (place := _place(ids, current, self._step, around=is_whole)) is not None:
            self._step = 0
            current = ids[place]
            self._go(current)
        place = bisect_left(ids, current)
        is_there = place < len(ids) and ids[place] == current
        self.bar.show_count(place + 1 if is_there else 0, len(ids), more=not is_whole)
        if is_whole:
            if self._step:
                self.bar.show()  # it says that there is none
            self._step = 0

    def _go(self, frame_id: int) -> None:
        self._going = True
        self._table.select_frame(frame_id)
        self._going = False

    def _mark(self, sought: Sought | None) -> None:
        if sought is not self._sought:
            self._sought = sought
            self.soughtChanged.emit(sought)

    def _selected(self, _frame_id: int) -> None:
        """Leave payloads unmarked that the person looks at later on, with the bar closed."""
        if not self._going and self.bar.isHidden():
            self._mark(None)

    def _stop(self) -> None:
        self._looked.stop()
        search, self._search = self._search, None
        if search is not None:
            search.cancel()


def _place(ids: Sequence[int], current: int, step: int, *, around: bool) -> int | None:
    """Choose among what is found; `around` the end to the other one once all is searched."""
    place = bisect_left(ids, current + 1 if step == _NEXT else current)
    if step == _PREVIOUS:
        place -= 1
    if 0 <= place < len(ids):
        return place
    if not around or not ids:
        return None
    return len(ids) - 1 if step == _PREVIOUS else 0
