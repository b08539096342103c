"""The editor of one argument of a Socket.IO event."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QStackedWidget, QToolButton, QWidget

from inspector.ui import icons
from inspector.ui.emit_argument import Argument, Kind
from inspector.ui.layouts import GRID, ITEM, row
from inspector.ui.theme import current_theme
from inspector.ui.value_editors import FileEdit

_MOST_LINES = 6


class ArgumentRow(QWidget):
    """A kind, a field that fits it, and a button to take the argument away."""

    changed = Signal()
    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = QComboBox()
        self.json = QPlainTextEdit()
        self.line = QLineEdit()
        self.file = FileEdit(self.tr("Binary argument"), self.tr("All files (*)"))
        self.pages = QStackedWidget()
        self.remove_button = QToolButton()
        self._fill()
        layout = row(self.kind, self.pages, self.remove_button, gap=1)
        layout.setStretch(1, 1)
        for widget in (self.kind, self.remove_button):
            layout.setAlignment(widget, Qt.AlignmentFlag.AlignTop)
        self.setLayout(layout)
        self.kind.currentIndexChanged.connect(self._show_page)
        self.json.textChanged.connect(self.changed)
        # Told for lines that are wrapped, too.
        self.json.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.line.textChanged.connect(self.changed)
        self.file.changed.connect(self.changed)
        self.remove_button.clicked.connect(self.removed)
        self._show_page()
        self._fit()

    def _fill(self) -> None:
        for kind, text in (
            (Kind.JSON, self.tr("JSON")),
            (Kind.TEXT, self.tr("Text")),
            (Kind.NUMBER, self.tr("Number")),
            (Kind.HEX, self.tr("Hex")),
            (Kind.FILE, self.tr("File")),
        ):
            self.kind.addItem(text, kind)
        self.kind.setAccessibleName(self.tr("Kind of the argument"))
        self.kind.setToolTip(self.tr("JSON, text or number; hex and files are sent as binary attachments"))
        self.json.setFont(current_theme().mono)
        self.json.setPlaceholderText('{"key": "value"}')
        self.json.setTabChangesFocus(True)
        self.json.document().setDocumentMargin(GRID - 1)
        for editor in (self.json, self.line):
            editor.setAccessibleName(self.tr("Argument"))
            self.pages.addWidget(editor)
        self.pages.addWidget(self.file)
        self.remove_button.setIcon(icons.icon("close"))
        self.remove_button.setToolTip(self.tr("Take this argument away"))
        self.remove_button.setAccessibleName(self.tr("Take this argument away"))

    @property
    def argument(self) -> Argument:
        """What is typed."""
        kind = Kind(self.kind.currentData())
        if kind is Kind.JSON:
            return Argument(kind, self.json.toPlainText())
        return Argument(kind, self.file.path() if kind is Kind.FILE else self.line.text())

    def show_argument(self, argument: Argument) -> None:
        """Let the person edit an argument."""
        self.kind.setCurrentIndex(self.kind.findData(argument.kind))
        if argument.kind is Kind.JSON:
            self.json.setPlainText(argument.text)
        elif argument.kind is Kind.FILE:
            self.file.set_path(argument.text)
        else:
            self.line.setText(argument.text)

    def focus(self) -> None:
        """Put the cursor into the field."""
        page = self.pages.currentWidget()
        if page is not None:
            page.setFocus()

    def _show_page(self) -> None:
        kind = self.kind.currentData()
        page = self.json if kind == Kind.JSON else self.file if kind == Kind.FILE else self.line
        if page is self.line:
            hints = {Kind.TEXT: self.tr("Any text"), Kind.NUMBER: "12.5", Kind.HEX: "de ad be ef"}
            self.line.setPlaceholderText(hints[Kind(kind)])
        self.pages.setCurrentWidget(page)
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        """Be as high as what is typed needs, within bounds."""
        height = max(ITEM, self.line.sizeHint().height())
        if self.pages.currentWidget() is self.json:
            document = self.json.document()
            lines = int(document.size().height())
            text = self.json.fontMetrics().lineSpacing() * max(1, min(_MOST_LINES, lines))
            around = 2 * (int(document.documentMargin()) + self.json.frameWidth())
            # One more: Qt scrolls where the last line ends with the view.
            height = max(height, text + around + 1)
            needed = Qt.ScrollBarPolicy.ScrollBarAsNeeded
            none = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            self.json.setVerticalScrollBarPolicy(needed if lines > _MOST_LINES else none)
        self.pages.setFixedHeight(height)
