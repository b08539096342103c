"""How large a window is when it is shown first."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

_PART_OF_SCREEN = 0.92
"""On a small screen the title bar and the frame need room as well; how much is known only later."""


def take_first_size(window: QWidget, width: int, height: int) -> None:
    """Make a window so large, in pixels, or as large as the screen lets it be."""
    room = window.screen().availableSize() * _PART_OF_SCREEN
    window.resize(min(width, room.width()), min(height, room.height()))
