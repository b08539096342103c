"""How long captures are kept and how much they may take: chosen by the person, applied at every start."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QPushButton, QSpinBox, QWidget

from inspector.capture.retention import CaptureFile, Limits
from inspector.ui.labels import WrappedLabel
from inspector.ui.layouts import column, row
from inspector.ui.sizes import short_bytes

_GIB = 1024**3
_MOST_DAYS = 9_999
_MOST_GIB = 99_999.0


class LimitsPanel(QWidget):
    """Edits `Limits`, and says what they would remove now."""

    changed = Signal(object)
    """The `Limits` as the person left them."""
    applyRequested = Signal()

    def __init__(self, limits: Limits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.by_age = QCheckBox(self.tr("Remove captures that are older than"))
        self.days = QSpinBox()
        self.days.setRange(1, _MOST_DAYS)
        self.days.setSuffix(self.tr(" days"))
        self.days.setAccessibleName(self.tr("Days until a capture is removed"))
        self.by_size = QCheckBox(self.tr("Remove the oldest ones when all take more than"))
        self.gibibytes = QDoubleSpinBox()
        self.gibibytes.setRange(0.1, _MOST_GIB)
        self.gibibytes.setDecimals(1)
        self.gibibytes.setSuffix(self.tr(" GiB"))
        self.gibibytes.setAccessibleName(self.tr("Gibibytes that all captures may take"))
        self.told = WrappedLabel(role="hint")
        self.apply = QPushButton(self.tr("Remove them now"))
        self.apply.setAutoDefault(False)
        self.apply.clicked.connect(self.applyRequested)
        widest = max(self.days.sizeHint().width(), self.gibibytes.sizeHint().width())
        for spin in (self.days, self.gibibytes):
            spin.setFixedWidth(widest)
        self._lay_out()
        self.set_limits(limits)
        for box in (self.by_age, self.by_size):
            box.toggled.connect(self._edited)
        self.days.valueChanged.connect(self._edited)
        self.gibibytes.valueChanged.connect(self._edited)

    def _lay_out(self) -> None:
        widest = max(self.by_age.sizeHint().width(), self.by_size.sizeHint().width())
        for box in (self.by_age, self.by_size):
            box.setMinimumWidth(widest)
        ages = row(self.by_age, self.days, None)
        sizes = row(self.by_size, self.gibibytes, None)
        bottom = row(self.told, self.apply)
        bottom.setStretch(0, 1)
        self.setLayout(column(ages, sizes, bottom, gap=1))

    def limits(self) -> Limits:
        """Give what is chosen."""
        days = self.days.value() if self.by_age.isChecked() else None
        size = round(self.gibibytes.value() * _GIB) if self.by_size.isChecked() else None
        return Limits(days, size)

    def set_limits(self, limits: Limits) -> None:
        """Show limits."""
        default = Limits()
        self.by_age.setChecked(limits.days is not None)
        self.days.setValue(limits.days or default.days or 1)
        self.by_size.setChecked(limits.size_bytes is not None)
        self.gibibytes.setValue((limits.size_bytes or default.size_bytes or _GIB) / _GIB)
        self._enable()

    def tell(self, beyond: list[CaptureFile]) -> None:
        """Say what the limits would remove."""
        self.apply.setVisible(bool(beyond))
        if not beyond:
            told = self.tr("Applied whenever a window opens; no capture is beyond them now.")
        else:
            size = short_bytes(sum(file.size_bytes for file in beyond))
            count = QLocale().toString(len(beyond))
            told = (
                self.tr("1 capture ({0}) is beyond them: it goes when the next window opens.").format(size)
                if len(beyond) == 1
                else self.tr(
                    "{0} captures ({1}) are beyond them: they go when the next window opens."
                ).format(count, size)
            )
        self.told.setText(told)

    def _edited(self) -> None:
        self._enable()
        self.changed.emit(self.limits())

    def _enable(self) -> None:
        self.days.setEnabled(self.by_age.isChecked())
        self.gibibytes.setEnabled(self.by_size.isChecked())
