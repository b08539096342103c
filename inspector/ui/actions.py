"""Makes actions that are ready to be placed in a menu or on a button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from inspector.ui import icons


def made_action(
    owner: QObject, text: str, shortcut: str, act: Callable[[], object], *, icon: str = "", tip: str = ""
) -> QAction:
    """Make an action with its shortcut, which its tooltip names."""
    action = QAction(text, owner)
    told = tip or text.removesuffix("…")
    if shortcut:
        action.setShortcut(QKeySequence(shortcut))
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        told = f"{told} ({key})"
    action.setToolTip(told)
    if icon:
        action.setIcon(icons.icon(icon))
    action.triggered.connect(lambda: act())
    return action
