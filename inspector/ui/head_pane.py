"""A request or response head, byte for byte, to read, select and copy."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QToolButton, QWidget

from inspector.ui import icons
from inspector.ui.labels import PlainLabel
from inspector.ui.layouts import GRID, column, row
from inspector.ui.visible_text import visible

_MOST_LINES = 14
_SHOWN_BYTES = 256 * 1024


class HeadPane(QWidget):
    """A title, a copy button and the head; bytes outside ASCII are shown as Latin-1, as HTTP reads them."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = b""
        self._line_ends = False
        self.edit = QPlainTextEdit()
        self.edit.setReadOnly(True)
        self.edit.setProperty("mono", True)
        self.edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.edit.setTabChangesFocus(True)
        self.edit.setAccessibleName(title)
        self.copy_button = QToolButton()
        self.copy_button.setIcon(icons.icon("copy"))
        self.copy_button.setToolTip(self.tr("Copy this head with its line ends"))
        self.copy_button.setAccessibleName(self.tr("Copy: {0}").format(title))
        self.copy_button.clicked.connect(self.copy)
        self._size = PlainLabel(role="hint")
        self.setLayout(
            column(row(PlainLabel(title, "section"), self._size, None, self.copy_button), self.edit, gap=1)
        )

    def set_head(self, head: bytes | None) -> None:
        """Show a head, or that there is none."""
        self._head = head or b""
        self.copy_button.setEnabled(bool(head))
        self._size.setText(self.tr("{0} B").format(self.locale().toString(len(self._head))) if head else "")
        self.edit.setPlaceholderText(self.tr("None was seen on this connection."))
        self._show()

    def set_line_ends(self, shown: bool) -> None:
        """Show CR and LF, or leave them to the lines."""
        self._line_ends = shown
        self._show()

    def copy(self) -> None:
        """Copy the head as it was on the wire."""
        # A NUL would cut the text in other programs, which take the clipboard for a C string.
        QGuiApplication.clipboard().setText(self._head.decode("latin-1").replace("\0", "\u2400"))

    def _show(self) -> None:
        text = head_text(self._head[:_SHOWN_BYTES], self._line_ends)
        left = len(self._head) - _SHOWN_BYTES
        if left > 0:
            text += self.tr("\n… {0} more bytes; Copy takes them all").format(self.locale().toString(left))
        self.edit.setPlainText(text)
        lines = min(_MOST_LINES, max(2, text.count("\n") + 1))
        metrics = self.edit.fontMetrics()
        bar = self.edit.horizontalScrollBar().sizeHint().height()
        self.edit.setFixedHeight(metrics.lineSpacing() * lines + GRID * 4 + bar)


def head_text(head: bytes, line_ends: bool) -> str:
    """Give a head as lines; what cannot be seen is shown by its name, line ends only when asked for."""
    lines = head.decode("latin-1").split("\r\n")
    # A lone CR or LF is no line end in HTTP, so it is always shown.
    shown = [visible(line.replace("\n", "⟨LF⟩")) for line in lines]
    if line_ends:
        return "⟨CR⟩⟨LF⟩\n".join(shown)
    return "\n".join(shown).rstrip("\n")
