"""The notes of a capture or a connection, in order."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from inspector.capture.records import NoteRecord
from inspector.ui import icons
from inspector.ui.empty_state import EmptyState
from inspector.ui.layouts import ICON
from inspector.ui.notes_text import KIND_ICONS, kind_name, note_sentence
from inspector.ui.theme import current_theme
from inspector.ui.time_format import clock_time, full_time

_NOTE = Qt.ItemDataRole.UserRole


class NotesView(QListWidget):
    """A list of notes; the one that speaks of a frame leads to it."""

    frameRequested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Notes"))
        self.setWordWrap(True)
        self.setIconSize(QSize(ICON, ICON))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.itemDoubleClicked.connect(self._request)
        self._empty = EmptyState("info", self.viewport())
        self._empty.set_texts(self.tr("No notes: nothing on the wire broke a rule so far."))
        current_theme().changed.connect(self._draw_icons)
        self.show_notes([])

    def show_notes(self, notes: list[NoteRecord]) -> None:
        """Show these notes in place of those before, and keep the current one if it is still there."""
        current = self.currentItem()
        kept = current.data(_NOTE).id if current is not None else None
        self.clear()
        for note in notes:
            item = QListWidgetItem(f"{clock_time(note.time_ns)}  {note_sentence(note)}")
            item.setData(_NOTE, note)
            item.setToolTip(_tip(note))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{kind_name(note.kind)}: {item.text()}")
            self.addItem(item)
            if note.id == kept:
                self.setCurrentItem(item)
        self._draw_icons()
        self._empty.set_shown(not notes)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the frame with Enter; copy the chosen notes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._request(self.currentItem())
        elif event.matches(QKeySequence.StandardKey.Copy):
            chosen = sorted(self.selectedItems(), key=self.row)
            QGuiApplication.clipboard().setText("\n".join(item.text() for item in chosen))
        else:
            super().keyPressEvent(event)

    def _request(self, item: QListWidgetItem | None) -> None:
        note = item.data(_NOTE) if item is not None else None
        if note is not None and note.frame_id is not None:
            self.frameRequested.emit(note.frame_id)

    def _draw_icons(self) -> None:
        for row in range(self.count()):
            item = self.item(row)
            item.setIcon(icons.icon(KIND_ICONS.get(item.data(_NOTE).kind, "info")))


def _tip(note: NoteRecord) -> str:
    # A kind that we don't know comes from the file, and tooltips can read rich text.
    kind = f"{kind_name(note.kind)}, " if note.kind in KIND_ICONS else ""
    return f"{kind}{full_time(note.time_ns)}"
