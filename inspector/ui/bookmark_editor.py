"""The note on a frame, edited in place: beside its row, while everything goes on."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QPushButton

from inspector.ui.labels import PlainLabel
from inspector.ui.layouts import GRID, column, row

_WIDTH_STEPS = 120
LONGEST = 2000
"""Characters of a note."""


class BookmarkEditor(QFrame):
    """Lies over the table; Enter saves, Esc leaves the note as it was."""

    saved = Signal(int, str)
    """The frame, and its note."""
    removed = Signal(int)
    """The frame's bookmark is to go."""

    def __init__(self, table: QAbstractItemView) -> None:
        super().__init__(table.viewport())
        self.setObjectName("bookmarkEditor")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._table = table
        self._frame_id = 0
        self.title = PlainLabel(role="title")
        self.field = QLineEdit()
        self.field.setMaxLength(LONGEST)
        self.field.setPlaceholderText(self.tr("What is it about this frame?"))
        self.field.setAccessibleName(self.tr("Note on the frame"))
        self.save = QPushButton(self.tr("Save"))
        self.save.setToolTip(self.tr("Keep the bookmark with this note (Enter)"))
        self.save.setProperty("role", "primary")
        self.remove = QPushButton(self.tr("Remove bookmark"))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("Leave everything as it was (Esc)"))
        buttons = row(self.remove, None, self.cancel, self.save)
        self.setLayout(column(self.title, self.field, buttons, margins=(3, 2, 3, 3)))
        self.setFocusProxy(self.field)
        self.field.returnPressed.connect(self._save)
        self.save.clicked.connect(self._save)
        self.remove.clicked.connect(self._remove)
        self.cancel.clicked.connect(self.leave)
        self.hide()

    def open(self, frame_id: int, text: str, *, bookmarked: bool, beside: QRect) -> None:
        """Edit a frame's note beside its row; `beside` is where that is in the table's viewport."""
        self._frame_id = frame_id
        self.title.setText(self.tr("Note on frame {0}").format(QLocale().toString(frame_id)))
        self.field.setText(text)
        self.remove.setVisible(bookmarked)
        self._place(beside)
        self.show()
        self.raise_()
        self.field.setFocus()
        self.field.selectAll()

    def leave(self) -> None:
        """Close without a change."""
        had_focus = self.isAncestorOf(self.focusWidget() or self.field)
        self.hide()
        if had_focus:
            self._table.setFocus()

    def _save(self) -> None:
        self.leave()
        self.saved.emit(self._frame_id, self.field.text().strip())

    def _remove(self) -> None:
        self.leave()
        self.removed.emit(self._frame_id)

    def _place(self, beside: QRect) -> None:
        """Lie below the row, or above it where there is no room."""
        room = self._table.viewport().rect().adjusted(2 * GRID, GRID, -2 * GRID, -GRID)
        size = self.sizeHint()
        size.setWidth(min(_WIDTH_STEPS * GRID, room.width()))
        top = beside.bottom() + GRID
        if top + size.height() > room.bottom():
            top = beside.top() - GRID - size.height()
        top = max(room.top(), min(top, room.bottom() - size.height()))
        self.setGeometry(QRect(QPoint(room.left(), top), size))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Esc; other keys are not the table's."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        event.accept()
