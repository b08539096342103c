"""Figures that change while the wire is busy: read from the capture a few times a second."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from inspector.capture.records import ConnectionRecord
from inspector.session.events import State
from inspector.ui.connection_items import ConnectionItem, connection_item
from inspector.ui.connection_list import ConnectionList
from inspector.ui.status_bar import StatusBar
from inspector.ui.workbench import Workbench

_EVERY_MS = 250


class LiveFigures(QObject):
    """Keeps the connection list and the status bar's figures up to date."""

    refreshed = Signal()
    """A few times a second, for what changes without a signal of its own."""

    def __init__(
        self,
        workbench: Workbench,
        connections: ConnectionList,
        status: StatusBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._connections = connections
        self._status = status
        self._totals: tuple[int, ...] = self._read_totals()
        self._at = time.perf_counter()
        self._items: list[ConnectionItem] = []
        self._made: dict[int, tuple[ConnectionRecord, State, tuple[int, int], ConnectionItem]] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()

    @property
    def connection_count(self) -> int:
        """How many connections are in the list."""
        return len(self._items)

    def refresh(self) -> None:
        """Read the figures once."""
        self._show_rates()
        capture = self._workbench.capture
        self._status.set_capture(
            capture.size_bytes(),
            in_memory=capture.path is None,
            live=not capture.read_only,
            problem=capture.problem or "",
        )
        session = self._workbench.current
        self._status.set_buffered(session.buffered_amount if session is not None else 0)
        items = self._connection_items()
        if items != self._items:
            self._items = items
            self._connections.set_connections(items)
        self.refreshed.emit()

    def stop(self) -> None:
        """Read no more."""
        self._timer.stop()

    def _show_rates(self) -> None:
        now, totals = time.perf_counter(), self._read_totals()
        seconds = max(now - self._at, 1e-3)
        rates = [(new - old) / seconds for new, old in zip(totals, self._totals, strict=True)]
        self._totals, self._at = totals, now
        self._status.set_sent_rate(rates[0], rates[2])
        self._status.set_received_rate(rates[1], rates[3])

    def _read_totals(self) -> tuple[int, ...]:
        capture = self._workbench.capture
        counts = capture.frame_counts().values()
        frames = (sum(count[0] for count in counts), sum(count[1] for count in counts))
        return frames + capture.byte_counts()

    def _connection_items(self) -> list[ConnectionItem]:
        capture = self._workbench.capture
        counts = capture.shown_counts()
        states = self._workbench.states()
        items = []
        for record in capture.shown_connections():
            state = states.get(record.id) or (State.OPEN if _served_now(record) else State.CLOSED)
            items.append(self._item(record, state, counts.get(record.id, (0, 0))))
        return items

    def _item(self, record: ConnectionRecord, state: State, counts: tuple[int, int]) -> ConnectionItem:
        """Give the item of a connection; with a thousand of them, few have changed since the last time."""
        made = self._made.get(record.id)
        if made is None or made[0] is not record or made[1:3] != (state, counts):
            made = (record, state, counts, connection_item(record, state, counts))
            self._made[record.id] = made
        return made[3]


def _served_now(record: ConnectionRecord) -> bool:
    """Tell whether a connection to the local server is still there."""
    return record.role == "server" and record.closed_ns is None
