"""A plain text editor that keeps every character, and marks the place of an error."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from inspector.ui.layouts import GRID
from inspector.ui.pasted_block import LONG_DRAFT
from inspector.ui.theme import current_theme
from inspector.ui.utf16 import units_of

_PARAGRAPH_SEPARATOR = "\u2029"
_TAB_COLUMNS = 4
_LONGEST_LINE = 20_000
"""Characters in a line that Qt may wrap between words: where there are none, it takes quadratic time."""


class DraftEditor(QPlainTextEdit):
    """Types and pastes plain text; files dropped on it go to the composer around it."""

    longPasted = Signal(str)
    """What the draft would be with a very long text that was pasted and is left out; see `leave_long`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._leaves_long = False
        self.setFont(current_theme().mono)
        self.setProperty("mono", True)
        self.setTabChangesFocus(True)  # who has no mouse gets out again; a tab can be pasted
        self.setTabStopDistance(self.fontMetrics().horizontalAdvance(" ") * _TAB_COLUMNS)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * 2 + 4 * GRID)

    def draft(self) -> str:
        """Give the text as it was typed."""
        # toPlainText() turns every no-break space into a space: that would not be what was typed.
        return self.document().toRawText().replace(_PARAGRAPH_SEPARATOR, "\n")

    def replace_draft(self, text: str) -> None:
        """Put another text in, in one step that undo takes back."""
        self._wrap_for(text)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self.setTextCursor(cursor)

    def leave_long(self) -> None:
        """Take in no text so long that laying it out is felt, but tell of it by `longPasted`."""
        self._leaves_long = True

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste or drop text; a very long line is wrapped anywhere, as that takes linear time."""
        if self._leaves_long and len(source.text()) > LONG_DRAFT:
            self.longPasted.emit(self._with_pasted(source.text()))
            return
        if not self._wraps_anywhere:
            self._wrap_for(source.text())
        super().insertFromMimeData(source)

    def _with_pasted(self, text: str) -> str:
        cursor = QTextCursor(self.document())
        cursor.setPosition(self.textCursor().selectionStart(), QTextCursor.MoveMode.KeepAnchor)
        before = cursor.selectedText()
        cursor.setPosition(self.textCursor().selectionEnd())
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        typed = [part.replace(_PARAGRAPH_SEPARATOR, "\n") for part in (before, cursor.selectedText())]
        return text.join(typed)

    @property
    def _wraps_anywhere(self) -> bool:
        return self.wordWrapMode() == QTextOption.WrapMode.WrapAnywhere

    def _wrap_for(self, text: str) -> None:
        between_words = max(map(len, text.split("\n"))) <= _LONGEST_LINE
        modes = QTextOption.WrapMode
        self.setWordWrapMode(modes.WrapAtWordBoundaryOrAnywhere if between_words else modes.WrapAnywhere)

    def mark(self, offset: int | None) -> None:
        """Underline the character at an offset; None takes the mark away."""
        if offset is None:
            self.setExtraSelections([])
            return
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        position = min(self._qt_position(offset), max(0, self.document().characterCount() - 2))
        cursor.setPosition(position)
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor)
        mark = QTextCharFormat()
        mark.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
        mark.setUnderlineColor(current_theme().color("error"))
        selection.format = mark
        selection.cursor = cursor
        self.setExtraSelections([selection])

    def _qt_position(self, offset: int) -> int:
        return units_of(self.draft()[:offset])

    def go_to(self, offset: int) -> None:
        """Put the cursor at an offset."""
        cursor = self.textCursor()
        cursor.setPosition(min(self._qt_position(offset), self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        self.setFocus()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Leave files to the composer; a dropped path is no text."""
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let files through to the composer."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Let files through to the composer."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragMoveEvent(event)
