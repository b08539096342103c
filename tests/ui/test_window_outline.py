"""What is seen of a window before its panels are there."""

import asyncio

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication

from inspector.capture.store import Capture
from inspector.ui.main_window import MainWindow
from inspector.ui.window_outline import read_outline
from inspector.ui.workbench import Workbench


def test_a_new_window_has_no_outline_yet(qtbot, settings):
    window = MainWindow(settings)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    assert read_outline(settings) == []


def test_the_panels_appear_where_their_outline_was(with_window, settings, qtbot):
    async def scenario(it):
        await asyncio.sleep(0)
        it.window.close()
        frames, *lines = read_outline(settings)
        viewport = it.window.table.viewport()
        assert frames == QRect(viewport.mapTo(it.window, viewport.rect().topLeft()), viewport.size())
        assert len(lines) == 5
        assert {min(line.width(), line.height()) for line in lines} == {1}

    with_window(scenario)
    again = MainWindow(settings)
    qtbot.addWidget(again)
    with qtbot.waitExposed(again):
        again.show()
    frames = read_outline(settings)[0]
    image = again.grab().toImage()
    inside, outside = image.pixelColor(frames.center()), image.pixelColor(frames.topLeft() * 0.5)
    palette = again.centralWidget().palette()
    assert inside == palette.base().color()
    assert outside == palette.window().color()


def test_what_is_typed_into_a_window_that_was_empty_goes_into_the_url(qtbot, settings):
    window = MainWindow(settings)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    capture = Capture.create(None)
    window.furnish(Workbench(capture))
    qtbot.keyClicks(QApplication.focusWidget(), "ws://localhost/")
    assert window.bar.url.line.text() == "ws://localhost/"
    window.let_go()
    capture.close()


@pytest.mark.parametrize("kept", ["no JSON", "[[1, 2]]", "7", '[["a", "b", "c", "d"]]', "[]"])
def test_an_outline_that_cannot_be_read_is_none(settings, kept):
    settings.setValue("window/outline", kept)
    assert read_outline(settings) == []
