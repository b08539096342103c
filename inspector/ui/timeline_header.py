"""The line above the timeline: its fold, what it plots, what is pointed at, and what is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QToolButton, QWidget

from inspector.ui import icons
from inspector.ui.labels import ElidedLabel, PlainLabel
from inspector.ui.layouts import row
from inspector.ui.timeline_range import Stretch
from inspector.ui.timeline_words import Measure, measure_name, measure_tip, stretch_text


class TimelineHeader(QWidget):
    """Says what the person wants of the timeline; folded, it is only the button that unfolds it."""

    foldToggled = Signal()
    measureChosen = Signal(object)
    selectToggled = Signal(bool)
    clearRequested = Signal()
    wholeRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timelineHeader")
        self.fold_button = QToolButton()
        self.fold_button.setText(self.tr("Timeline"))
        self.fold_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold_button.clicked.connect(self.foldToggled)
        self._measures = QButtonGroup(self)
        self.measure_buttons = {measure: self._measure_button(measure) for measure in Measure}
        self.read_out = ElidedLabel(role="hint")
        self.read_out.setProperty("mono", True)
        self.read_out.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._make_tools()
        legend = [PlainLabel(self.tr("↑ sent"), "sent"), PlainLabel(self.tr("↓ received"), "received")]
        self._only_open = [*self.measure_buttons.values(), *legend, self.read_out, self.select_button]
        items = (*self.measure_buttons.values(), *legend, self.read_out, self.whole_button)
        layout = row(
            self.fold_button, *items, self.clear_button, self.select_button, gap=1, margins=(1, 0, 1, 0)
        )
        layout.setStretchFactor(self.read_out, 1)
        layout.insertStretch(layout.count() - 3)
        self.setLayout(layout)
        self.set_folded(True)
        self.set_selected(None)
        self.set_zoomed(False)

    def _make_tools(self) -> None:
        self.select_button = self._tool(
            "scissors", self.tr("Choose a stretch of time by dragging (Shift+drag)")
        )
        self.select_button.setCheckable(True)
        self.select_button.toggled.connect(self.selectToggled)
        self.whole_button = self._tool("", self.tr("Show the whole capture (double click, or 0)"))
        self.whole_button.setText(self.tr("Whole"))
        self.whole_button.clicked.connect(self.wholeRequested)
        self.clear_button = self._tool("close", self.tr("Clear the chosen stretch of time (Esc)"))
        self.clear_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clear_button.setProperty("mono", True)
        self.clear_button.clicked.connect(self.clearRequested)

    def _tool(self, icon: str, tip: str) -> QToolButton:
        button = QToolButton()
        if icon:
            button.setIcon(icons.icon(icon))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def _measure_button(self, measure: Measure) -> QToolButton:
        button = self._tool("", measure_tip(measure))
        button.setText(measure_name(measure))
        button.setCheckable(True)
        button.clicked.connect(lambda: self.measureChosen.emit(measure))
        self._measures.addButton(button)
        return button

    def set_folded(self, folded: bool) -> None:
        """Show what the fold leaves."""
        self._folded = folded
        tip = self.tr("Show the timeline") if folded else self.tr("Fold the timeline")
        self.fold_button.setIcon(icons.icon("chevron-right" if folded else "chevron-down"))
        self.fold_button.setToolTip(tip)
        self.fold_button.setAccessibleName(tip)
        for widget in self._only_open:
            widget.setVisible(not folded)

    def set_measure(self, measure: Measure) -> None:
        """Show what is plotted."""
        self.measure_buttons[measure].setChecked(True)

    def set_pointed(self, text: str) -> None:
        """Say what is pointed at."""
        self.read_out.setText(text)

    def set_selected(self, stretch: Stretch | None) -> None:
        """Show what is chosen, also while folded: the table shows no more than that."""
        self.clear_button.setText(stretch_text(stretch) if stretch is not None else "")
        self.clear_button.setVisible(stretch is not None)

    def set_zoomed(self, zoomed: bool) -> None:
        """Offer the way back to the whole."""
        self.whole_button.setVisible(zoomed and not self._folded)
