"""How large frames are and how long pings take: bars, and the figures that people quote."""

from __future__ import annotations

import enum
from collections.abc import Callable

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QToolButton, QWidget

from inspector.capture.statistics.distribution import MOST_ERROR, Distribution
from inspector.capture.statistics.follower import Numbers
from inspector.ui.counts import exact_count
from inspector.ui.empty_state import EmptyState
from inspector.ui.histogram.bins import Bar
from inspector.ui.histogram.chart import QUANTILES, HistogramChart
from inspector.ui.labels import ElidedLabel, PlainLabel
from inspector.ui.layouts import GRID, column, row
from inspector.ui.sizes import short_bytes
from inspector.ui.timeline.feed import StatisticsFeed
from inspector.ui.timeline.words import duration, progress_text

_WHO = "histogram"


class Kind(enum.StrEnum):
    """What is counted."""

    SIZES = "sizes"
    LATENCIES = "latencies"


class Histogram(QWidget):
    """The sizes of frames and the latencies of pings of what the feed follows, while it is visible.

    `sizeRangeSelected` carries the least and the greatest size, in bytes of payload, that the person
    chose, or None twice when that is cleared.
    """

    sizeRangeSelected = Signal(object, object)

    def __init__(self, feed: StatisticsFeed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._feed = feed
        self._kind = Kind.SIZES
        self.kind_buttons = self._make_buttons()
        self._read_out = ElidedLabel(role="hint")
        self._read_out.setProperty("mono", True)
        self.chart = HistogramChart(_size_text)
        self._empty = EmptyState("info", self.chart)
        self._figures = _Figures()
        top = row(*self.kind_buttons.values(), None, gap=1)
        layout = column(top, self._read_out, self.chart, self._figures, gap=2, margins=(2, 2, 2, 2))
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.chart.pointed.connect(self._say)
        self.chart.chosen.connect(self._chosen)
        feed.changed.connect(self._show)
        self.set_kind(Kind.SIZES)

    def _make_buttons(self) -> dict[Kind, QToolButton]:
        group = QButtonGroup(self)
        buttons = {}
        for kind, name, tip in (
            (Kind.SIZES, self.tr("Sizes"), self.tr("Bytes of payload in each frame, after inflating")),
            (
                Kind.LATENCIES,
                self.tr("Latencies"),
                self.tr("Time from each ping to the pong that answers it"),
            ),
        ):
            button = buttons[kind] = QToolButton()
            button.setText(name)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.clicked.connect(lambda _on, kind=kind: self.set_kind(kind))
            group.addButton(button)
        return buttons

    @property
    def kind(self) -> Kind:
        """What is shown."""
        return self._kind

    def set_kind(self, kind: Kind) -> None:
        """Show sizes or latencies."""
        if kind is not self._kind:
            self.chart.clear_choice()
        self._kind = kind
        self.kind_buttons[kind].setChecked(True)
        name = self.tr("Histogram of sizes") if kind is Kind.SIZES else self.tr("Histogram of latencies")
        self.chart.setAccessibleName(name)
        self._say(None)
        self._show(self._feed.numbers)

    def forget_choice(self) -> None:
        """Show that no sizes are chosen any more, and tell nobody."""
        self.chart.forget_choice()

    def showEvent(self, event: QShowEvent) -> None:
        """Count from now on."""
        super().showEvent(event)
        self._feed.set_looking(_WHO, True)
        self._show(self._feed.numbers)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the counting rest."""
        super().hideEvent(event)
        self._feed.set_looking(_WHO, False)

    def _show(self, numbers: Numbers | None) -> None:
        sizes = self._kind is Kind.SIZES
        pair = None if numbers is None else numbers.sizes if sizes else numbers.latencies
        write: Callable[[float], str] = _size_text if sizes else duration
        self.chart.set_values(pair, write)
        self._say(self.chart.bar)
        self._figures.set_values(pair or (Distribution(), Distribution()), write)
        self.chart.setAccessibleDescription(self._figures.text)
        self._empty.set_texts(numbers.error if numbers is not None and numbers.error else self._nothing())
        self._empty.set_shown(pair is not None and not any(one.count for one in pair))

    def _nothing(self) -> str:
        if self._kind is Kind.SIZES:
            return self.tr("No frames yet: their sizes appear here.")
        return self.tr(
            "No pings were answered yet: send one with Ping below, and its round trip appears here."
        )

    def _say(self, bar: Bar | None) -> None:
        """Say what is pointed at, else what is chosen, else what can be chosen."""
        chosen = self.chart.range
        if bar is not None:
            sent, received = map(exact_count, bar.tallies)
            self._read_out.setText(f"{self._values_text(bar.low, bar.high)}   ↑ {sent}   ↓ {received}")
        elif chosen is not None:
            self._read_out.setText(self._values_text(*chosen))
        else:
            numbers = self._feed.numbers
            counting = progress_text(numbers.read, numbers.to_read) if numbers is not None else ""
            self._read_out.setText(counting or self.tr("Drag to choose a range."))

    def _values_text(self, low: int, high: int) -> str:
        write = _size_text if self._kind is Kind.SIZES else duration
        return write(low) if low == high else f"{write(low)} – {write(high)}"

    def _chosen(self, low: int | None, high: int | None) -> None:
        self._say(None)
        if self._kind is Kind.SIZES:
            self.sizeRangeSelected.emit(low, high)


class _Figures(QWidget):
    """Count, extremes, mean and quantiles, one column for each direction."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4 * GRID)
        grid.setVerticalSpacing(GRID)
        ways = (PlainLabel(self.tr("↑ sent"), "sent"), PlainLabel(self.tr("↓ received"), "received"))
        for place, title in enumerate(ways, 1):
            title.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(title, 0, place)
            grid.setColumnStretch(place, 1)
        self._cells: tuple[list[PlainLabel], list[PlainLabel]] = ([], [])
        self._names: list[str] = []
        for number, (name, tip) in enumerate(self._figures(), 1):
            self._names.append(name)
            title = PlainLabel(name, "hint")
            title.setToolTip(tip)
            grid.addWidget(title, number, 0)
            for place, cells in enumerate(self._cells, 1):
                cells.append(self._cell(tip))
                grid.addWidget(cells[-1], number, place)

    def _figures(self) -> list[tuple[str, str]]:
        """Give the names of the figures, and what they mean."""
        return [
            (self.tr("count"), self.tr("How many there are")),
            (self.tr("min"), self.tr("The least, exactly")),
            *((f"p{part * 100:.0f}", self._quantile_tip(part)) for part in QUANTILES),
            (self.tr("max"), self.tr("The greatest, exactly")),
            (self.tr("mean"), self.tr("The mean, exactly")),
        ]

    def _cell(self, tip: str) -> PlainLabel:
        cell = PlainLabel()
        cell.setProperty("mono", True)
        cell.setAlignment(Qt.AlignmentFlag.AlignRight)
        cell.setToolTip(tip)
        cell.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return cell

    def _quantile_tip(self, part: float) -> str:
        percent = QLocale().toString(MOST_ERROR * 100, "f", 1)
        return self.tr(
            "{0} % are not greater than this. Exact for small values, else too large by {1} % at most."
        ).format(f"{part * 100:.0f}", percent)

    @property
    def text(self) -> str:
        """All figures as lines of text."""
        lines = (zip(self._names, cells, strict=True) for cells in self._cells)
        return "\n".join(", ".join(f"{name} {cell.text()}" for name, cell in line) for line in lines)

    def set_values(self, pair: tuple[Distribution, Distribution], write: Callable[[float], str]) -> None:
        """Show the figures of two distributions."""
        for cells, one in zip(self._cells, pair, strict=True):
            values = [one.least, *(one.quantile(part) for part in QUANTILES), one.greatest, one.mean]
            texts = ["–" if value is None else write(value) for value in values]
            for cell, text in zip(cells, [exact_count(one.count), *texts], strict=True):
                cell.setText(text)


def _size_text(value: float) -> str:
    return short_bytes(round(value))
