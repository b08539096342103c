"""How long each phase of opening a connection took, as bars one after the other."""

from __future__ import annotations

import json
import math
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector.ui.facts_list import Fact, FactsList
from inspector.ui.layouts import GRID, ROW, column
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
    """A strip of phases over their times in milliseconds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strip = _Strip()
        self.facts = FactsList()
        self.setLayout(column(self._strip, self.facts, gap=1))

    def set_times(self, times: list[PhaseTime]) -> None:
        """Show these phases."""
        total = sum(time.milliseconds for time in times)
        self._strip.set_times(times)
        rows = [Fact(phase_name(time.phase), milliseconds_text(time.milliseconds), True) for time in times]
        if len(times) > 1:
            tip = self.tr("From the first step to the end of the opening handshake.")
            rows.append(Fact(self.tr("Total"), milliseconds_text(total), True, tip))
        self.facts.set_facts(rows)


class _Strip(QWidget):
    """The phases as bars in steps, each beginning where the one before ended."""

    def __init__(self) -> None:
        super().__init__()
        self._times: list[PhaseTime] = []
        self._theme = current_theme()
        self._theme.changed.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_times(self, times: list[PhaseTime]) -> None:
        self._times = times
        texts = [f"{phase_name(time.phase)} {milliseconds_text(time.milliseconds)}" for time in times]
        self.setAccessibleName(", ".join(texts))
        self.setToolTip("\n".join(texts))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(ROW * 4, ROW * len(self._times))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        names = max((self._advance(phase_name(time.phase)) for time in self._times), default=0) + GRID * 3
        total = sum(time.milliseconds for time in self._times) or 1
        room = max(0, self.width() - names)
        begun = 0.0
        for row, (phase, milliseconds) in enumerate(self._times):
            top = row * ROW
            painter.setPen(self._theme.color("muted"))
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, top, names, ROW), middle, phase_name(phase))
            track = QRectF(names, top + GRID * 2, room, ROW - GRID * 4)
            painter.fillRect(track, self._theme.color("pressed"))
            # A phase that took no time to speak of is still seen.
            bar = max(2.0, room * milliseconds / total)
            left = min(names + room * begun / total, names + room - bar)
            painter.fillRect(
                QRectF(left, track.top(), bar, track.height()),
                self._theme.color("primary"),
            )
            begun += milliseconds

    def _advance(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)


def phase_name(phase: str) -> str:
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
