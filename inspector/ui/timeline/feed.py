"""Brings the numbers of a capture from their thread to the widgets that show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from inspector.capture.nearby import Source
from inspector.ui.timeline.range import Stretch

if TYPE_CHECKING:
    from inspector.capture.statistics.follower import Follower, Numbers


_LONGEST_END_S = 1.0


class _Thread:
    """The thread in use, which ends with whoever started it."""

    follower: Follower | None = None

    def end(self) -> None:
        follower, self.follower = self.follower, None
        if follower is not None:
            follower.cancel()
            if follower.is_alive():
                # It tells by a signal of an object that may be gone the next moment.
                follower.join(_LONGEST_END_S)


class StatisticsFeed(QObject):
    """Follows a capture, or one connection in it, while anybody looks; `changed` carries `Numbers` or None.

    Frames are counted from the first look on, and only once: resting keeps what was counted.
    """

    changed = Signal(object)
    _told = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source: Source | None = None
        self._connection_id: int | None = None
        self._stretch: Stretch | None = None
        self._looking: set[str] = set()
        self._thread = _Thread()
        self.destroyed.connect(self._thread.end)
        self._told.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def _follower(self) -> Follower | None:
        return self._thread.follower

    @property
    def connection_id(self) -> int | None:
        """The connection whose frames are counted; None counts all."""
        return self._connection_id

    @property
    def numbers(self) -> Numbers | None:
        """The newest numbers of what is chosen; None until they are there."""
        numbers = self._follower.numbers if self._follower is not None else None
        return numbers if numbers is not None and numbers.connection_id == self._connection_id else None

    def set_source(self, source: Source | None, connection_id: int | None = None) -> None:
        """Count the frames of this capture from now on; None ends all reading."""
        self._thread.end()
        self._source, self._connection_id, self._stretch = source, connection_id, None
        self.changed.emit(None)
        self._start()

    def show_connection(self, connection_id: int | None) -> None:
        """Count the frames of this connection, or of all."""
        if connection_id == self._connection_id:
            return
        self._connection_id, self._stretch = connection_id, None
        self.changed.emit(None)
        if self._follower is not None:
            self._follower.look_at(None)
            self._follower.show_connection(connection_id)

    def look_at(self, stretch: Stretch | None) -> None:
        """Give the buckets of this stretch of time, or of the whole."""
        if stretch != self._stretch:
            self._stretch = stretch
            if self._follower is not None:
                self._follower.look_at(stretch)

    def set_looking(self, who: str, looking: bool) -> None:
        """Tell that somebody looks at the numbers, or does not any more."""
        (self._looking.add if looking else self._looking.discard)(who)
        if self._follower is not None:
            self._follower.rest(not self._looking)
        self._start()

    def _start(self) -> None:
        if self._follower is not None or self._source is None or not self._looking:
            return
        from inspector.capture.statistics.follower import Follower  # nobody looks in the first window

        follower = self._thread.follower = Follower(self._source, self._tell, self._connection_id)
        follower.look_at(self._stretch)
        follower.start()

    def _tell(self) -> None:
        """Bring what the thread has told over to this one."""
        if isValid(self):
            self._told.emit(self._follower)

    def _deliver(self, follower: Follower) -> None:
        if follower is self._follower and self.numbers is not None:
            self.changed.emit(self.numbers)
