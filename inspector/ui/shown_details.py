"""Which frame and which connection the details show, read from the capture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from inspector.capture.records import ConnectionRecord, FrameSummary, NoteRecord, StoredFrame
from inspector.capture.store import Capture
from inspector.session.options import ConnectOptions
from inspector.ui.detail_tabs import DetailTabs, ShownFrame
from inspector.ui.frame_log import FrameLog
from inspector.ui.whole_message import JoinedPayload, MessageReader
from inspector.ui.workbench import Workbench
from inspector.wire.records import HTTP, WireFrame

_WHOLE = 256 * 1024
"""Payloads up to this size are read at once."""


class ShownDetails(QObject):
    """Reads what is selected, and hands it to the tabs."""

    def __init__(
        self,
        workbench: Workbench,
        log: FrameLog,
        tabs: DetailTabs,
        draft: Callable[[], ConnectOptions],
        parent: QObject,
    ) -> None:
        """`draft` gives the options that are being prepared: those to copy while there is no connection."""
        super().__init__(parent)
        self._draft = draft
        self._workbench = workbench
        self._log = log
        self._table = log.table
        self._tabs = tabs
        self._chosen: int | None = None
        self._options: dict[int, ConnectOptions] = {}
        log.table.frameSelected.connect(self.show_frame)
        log.finder.soughtChanged.connect(tabs.payload.show_sought)
        tabs.frameRequested.connect(log.show_frame)
        tabs.copyCurlRequested.connect(self.copy_curl)
        tabs.copyWebsocatRequested.connect(self.copy_websocat)

    def choose_connection(self, connection_id: int | None) -> None:
        """Show this connection, whichever frame is selected; None shows the frame's own."""
        self._chosen = connection_id
        self.show_connection()

    def remember_options(self, connection_id: int, options: ConnectOptions) -> None:
        """Know with which options a connection was opened."""
        self._options[connection_id] = options

    def options_of(self, connection_id: int) -> ConnectOptions | None:
        """Give the options with which this window opened a connection; None where it did not."""
        return self._options.get(connection_id)

    def show_frame(self, frame_id: int) -> None:
        """Show a frame and its connection; 0 shows none."""
        shown = self._read_frame(frame_id) if frame_id else None
        if shown is None:
            self._tabs.clear_frame()
            return
        self._tabs.show_frame(shown)
        self.show_connection()

    def show_connection(self) -> None:
        """Show the connection that belongs to what is selected."""
        record = self._shown_connection()
        if record is None:
            self._tabs.clear_connection()
        else:
            self._tabs.show_connection(record, self._workbench.capture.notes(connection_id=record.id))

    def refresh(self) -> None:
        """Follow what changes about the connection shown, such as its close."""
        record = self._shown_connection()
        if record is None:
            return
        # Notes reach the file after the change of state that came with them.
        seen = self._tabs.last_note_id if self._tabs.connection is not None else 0
        changed = record != self._tabs.connection
        if changed or self._workbench.capture.notes(connection_id=record.id, after_id=seen):
            self.show_connection()

    def copy_curl(self) -> None:
        """Copy a curl command that performs the handshake shown."""
        from inspector.session.copying import curl_command  # it brings a network library: not at the start

        QGuiApplication.clipboard().setText(curl_command(self._shown_options()))

    def copy_websocat(self) -> None:
        """Copy a websocat command that opens the connection shown."""
        from inspector.session.copying import websocat_command

        QGuiApplication.clipboard().setText(websocat_command(self._shown_options()))

    def _read_frame(self, frame_id: int) -> ShownFrame | None:
        """Read a frame; a large payload stays in the capture and is read in parts, beside the window."""
        capture = self._workbench.capture
        summary = next(iter(capture.summaries_of([frame_id])), None)
        if summary is None:
            return None
        notes = capture.notes(frame_id=frame_id)
        if self._log.choice.messages and not self._table.current_is_fragment:
            message = MessageReader(capture).payload(frame_id)
            if message is not None:
                return _whole_message(summary, message, notes)
        recognition = self._log.recognition
        recognised = None if recognition is None else recognition.of(summary.connection_id)
        head = capture.http_head(frame_id) if summary.head == HTTP else _odd_header(capture, summary)
        stored = capture.frame(frame_id) if summary.length <= _WHOLE else None
        if stored is not None:
            return ShownFrame(stored, summary.length, notes, None, head, recognised)
        start = WireFrame(*summary[2:7], summary.preview)
        part = partial(capture.payload_part, frame_id)
        stored = StoredFrame(frame_id, summary.connection_id, start)
        return ShownFrame(stored, summary.length, notes, part, head, recognised)

    def _shown_connection(self) -> ConnectionRecord | None:
        connection_id = self._shown_connection_id()
        return None if connection_id is None else self._workbench.capture.connection(connection_id)

    def _shown_connection_id(self) -> int | None:
        """Choose whose handshake is shown: the chosen connection's, the frame's, or the current one's."""
        if self._chosen is not None:
            return self._chosen
        frame_id = self._table.current_frame_id
        if frame_id:
            summaries = self._workbench.capture.summaries_of([frame_id])
            if summaries:
                return summaries[0].connection_id
        session = self._workbench.current
        return session.connection_id if session is not None else None

    def _shown_options(self) -> ConnectOptions:
        record = self._shown_connection()
        if record is None:
            return self._draft()
        return self._options.get(record.id) or ConnectOptions(record.url)


def _odd_header(capture: Capture, summary: FrameSummary) -> bytes | None:
    """Give a frame's header where it is not minimal: a note then speaks of that frame."""
    return capture.frame_header(summary.id) if summary.flagged else None


def _whole_message(summary: FrameSummary, message: JoinedPayload, notes: list[NoteRecord]) -> ShownFrame:
    """Show a message of several frames as its first frame with the payloads of all of them."""
    at_hand = message.length <= _WHOLE
    payload = message.read(0, _WHOLE) if at_hand else summary.preview
    stored = StoredFrame(summary.id, summary.connection_id, WireFrame(*summary[2:7], payload))
    return ShownFrame(stored, message.length, notes, None if at_hand else message.read)
