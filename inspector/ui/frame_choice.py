"""Which of the capture's frames the table shows: a connection's, those that a filter lets through, or all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from inspector.capture import filtering
from inspector.capture.filtering import Filter, all_of, parse_filter
from inspector.capture.store import Capture
from inspector.ui.frame_model import FrameModel
from inspector.ui.frame_rows import AllRows, FoundRows, Rows
from inspector.ui.message_rows import MessageRows
from inspector.ui.whole_message import MessageReader

_FIRST_FRAMES = "-type:continuation"
"""RFC 6455 §5.4: every message begins with a frame that is no continuation."""


class Counted(NamedTuple):
    """How far a choice has come."""

    shown: int
    total: int
    """Frames of the capture that are not cleared."""
    examined: int
    complete: bool
    chosen: bool
    """Not simply everything is shown."""
    messages: bool = False
    """What is shown are messages, not frames."""


class FrameChoice(QObject):
    """Gives a `FrameModel` its rows; the search for them runs in a thread of its own."""

    changed = Signal()
    """Other rows are shown now."""

    def __init__(self, model: FrameModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._capture: Capture | None = None
        self._connection_id: int | None = None
        self._filters: list[Filter] = []
        self._messages = False
        self._after = 0
        self._search: filtering.Search | None = None

    @property
    def connection_id(self) -> int | None:
        """The connection whose frames are shown; None shows those of all."""
        return self._connection_id

    @property
    def messages(self) -> bool:
        """Each message has one row, however many fragments it has."""
        return self._messages

    @property
    def filters(self) -> list[Filter]:
        """What a frame has to match to be shown."""
        return list(self._filters)

    @property
    def condition(self) -> Filter:
        """All that a frame has to match, besides its connection."""
        parts = list(self._filters)
        if self._messages:
            parts = [*(one.of_messages() for one in parts), parse_filter(_FIRST_FRAMES)]
        if self._after:
            parts.append(parse_filter(f"id:>{self._after}"))
        return all_of(parts)

    def set_capture(self, capture: Capture | None) -> None:
        """Show frames of a capture from now on."""
        self._stop()
        self._capture = capture
        self._model.set_source(capture)
        if capture is not None:
            self._apply()

    def choose_connection(self, connection_id: int | None) -> None:
        """Show the frames of one connection, or of all."""
        if connection_id != self._connection_id:
            self._connection_id = connection_id
            self._apply()

    def set_filters(self, filters: list[Filter]) -> None:
        """Show only frames that match all of these."""
        real = [one for one in filters if not one.is_everything]
        if real != self._filters:
            self._filters = real
            self._apply()

    def set_messages(self, messages: bool) -> None:
        """Show a row for each message, or one for each frame."""
        if messages != self._messages:
            self._messages = messages
            self._apply()

    def show_after(self, frame_id: int) -> None:
        """Leave out the frames up to an id, which are cleared."""
        if frame_id != self._after:
            self._after = frame_id
            self._apply()

    def counted(self) -> Counted:
        """Tell how many frames are shown, and how far the search has come."""
        last = self._capture.last_id if self._capture is not None else 0
        total, search = max(0, last - self._after), self._search
        if search is None:
            return Counted(total, total, total, complete=True, chosen=False)
        examined = min(total, max(0, search.searched_through - self._after))
        return Counted(search.count, total, examined, search.done_once, chosen=True, messages=self._messages)

    @property
    def cleared(self) -> bool:
        """Some frames are not shown because they were cleared."""
        return self._after > 0

    def is_cleared(self, frame_id: int) -> bool:
        """Tell whether a frame is not shown because it was cleared."""
        return frame_id <= self._after

    def examined(self, frame_id: int) -> bool:
        """Tell whether it is known by now that a frame is shown or is not."""
        return self._search is None or self._search.searched_through >= frame_id or bool(self.problem)

    def shown_ids(self) -> Sequence[int] | None:
        """Give the ids of what is found by now; None where every frame is shown."""
        search = self._search
        return self.uncleared_ids() if search is None else search.ids[: search.count]

    def uncleared_ids(self) -> Sequence[int] | None:
        """Give the ids of all frames that are not cleared; None where none is."""
        last = self._capture.last_id if self._capture is not None else 0
        return range(self._after + 1, last + 1) if self._after else None

    @property
    def problem(self) -> str:
        """Why the search ended early, in one sentence; empty while all is well."""
        return (self._search.error or "") if self._search is not None else ""

    def _apply(self) -> None:
        self._stop()
        if self._capture is None:
            return
        self._model.set_messages(MessageReader(self._capture) if self._messages else None)
        self._model.show_rows(self._make_rows(self._capture))
        self.changed.emit()

    def _make_rows(self, capture: Capture) -> Rows:
        if self._connection_id is None and not self._filters and not self._messages:
            return AllRows(capture, self._after)
        self._search = filtering.Search(capture, self.condition, connection_id=self._connection_id)
        self._search.start()
        found = FoundRows(capture, self._search)
        return MessageRows(capture, found, MessageReader(capture).ids) if self._messages else found

    def _stop(self) -> None:
        search, self._search = self._search, None
        if search is not None:
            search.cancel()
