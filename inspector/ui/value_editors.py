"""Small editors for one value each: secrets, files, seconds, sizes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from inspector.ui import icons
from inspector.ui.layouts import characters_wide, row

_UNITS = {"B": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
_LARGEST_NUMBER = 2**31 - 1
_LONGEST_SECONDS = 86_400.0


class SecretEdit(QLineEdit):
    """A password or token: dots, until the person asks to see it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.reveal = QAction(self)
        self.reveal.setCheckable(True)
        self.reveal.toggled.connect(self._show_secret)
        self.addAction(self.reveal, QLineEdit.ActionPosition.TrailingPosition)
        self._show_secret(False)

    def _show_secret(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.reveal.setIcon(icons.icon("eye-off" if shown else "eye"))
        # Without a text the action stays out of the command palette.
        self.reveal.setToolTip(self.tr("Hide what is typed") if shown else self.tr("Show what is typed"))


class FileEdit(QWidget):
    """A path that can be typed, or chosen in a dialog that does not block."""

    changed = Signal()

    def __init__(self, title: str, file_filter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._filter = file_filter
        self.line = QLineEdit()
        self.line.setAccessibleName(title)
        self.line.textChanged.connect(self.changed)
        self.browse = QPushButton(self.tr("Choose…"))
        self.browse.setAccessibleName(self.tr("{0}: choose a file").format(title))
        self.browse.setToolTip(title)
        self.browse.clicked.connect(self.open_dialog)
        self.dialog: QFileDialog | None = None
        self.setLayout(row(self.line, self.browse, gap=1))
        self.setFocusProxy(self.line)

    def path(self) -> str:
        """Give the path, without white space around it."""
        return self.line.text().strip()

    def set_path(self, path: str) -> None:
        """Show a path."""
        self.line.setText(path)

    def open_dialog(self) -> None:
        """Ask for a file."""
        dialog = QFileDialog(self, self._title, self.path(), self._filter)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.set_path)
        dialog.finished.connect(self._dialog_finished)
        self.dialog = dialog
        dialog.open()

    def _dialog_finished(self) -> None:
        self.dialog = None
        self.line.setFocus()


class SecondsEdit(QDoubleSpinBox):
    """Seconds; zero stands for "never" or "off" where that is allowed."""

    def __init__(self, word_for_none: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._optional = bool(word_for_none)
        self.setDecimals(2)
        self.setRange(0.0 if self._optional else 0.01, _LONGEST_SECONDS)
        self.setSuffix(self.tr(" s"))
        self.setSpecialValueText(word_for_none)
        self.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaximumWidth(characters_wide(self, 16))

    def seconds(self) -> float | None:
        """Give the seconds; None for the special word."""
        value = self.value()
        return None if self._optional and value == 0 else value

    def set_seconds(self, seconds: float | None) -> None:
        """Show seconds; None shows the special word."""
        self.setValue(seconds or 0.0)

    def textFromValue(self, value: float) -> str:
        """Leave out digits that say nothing."""
        text = super().textFromValue(value)
        point = self.locale().decimalPoint()
        return text.rstrip("0").rstrip(point) if point in text else text


class SizeEdit(QWidget):
    """A number of bytes with its unit; zero stands for no limit."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = QSpinBox()
        self.number.setRange(0, _LARGEST_NUMBER)
        self.number.setGroupSeparatorShown(True)
        self.number.setSpecialValueText(self.tr("No limit"))
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.number.setFixedWidth(characters_wide(self, 16))
        self.number.setAccessibleName(self.tr("Largest message"))
        self.unit = QComboBox()
        self.unit.addItems(list(_UNITS))
        self.unit.setAccessibleName(self.tr("Unit of the largest message"))
        self.number.valueChanged.connect(self.changed)
        self.unit.currentIndexChanged.connect(self.changed)
        self.setLayout(row(self.number, self.unit, None, gap=1))
        self.setFocusProxy(self.number)

    def size_in_bytes(self) -> int | None:
        """Give the bytes; None for no limit."""
        return self.number.value() * _UNITS[self.unit.currentText()] or None

    def set_size(self, size: int | None) -> None:
        """Show bytes in the largest unit that needs no fraction."""
        exact = [unit for unit, factor in _UNITS.items() if size and size % factor == 0]
        unit = exact[-1] if exact else "MiB"
        self.unit.setCurrentText(unit)
        self.number.setValue((size or 0) // _UNITS[unit])
