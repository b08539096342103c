"""What waits until the window was seen."""

from __future__ import annotations

import sys
from importlib import import_module

import pytest
from PySide6.QtWidgets import QWidget

from inspector.ui import first_paint
from inspector.ui.first_paint import NEXT, FirstPaint, load_next


def test_it_tells_once_that_the_window_was_painted(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    painted = FirstPaint(window)
    told = []
    painted.happened.connect(lambda: told.append(window.isVisible()))
    with qtbot.waitSignal(painted.happened):
        window.show()
    window.repaint()
    qtbot.wait(20)
    assert told == [True]


def test_a_window_that_is_shown_nowhere_keeps_nothing_waiting(qtbot, monkeypatch):
    monkeypatch.setattr(first_paint, "_AT_LATEST_MS", 1)
    window = QWidget()
    qtbot.addWidget(window)
    with qtbot.waitSignal(FirstPaint(window).happened):
        pass


def test_what_comes_next_is_loaded_beside_the_window(qtbot, monkeypatch):
    monkeypatch.setattr(first_paint, "NEXT", ("tabnanny",))
    window = QWidget()
    qtbot.addWidget(window)
    told = []
    load_next(window, lambda: told.append("tabnanny" in sys.modules))
    qtbot.waitUntil(lambda: told == [True])


@pytest.mark.parametrize("name", NEXT)
def test_what_comes_next_is_there_and_knows_no_qt(name):
    assert not any(hasattr(value, "staticMetaObject") for value in vars(import_module(name)).values())
