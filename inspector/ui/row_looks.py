"""Reads the frames of a block of rows, and adds what the person chose to see of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QLocale

from inspector.capture.records import FrameSummary
from inspector.ui.connection_words import role_word
from inspector.ui.frame_look import PacketLook, RowLook, make_texts
from inspector.ui.frame_rows import FrameSource, Rows
from inspector.ui.message_rows import MessageRows
from inspector.ui.time_format import TimeMode
from inspector.ui.whole_message import MessageReader
from inspector.wire.records import HTTP


class Highlight(NamedTuple):
    """Rows that stand out, and in which colour."""

    matching: Callable[[Sequence[int]], list[int]]
    """Chooses those of some frames."""
    mark: str
    """The colour's name in the palette, without its ``mark_``."""


PacketOf = Callable[[FrameSummary], PacketLook | None]


class RowLooks:
    """What of each row is wanted, for all rows the same."""

    def __init__(self) -> None:
        self.source: FrameSource | None = None
        self.fields: tuple[str, ...] = ()
        """Paths into JSON payloads."""
        self.highlights: list[Highlight] = []
        """The first one that matches counts."""
        self.messages: MessageReader | None = None
        """Makes each row the whole message that begins with its frame; None leaves them frames."""
        self.packet_of: PacketOf | None = None
        """Makes a packet of Socket.IO of a row that is one."""
        self.time_mode = TimeMode.ABSOLUTE
        """What the time column counts from."""
        self._start_ns: int | None = None
        self._connections: dict[int, str] = {}

    def restart(self) -> None:
        """Forget the time of the first row: the rows are others now, and perhaps of another capture."""
        self._start_ns = None
        self._connections.clear()

    def read(self, rows: Rows, first: int, last: int) -> list[RowLook]:
        """Read the rows from the first to the last, without their texts. Raises `CaptureError`."""
        # The row above them is read too: its time is what the first row counts from.
        from_row = max(0, first - 1)
        by_id = {summary.id: summary for summary in rows.summaries(from_row, last)}
        ids = [rows.frame_id(row) for row in range(from_row, last + 1)]
        found = [by_id.get(frame_id) for frame_id in ids]
        before = [None, *found] if first == 0 else found
        times = [None if summary is None else summary.time_ns for summary in before]
        looks = [RowLook(summary, time) for summary, time in zip(before[1:], times, strict=False)]
        if isinstance(rows, MessageRows) and self.messages is not None:
            for row, look in enumerate(looks, first):
                _join(rows, self.messages, row, look)
        self._decorate(looks)
        return looks

    def make_texts(self, look: RowLook, rows: Rows) -> None:
        """Make the texts of a row that is looked at."""
        if self.packet_of is not None and look.summary is not None:
            look.packet = self.packet_of(look.summary)
        if look.summary is not None:
            look.connection = self._connection(look.summary.connection_id)
        start_ns = self._start(rows) if self.time_mode is TimeMode.SINCE_START else 0
        look.texts = make_texts(look, self.time_mode, start_ns)

    def _connection(self, connection_id: int) -> str:
        text = self._connections.get(connection_id)
        if text is None:
            record = None if self.source is None else self.source.connection(connection_id)
            number = QLocale().toString(connection_id)
            text = number if record is None else f"{number} {role_word(record.role)}"
            self._connections[connection_id] = text
        return text

    def _start(self, rows: Rows) -> int:
        if self._start_ns is None:
            first = rows.summaries(0, 0)
            self._start_ns = first[0].time_ns if first else 0
        return self._start_ns

    def _decorate(self, looks: list[RowLook]) -> None:
        """Add what is not part of the frame itself; a message that is open has its first frame twice."""
        source = self.source
        shown: dict[int, list[RowLook]] = {}
        for look in looks:
            if look.summary is not None:
                shown.setdefault(look.summary.id, []).append(look)
        if source is None or not shown:
            return
        ids = list(shown)
        for path in self.fields:
            self._add_field(shown, path, source.field_values(path, ids))
        for matching, mark in reversed(self.highlights):
            for frame_id in matching(ids):
                for look in shown[frame_id]:
                    look.mark = mark
        for frame_id in source.bookmarks.ids_between(min(ids), max(ids)):
            for look in shown.get(frame_id, ()):
                look.bookmarked = True

    def _add_field(self, shown: dict[int, list[RowLook]], path: str, values: dict[int, str]) -> None:
        """Add the values at a path; of a message of several frames, the one in all of them."""
        for frame_id, same in shown.items():
            for look in same:
                value = values.get(frame_id, "")
                if look.frames > 1 and self.messages is not None:
                    value = self.messages.value(frame_id, path)
                look.fields += (value,)


def _join(rows: MessageRows, messages: MessageReader, row: int, look: RowLook) -> None:
    """Make a row the whole message, or mark it as a frame of one."""
    frame = look.summary
    if frame is None:
        return
    look.fragment = rows.is_fragment(row)
    begins = not look.fragment and frame.head != HTTP and not frame.head & 0x80
    if begins and frame.head & 0x0F and (whole := messages.whole(frame.id)) is not None:
        look.summary = frame._replace(
            length=whole.length, wire_length=whole.wire_length, preview=whole.preview
        )
        look.frames = whole.frames
        look.opened = rows.is_open(row)
