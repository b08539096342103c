"""Says that the program itself has failed: what happened, where the capture is, and a report to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QWidget

from inspector.ui import icons
from inspector.ui.first_size import take_first_size
from inspector.ui.labels import PlainLabel, WrappedLabel
from inspector.ui.layouts import GRID, column, row

_WIDTH_STEPS, _HEIGHT_STEPS = 160, 100
_ICON_STEPS = 8


class CrashDialog(QDialog):
    """Stops nothing: the window stays usable, and connections go on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("crashDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("The program has a fault"))
        self.setModal(False)
        self.what = WrappedLabel(role="title")
        self.capture = WrappedLabel(role="hint")
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setProperty("mono", True)
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.report.setAccessibleName(self.tr("Report"))
        hint = WrappedLabel(
            self.tr("Please send this report: it holds versions and lines of code, and no payloads."),
            role="hint",
        )
        self.copy_button = QPushButton(icons.icon("copy"), self.tr("Copy the report"))
        self.copy_button.clicked.connect(self.copy)
        self.close_button = QPushButton(self.tr("Go on"))
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.close)
        picture = PlainLabel()
        picture.setPixmap(icons.pixmap("error", size=_ICON_STEPS * GRID))
        head = row(picture, column(self.what, self.capture, gap=1), gap=3)
        head.setStretch(1, 1)
        buttons = row(self.copy_button, None, self.close_button, gap=2)
        self.setLayout(column(head, hint, self.report, buttons, gap=3, margins=(4, 4, 4, 4)))
        take_first_size(self, _WIDTH_STEPS * GRID, _HEIGHT_STEPS * GRID)

    def show_report(self, what: str, capture: str, report: str) -> None:
        """Show what happened, where the capture is, and the report."""
        self.what.setText(what)
        self.capture.setText(capture)
        self.report.setPlainText(report)

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.copy_button.setText(self.tr("Copied"))
