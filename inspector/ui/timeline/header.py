"""The line above the timeline: its fold, what it plots, and what is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QLayout, QSizePolicy, QToolButton, QWidget

from inspector.ui import icons
from inspector.ui.labels import PlainLabel
from inspector.ui.layouts import row
from inspector.ui.timeline.range import Stretch
from inspector.ui.timeline.words import Measure, measure_name, measure_tip, stretch_text


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
        self._make_tools()
        legend = [PlainLabel(self.tr("↑ sent"), "sent"), PlainLabel(self.tr("↓ received"), "received")]
        self._legend = QWidget()
        self._legend.setLayout(row(*legend, gap=2, margins=(1, 0, 1, 0)))
        self._only_open = [*self.measure_buttons.values(), self.select_button]
        items = (*self.measure_buttons.values(), self._legend, None, self.whole_button)
        layout = row(
            self.fold_button, *items, self.clear_button, self.select_button, gap=1, margins=(1, 0, 1, 0)
        )
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # it gives way by itself
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._folded = True
        self._selected: Stretch | None = None
        self.whole_button.hide()
        self.set_selected(None)
        self.set_folded(True)

    def _make_tools(self) -> None:
        self.select_button = self._tool(
            "filter", self.tr("Choose a stretch of time by dragging (Shift+drag)")
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
        self._fit()

    def set_measure(self, measure: Measure) -> None:
        """Show what is plotted."""
        self.measure_buttons[measure].setChecked(True)

    def set_selected(self, stretch: Stretch | None) -> None:
        """Show what is chosen, also while folded: the table shows no more than that."""
        self._selected = stretch
        tip = self.tr("Clear the chosen stretch of time (Esc)")
        self.clear_button.setToolTip(f"{stretch_text(stretch)}\n{tip}" if stretch is not None else tip)
        self.clear_button.setVisible(stretch is not None)
        self._fit()

    def set_zoomed(self, zoomed: bool) -> None:
        """Offer the way back to the whole."""
        self.whole_button.setVisible(zoomed and not self._folded)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less where there is less room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave out what is the least missed until the rest fits: legend, chosen stretch, name."""
        stretch = stretch_text(self._selected) if self._selected is not None else ""
        name = self.tr("Timeline")
        for legend, chosen, title in (
            (True, stretch, name),
            (False, stretch, name),
            (False, "", name),
            (False, "", ""),
        ):
            self._legend.setVisible(legend and not self._folded)
            self.clear_button.setText(chosen)
            self.fold_button.setText(title)
            if self._needed() <= self.width():
                break

    def _needed(self) -> int:
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        return layout.sizeHint().width()
