"""A read-only text of any size: never rich text, quick with long lines, coloured only where it is seen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QTextBlock, QTextCharFormat, QTextCursor, QTextLayout, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from inspector.ui.json_colours import Kind, Span, hidden_spans, json_spans
from inspector.ui.payload_lines import Line
from inspector.ui.theme import current_theme
from inspector.ui.utf16 import characters_in, units_of

_LINES_AT_ONCE = 1000
_CHARACTERS_AT_ONCE = 65_536
_TAB_COLUMNS = 4


class PayloadText(QPlainTextEdit):
    """Shows lines; those that continue another are one line with it when copied and searched."""

    filled = Signal()
    """All lines that were handed in are there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUndoRedoEnabled(False)
        self.setProperty("mono", True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._lines: list[Line] = []
        self._starts: list[int] = []
        self._end = 0
        self._waiting: list[Line] = []
        self._json = False
        self._coloured: set[int] = set()
        self._matches: list[tuple[int, int]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._put_some)
        # A right-to-left payload must not turn the pane around.
        self._keep_left_to_right()
        self.set_wrapped(True)
        self.verticalScrollBar().valueChanged.connect(self._look_at_visible)
        self._theme = current_theme()
        self._theme.changed.connect(self._take_theme)
        self._take_theme()

    def _keep_left_to_right(self) -> None:
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)

    def _take_theme(self) -> None:
        self.setFont(self._theme.mono)
        self.setTabStopDistance(self.fontMetrics().horizontalAdvance(" ") * _TAB_COLUMNS)
        self._formats = {}
        for kind in Kind:
            self._formats[kind] = QTextCharFormat()
            self._formats[kind].setForeground(self._theme.color(f"syntax_{kind.value}"))
        self._coloured.clear()
        self._look_at_visible()

    @property
    def wrapped(self) -> bool:
        """Long lines are broken at the pane's edge."""
        return self.lineWrapMode() is not QPlainTextEdit.LineWrapMode.NoWrap

    def set_wrapped(self, wrapped: bool) -> None:
        """Break long lines at the pane's edge, or scroll sideways."""
        modes = QPlainTextEdit.LineWrapMode
        self.setLineWrapMode(modes.WidgetWidth if wrapped else modes.NoWrap)

    @property
    def busy(self) -> bool:
        """Lines are still being put in."""
        return bool(self._waiting)

    def show_lines(self, lines: list[Line], *, json: bool) -> None:
        """Show lines in place of those before."""
        self._timer.stop()
        self.clear()
        self._lines, self._starts, self._end = [], [], 0
        self._waiting = []
        self._json = json
        self._coloured.clear()
        self.set_matches([])
        self.append_lines(lines)

    def append_lines(self, lines: list[Line]) -> None:
        """Show more lines; many of them come in slices, so that the window stays alive."""
        self._waiting += lines
        self._put_some()

    def _put_some(self) -> None:
        count = characters = 0
        for line in self._waiting[:_LINES_AT_ONCE]:
            count += 1
            characters += len(line.text)
            if characters > _CHARACTERS_AT_ONCE:
                break
        slice_, self._waiting = self._waiting[:count], self._waiting[count:]
        if slice_:
            self._insert(slice_)
        if self._waiting:
            self._timer.start()
        elif self._timer.isActive():
            self._timer.stop()
            self.filled.emit()
        self._look_at_visible()

    def _insert(self, lines: list[Line]) -> None:
        text = "\n".join([line.text for line in lines])
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText("\n" + text if self._lines else text)
        for line in lines:
            self._end += 0 if line.continues or not self._starts else 1
            self._starts.append(self._end)
            self._end += len(line.text)
        self._lines += lines

    def whole_text(self) -> str:
        """Give the text as it is, without the breaks of long lines."""
        return _joined(self._lines)

    def set_matches(self, matches: list[tuple[int, int]]) -> None:
        """Mark places of `whole_text`, each from its first to behind its last character."""
        self._matches = matches
        self._mark_visible()

    def select_match(self, start: int, end: int) -> None:
        """Select a place of `whole_text` and bring it into view."""
        cursor = self._cursor_of(start, end)
        self.setTextCursor(cursor)
        self.centerCursor()
        self._look_at_visible()

    def position_in_text(self) -> int:
        """Give where the cursor's selection starts, counted in `whole_text`."""
        block = self.document().findBlock(self.textCursor().selectionStart())
        if not self._lines:
            return 0
        line = self._lines[block.blockNumber()].text
        units = self.textCursor().selectionStart() - block.position()
        return self._starts[block.blockNumber()] + characters_in(line, units)

    def _cursor_of(self, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._qt_position(start))
        cursor.setPosition(self._qt_position(end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _qt_position(self, offset: int) -> int:
        number = max(0, bisect_right(self._starts, offset) - 1)
        block = self.document().findBlockByNumber(number)
        text = self._lines[number].text
        return block.position() + units_of(text[: offset - self._starts[number]])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Colour what comes into view."""
        super().resizeEvent(event)
        self._look_at_visible()

    def _look_at_visible(self) -> None:
        self._colour_visible()
        self._mark_visible()

    def _visible_blocks(self) -> Iterator[QTextBlock]:
        block = self.firstVisibleBlock()
        bottom = self.viewport().height() - self.contentOffset().y()
        top = self.blockBoundingGeometry(block).top() if block.isValid() else 0
        while block.isValid() and top <= bottom and block.blockNumber() < len(self._lines):
            height = self.blockBoundingRect(block).height()
            yield block
            top += height
            block = block.next()

    def _colour_visible(self) -> None:
        for block in list(self._visible_blocks()):
            number = block.blockNumber()
            if number not in self._coloured:
                self._coloured.add(number)
                self._colour(block, self._lines[number])

    def _colour(self, block: QTextBlock, line: Line) -> None:
        if self._json:
            spans = list(json_spans(line.text, in_string=line.in_string))
        else:
            spans = list(hidden_spans(line.text))
        if not spans and not block.layout().formats():
            return
        block.layout().setFormats([self._range(line.text, span) for span in spans])
        self.document().markContentsDirty(block.position(), block.length())

    def _range(self, text: str, span: Span) -> QTextLayout.FormatRange:
        result = QTextLayout.FormatRange()
        start = units_of(text[: span.start])
        result.start = start
        result.length = units_of(text[span.start : span.end])
        result.format = self._formats[span.kind]
        return result

    def _mark_visible(self) -> None:
        marks = []
        blocks = list(self._visible_blocks()) if self._matches else []
        if blocks:
            first, last = blocks[0].blockNumber(), blocks[-1].blockNumber()
            start, end = self._starts[first], self._starts[last] + len(self._lines[last].text)
            place = bisect_right(self._matches, (start, 0))
            ground = self._theme.color("found")
            for match_start, match_end in self._matches[max(0, place - 1) :]:
                if match_start > end:
                    break
                selection = QTextEdit.ExtraSelection()
                selection.cursor = self._cursor_of(match_start, match_end)
                selection.format.setBackground(ground)
                marks.append(selection)
        if marks or self.extraSelections():
            self.setExtraSelections(marks)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy the text as it is, without the breaks of long lines, and nothing but plain text."""
        data = QMimeData()
        data.setText(self.selected_text())
        return data

    def selected_text(self) -> str:
        """Give what is selected, without the breaks of long lines."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return ""
        first = self.document().findBlock(cursor.selectionStart())
        last = self.document().findBlock(cursor.selectionEnd())
        lines = self._lines[first.blockNumber() : last.blockNumber() + 1]
        tail = characters_in(lines[-1].text, cursor.selectionEnd() - last.position())
        head = characters_in(lines[0].text, cursor.selectionStart() - first.position())
        lines[-1] = lines[-1]._replace(text=lines[-1].text[:tail])
        lines[0] = lines[0]._replace(text=lines[0].text[head:])
        return _joined(lines)


def _joined(lines: list[Line]) -> str:
    pieces = []
    for number, line in enumerate(lines):
        if number and not line.continues:
            pieces.append("\n")
        pieces.append(line.text)
    return "".join(pieces)
