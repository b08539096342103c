"""What the window's tests share: the window itself, and the log of a capture."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from inspector.capture.store import Capture
from inspector.ui.frame_log import FrameLog
from inspector.ui.main_window import MainWindow
from inspector.ui.workbench import Workbench


@pytest.fixture
def with_window(run_async, settings, tmp_path, monkeypatch, qapp):
    """Run a coroutine with a window that is shown; everything is closed in order afterwards.

    The capture is in memory unless a path is given.
    """
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def run(scenario, path=None):
        async def main():
            capture = Capture.open(path) if path is not None and path.exists() else Capture.create(path)
            bench = Workbench(capture)
            window = MainWindow(settings)
            window.furnish(bench)
            window.server.port = 0
            window.show()
            window.activateWindow()
            try:
                await scenario(SimpleNamespace(window=window, bench=bench, capture=capture))
            finally:
                await bench.shut_down()
                window.let_go()
                capture.close()
                window.deleteLater()
                await asyncio.sleep(0)

        run_async(main(), timeout=60)

    return run


@pytest.fixture
def log(qtbot, settings, capture):
    """Show the log of the test's own `capture`."""
    widget = FrameLog(settings)
    qtbot.addWidget(widget)
    widget.resize(900, 500)
    widget.set_capture(capture)
    with qtbot.waitExposed(widget):
        widget.show()
    yield widget
    widget.set_capture(None)
