"""What is selected, in tabs: payload, frame, handshake and notes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from inspector.capture.recognition import Recognised
from inspector.capture.records import ConnectionRecord, NoteRecord, StoredFrame
from inspector.ui.events_view import EventsView
from inspector.ui.frame_view import FrameView
from inspector.ui.handshake_view import HandshakeView
from inspector.ui.layers_view import LayersView
from inspector.ui.notes_view import NotesView
from inspector.ui.payload_source import PayloadSource, ReadPart, source_of
from inspector.ui.payload_view import PayloadView
from inspector.wire.records import Opcode

_KEY = "details/tab"


@dataclass(frozen=True, slots=True)
class ShownFrame:
    """A frame as the details are handed it."""

    stored: StoredFrame
    length: int
    """Bytes of the whole payload."""
    notes: list[NoteRecord]
    read: ReadPart | None = None
    """Reads the payload in parts, on any thread, where `stored` holds only its beginning."""
    http_head: bytes | None = None
    """The head of an HTTP message; None for a frame."""
    recognised: Recognised | None = None
    """What is known of the connection, where it speaks Engine.IO."""


class DetailTabs(QTabWidget):
    """Is handed a frame and a connection; shows whichever tab the person chose."""

    frameRequested = Signal(int)
    copyCurlRequested = Signal()
    copyWebsocatRequested = Signal()

    def __init__(self, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("details")
        self.setAccessibleName(self.tr("Details"))
        self.setDocumentMode(True)
        self._settings = settings
        self.connection: ConnectionRecord | None = None
        self._notes: list[NoteRecord] = []
        self._frame: ShownFrame | None = None
        self._shown: tuple[ConnectionRecord | None, int] | None = None
        self.payload = PayloadView(settings)
        self.frame = FrameView()
        self.layers = LayersView()
        self.handshake = HandshakeView()
        self.notes = NotesView()
        self.events = EventsView()
        for widget, title, tip in (
            (self.payload, self.tr("Payload"), self.tr("The selected frame's payload (F5)")),
            (self.frame, self.tr("Frame"), self.tr("The selected frame's header, bit by bit (F6)")),
            (self.layers, self.tr("Layers"), self.tr("What each layer adds to the message (F9)")),
            (self.handshake, self.tr("Handshake"), self.tr("How the connection was opened and closed (F7)")),
            (self.notes, self.tr("Notes"), self.tr("Failed checks and violations of the connection")),
            (self.events, self.tr("Events"), self.tr("The events of Socket.IO seen so far")),
        ):
            self.setTabToolTip(self.addTab(widget, title), tip)
        self.notes.frameRequested.connect(self.frameRequested)
        self.handshake.copyCurlRequested.connect(self.copyCurlRequested)
        self.handshake.copyWebsocatRequested.connect(self.copyWebsocatRequested)
        self.setCurrentIndex(int(str(settings.value(_KEY, 0))))
        self.currentChanged.connect(self._tab_changed)
        self.show_events_tab(False)
        self.clear_frame()
        self.clear_connection()

    def show_frame(self, shown: ShownFrame) -> None:
        """Show a frame and what notes say of it."""
        stored = shown.stored
        name = f"frame-{stored.id}"
        opcode = Opcode.TEXT if stored.frame.is_http else stored.frame.opcode
        if shown.read is None:
            source = source_of(stored.frame.payload, opcode, name)
        else:
            source = PayloadSource(name, opcode, shown.length, shown.read)
        self.payload.show_payload(source)
        findings = [(note.section, note.text) for note in shown.notes]
        self._frame = shown
        self._show_layers()
        self.frame.show_frame(stored, findings, shown.length, shown.http_head)

    def show_events_tab(self, shown: bool) -> None:
        """Offer the events of Socket.IO where there may be some."""
        self.setTabVisible(self.indexOf(self.events), shown)

    def _show_layers(self) -> None:
        """Take the frame apart when that is looked at: it takes longer than the rest."""
        shown = self._frame
        if shown is None or self.currentWidget() is not self.layers:
            return
        if shown.read is None:
            self.layers.show_message(shown.stored.frame, shown.http_head, shown.recognised)
        else:
            self.layers.clear(self.tr("This message is too large to be taken apart: see its payload."))

    def clear_frame(self) -> None:
        """Show that no frame is selected."""
        self.payload.clear()
        self.frame.clear()
        self._frame = None
        self.layers.clear()

    def show_connection(self, record: ConnectionRecord, notes: list[NoteRecord]) -> None:
        """Show a connection's handshake and notes, when their tabs are looked at."""
        self.connection, self._notes = record, notes
        self._show_connection()

    @property
    def last_note_id(self) -> int:
        """The last note shown; 0 when there is none."""
        return self._notes[-1].id if self._notes else 0

    def clear_connection(self) -> None:
        """Show that there is no connection."""
        self.connection, self._notes, self._shown = None, [], None
        self.handshake.clear()
        self.notes.show_notes([])
        self._title_notes()

    def clear_all(self) -> None:
        """Show nothing."""
        self.clear_frame()
        self.clear_connection()

    def _show_connection(self) -> None:
        self._title_notes()
        state = (self.connection, len(self._notes))
        if self.connection is None or state == self._shown:
            return
        if self.currentWidget() in (self.handshake, self.notes):
            # Both build many labels: not while something else is looked at.
            self._shown = state
            self.handshake.show_connection(self.connection, self._notes)
            self.notes.show_notes(self._notes)

    def _title_notes(self) -> None:
        count = len(self._notes)
        self.setTabText(
            self.indexOf(self.notes), self.tr("Notes ({0})").format(count) if count else self.tr("Notes")
        )

    def _tab_changed(self, index: int) -> None:
        self._settings.setValue(_KEY, index)
        self._show_layers()
        self._show_connection()
