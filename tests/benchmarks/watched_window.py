"""Sees the program's window from within its process, whoever makes it and however."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6 import QtWidgets
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow


def watch(
    made: Callable[[], None],
    shown: Callable[[], None],
    painted: Callable[[], None],
    filled: Callable[[], None] = lambda: None,
) -> None:
    """Call back when the application was made, and its window is shown, painted empty, and painted filled."""

    class Watched(QApplication):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            made()

    class Filter(QObject):
        paints = 0

        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Show:
                shown()
            elif event.type() == QEvent.Type.Paint and self.paints == 0:
                self.paints = 1
                painted()
            elif event.type() == QEvent.Type.Paint and hasattr(watched, "bar"):
                watched.removeEventFilter(self)
                filled()
            return False

    def show(window):
        # Not sooner and on this one only: all the events of all widgets would take longer than the rest.
        window.watching = Filter()
        window.installEventFilter(window.watching)
        QtWidgets.QWidget.show(window)

    QMainWindow.show = show
    QtWidgets.QApplication = Watched
    for module in list(sys.modules.values()):
        if module.__name__.startswith("inspector.") and hasattr(module, "QApplication"):
            module.QApplication = Watched
