"""Where the panels of the window are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from inspector.ui.layouts import characters_wide, column

if TYPE_CHECKING:
    from inspector.ui.main_window import MainWindow

_PANELS = (210, 860, 370)
"""First widths of connections, frames and details."""
_MIDDLE = (560, 160)
"""First heights of frames and composer."""
_MIDDLE_OF_THREE = (400, 320, 140)
"""Heights of frames, details and composer."""


def lay_out(window: MainWindow) -> None:
    """Put the panels of a window side by side, with handles between them."""
    window.detail_panel = QWidget()
    panel = column(window.partner, window.details, gap=0)
    panel.setStretch(1, 1)
    window.detail_panel.setLayout(panel)
    window.detail_panel.setMinimumWidth(characters_wide(window.details, 40))
    window.middle = _split(Qt.Orientation.Vertical, "middle", (window.log, window.composer), _MIDDLE)
    parts = (window.connections, window.middle, window.detail_panel)
    window.panels = _split(Qt.Orientation.Horizontal, "panels", parts, _PANELS)
    window.middle.setStretchFactor(0, 1)
    window.panels.setStretchFactor(1, 3)
    window.panels.setStretchFactor(2, 2)
    whole = QWidget()
    layout = column(window.bar, window.banner, window.panels, gap=0)
    layout.setStretch(2, 1)
    whole.setLayout(layout)
    window.setCentralWidget(whole)
    window.setStatusBar(window.status)


def _split(
    orientation: Qt.Orientation, name: str, widgets: tuple[QWidget, ...], sizes: tuple[int, ...]
) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setObjectName(name)
    for widget in widgets:
        splitter.addWidget(widget)
    splitter.setSizes(list(sizes))
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    return splitter


def place_details_below(window: MainWindow, below: bool) -> None:
    """Put the details below the frames, or to the right of them."""
    if below:
        window.middle.insertWidget(1, window.detail_panel)
        window.middle.setSizes(list(_MIDDLE_OF_THREE))
    else:
        window.panels.addWidget(window.detail_panel)
        window.panels.setSizes(list(_PANELS))
