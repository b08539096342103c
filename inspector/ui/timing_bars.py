"""How long each phase of opening a connection took, as bars one after the other."""

from __future__ import annotations

import json
import math
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QLocale, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from inspector.ui.labels import PlainLabel
from inspector.ui.layouts import GRID
from inspector.ui.theme import current_theme

_PHASES = ("dns", "tcp", "proxy", "tls", "upgrade")
_LONGEST_MS = 1e9


class PhaseTime(NamedTuple):
    """A phase and its milliseconds."""

    phase: str
    milliseconds: float


def read_timings(text: str | None) -> list[PhaseTime]:
    """Read the phases in the order in which they happen; what is no sensible number is left out."""
    try:
        loaded = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return []
    if not isinstance(loaded, dict):
        return []
    times = [PhaseTime(phase, _number(loaded.get(phase))) for phase in _PHASES]
    return [time for time in times if not math.isnan(time.milliseconds)]


class TimingBars(QWidget):
    """One row for each phase: its name, a bar that begins where the one before ended, its milliseconds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GRID * 3)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnStretch(1, 1)

    def set_times(self, times: list[PhaseTime]) -> None:
        """Show these phases."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        total = sum(time.milliseconds for time in times)
        begun = 0.0
        for row, (phase, milliseconds) in enumerate(times):
            self._add_row(row, _phase_name(phase), milliseconds, _Bar(begun, milliseconds, total))
            begun += milliseconds
        if len(times) > 1:
            self._add_row(len(times), self.tr("Total"), total, None)

    def _add_row(self, row: int, name: str, milliseconds: float, bar: QWidget | None) -> None:
        value = PlainLabel(milliseconds_text(milliseconds))
        value.setProperty("mono", True)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setAccessibleName(f"{name}: {value.text()}")
        value.setToolTip(self.tr("Milliseconds that this took while the connection was opened."))
        self._grid.addWidget(PlainLabel(name, "hint"), row, 0)
        if bar is not None:
            self._grid.addWidget(bar, row, 1)
        self._grid.addWidget(value, row, 2)


class _Bar(QWidget):
    """The part of the whole time that one phase took."""

    def __init__(self, begun: float, milliseconds: float, total: float) -> None:
        super().__init__()
        whole = total or 1.0
        self._begins, self._part = begun / whole, milliseconds / whole
        self._theme = current_theme()
        self._theme.changed.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(GRID * 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bar on its track."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("pressed"))
        # A phase that took next to no time is still seen.
        width = max(self._theme.metric("marker"), self.width() * self._part)
        left = min(self.width() * self._begins, self.width() - width)
        painter.fillRect(QRectF(left, 0, width, self.height()), self._theme.color("primary"))


def _phase_name(phase: str) -> str:
    """Name a phase for the person."""
    names = {
        "dns": _tr("DNS"),
        "tcp": _tr("TCP"),
        "proxy": _tr("Proxy"),
        "tls": _tr("TLS"),
        "upgrade": _tr("Upgrade"),
    }
    return names[phase]


def milliseconds_text(milliseconds: float) -> str:
    """Give milliseconds with as many digits as say something."""
    digits = 2 if milliseconds < 10 else 1 if milliseconds < 100 else 0
    return f"{QLocale().toString(milliseconds, 'f', digits)} ms"


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    return float(value) if 0 <= value <= _LONGEST_MS else math.nan


def _tr(text: str) -> str:
    return QCoreApplication.translate("TimingBars", text)
