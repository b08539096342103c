"""What is selected, in tabs: payload, frame, handshake and notes."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QWidget

from inspector.capture.recognition import Recognised
from inspector.capture.records import ConnectionRecord, NoteRecord, StoredFrame
from inspector.ui.late_tabs import LateTabs
from inspector.ui.payload_source import PayloadSource, ReadPart, source_of
from inspector.ui.payload_view import PayloadView
from inspector.wire.records import Opcode

if TYPE_CHECKING:
    from inspector.ui.events_view import EventsView
    from inspector.ui.frame_view import FrameView
    from inspector.ui.handshake_view import HandshakeView
    from inspector.ui.layers.view import LayersView
    from inspector.ui.notes_view import NotesView

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
    head: bytes | None = None
    """The head of an HTTP message, or a frame's header where that is not minimal."""
    recognised: Recognised | None = None
    """What is known of the connection, where it speaks Engine.IO."""


class Tab(enum.IntEnum):
    """The tabs, from left to right."""

    PAYLOAD = 0
    FRAME = 1
    LAYERS = 2
    HANDSHAKE = 3
    NOTES = 4
    EVENTS = 5


class DetailTabs(LateTabs):
    """Is handed a frame and a connection; shows whichever tab the person chose."""

    frameRequested = Signal(int)
    copyCurlRequested = Signal()
    copyWebsocatRequested = Signal()
    unheardChanged = Signal()
    """Other events are left out of the log now."""

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
        tip = self.tr("The selected frame's payload (F5)")
        self.setTabToolTip(self.addTab(self.payload, self.tr("Payload")), tip)
        self._add_late_tabs()
        self.setCurrentIndex(int(str(settings.value(_KEY, 0))))
        self.currentChanged.connect(self._tab_changed)
        self.show_events_tab(False)
        self.clear_frame()
        self.clear_connection()

    def _add_late_tabs(self) -> None:
        for make, title, tip in (
            (lambda: self.frame, self.tr("Frame"), self.tr("The selected frame's header, bit by bit (F6)")),
            (lambda: self.layers, self.tr("Layers"), self.tr("What each layer adds to the message (F9)")),
            (
                lambda: self.handshake,
                self.tr("Handshake"),
                self.tr("How the connection was opened and closed (F7)"),
            ),
            (lambda: self.notes, self.tr("Notes"), self.tr("Failed checks and violations of the connection")),
            (lambda: self.events, self.tr("Events"), self.tr("The events of Socket.IO seen so far")),
        ):
            self.add_late(make, title, tip)

    @cached_property
    def frame(self) -> FrameView:
        """The frame's header."""
        from inspector.ui.frame_view import FrameView

        return self.put(Tab.FRAME, FrameView())

    @cached_property
    def layers(self) -> LayersView:
        """What each layer adds."""
        from inspector.ui.layers.view import LayersView

        return self.put(Tab.LAYERS, LayersView())

    @cached_property
    def handshake(self) -> HandshakeView:
        """How the connection was opened and closed."""
        from inspector.ui.handshake_view import HandshakeView

        view = HandshakeView()
        view.copyCurlRequested.connect(self.copyCurlRequested)
        view.copyWebsocatRequested.connect(self.copyWebsocatRequested)
        return self.put(Tab.HANDSHAKE, view)

    @cached_property
    def notes(self) -> NotesView:
        """Failed checks and violations."""
        from inspector.ui.notes_view import NotesView

        view = NotesView()
        view.frameRequested.connect(self.frameRequested)
        return self.put(Tab.NOTES, view)

    @cached_property
    def events(self) -> EventsView:
        """The events of Socket.IO."""
        from inspector.ui.events_view import EventsView

        view = EventsView()
        view.unheardChanged.connect(self.unheardChanged)
        return self.put(Tab.EVENTS, view)

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
        self._frame = shown
        self._show_layers()
        self._show_header()

    def show_events_tab(self, shown: bool) -> None:
        """Offer the events of Socket.IO where there may be some."""
        self.setTabVisible(Tab.EVENTS, shown)

    def _show_layers(self) -> None:
        """Take the frame apart when that is looked at: it takes longer than the rest."""
        shown = self._frame
        if shown is None or self.currentIndex() != Tab.LAYERS:
            return
        if shown.read is None:
            self.layers.show_message(shown.stored.frame, shown.head, shown.recognised)
        else:
            self.layers.clear(self.tr("This message is too large to be taken apart: see its payload."))

    def _show_header(self) -> None:
        """Draw the frame's header when that is looked at."""
        shown = self._frame
        if shown is None or self.currentIndex() != Tab.FRAME:
            return
        findings = [(note.section, note.text) for note in shown.notes]
        self.frame.show_frame(shown.stored, findings, shown.length, shown.head)

    def clear_frame(self) -> None:
        """Show that no frame is selected."""
        self._frame = None
        self.payload.clear()
        if self.is_made(Tab.FRAME):
            self.frame.clear()
        if self.is_made(Tab.LAYERS):
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
        if self.is_made(Tab.HANDSHAKE):
            self.handshake.clear()
        if self.is_made(Tab.NOTES):
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
        if self.currentIndex() in (Tab.HANDSHAKE, Tab.NOTES):
            # Both build many labels: not while something else is looked at.
            self._shown = state
            self.handshake.show_connection(self.connection, self._notes)
            self.notes.show_notes(self._notes)

    def _title_notes(self) -> None:
        count = len(self._notes)
        self.setTabText(Tab.NOTES, self.tr("Notes ({0})").format(count) if count else self.tr("Notes"))

    def _tab_changed(self, index: int) -> None:
        self._settings.setValue(_KEY, index)
        self._show_layers()
        self._show_header()
        self._show_connection()
