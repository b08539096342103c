"""A text that is too long to be edited: shown as its first line and size, sent as it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from inspector.ui.labels import ElidedLabel, PlainLabel
from inspector.ui.layouts import column, row
from inspector.ui.theme import current_theme
from inspector.ui.visible_text import visible

LONG_DRAFT = 256 * 1024
"""Characters from which on laying a text out in an editor is felt."""

_SHOWN = 300


class PastedBlock(QFrame):
    """Stands in the editor's place; what it holds can be taken out again, or edited after all."""

    removeRequested = Signal()
    editRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pastedBlock")
        self.first_line = ElidedLabel()
        self.first_line.setFont(current_theme().mono)
        self.first_line.setProperty("mono", True)
        self.said = PlainLabel(role="hint")
        self.remove = QPushButton(self.tr("Take it out"))
        undo = QKeySequence(QKeySequence.StandardKey.Undo)
        keys = undo.toString(QKeySequence.SequenceFormat.NativeText)
        self.remove.setToolTip(self.tr("Go back to what was typed before ({0})").format(keys))
        self.edit = QPushButton(self.tr("Edit it"))
        self.edit.setToolTip(self.tr("Put it into the editor; the window stops for a while"))
        self.remove.clicked.connect(self.removeRequested)
        self.edit.clicked.connect(self.editRequested)
        shortcut = QShortcut(undo, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.removeRequested)
        buttons = row(self.remove, self.edit, None)
        self.setLayout(column(self.first_line, self.said, buttons, None, gap=1, margins=(2, 1, 2, 1)))
        self.setFocusProxy(self.remove)

    def show_text(self, text: str) -> None:
        """Show the beginning of a text, and how much there is of it."""
        beginning = text[:_SHOWN].lstrip()
        self.first_line.setText(visible(beginning.partition("\n")[0]))
        lines = text.count("\n") + 1
        count = self.locale().toString
        said = self.tr("{0} characters on one line, sent as they are").format(count(len(text)))
        if lines > 1:
            said = self.tr("{0} characters on {1} lines, sent as they are")
            said = said.format(count(len(text)), count(lines))
        self.said.setText(said)
        self.setAccessibleName(said)
