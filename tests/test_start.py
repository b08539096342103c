"""What the first window must not wait for."""

import subprocess
import sys

import pytest

from inspector.ui import first_paint

SCRIPT = "import sys, inspector.app; print(*sys.modules)"


@pytest.fixture(scope="module")
def at_the_start():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "library",
    [
        "aiohttp", "cryptography", "email", "engineio", "h11", "idna", "importlib.metadata", "numpy",
        "pyqtgraph", "python_socks", "regex", "socketio", "websockets", "PySide6.QtNetwork", "PySide6.QtSvg",
    ],
)  # fmt: skip
def test_the_wiring_of_the_window_imports_no_library_that_it_does_not_need_yet(library, at_the_start):
    assert library not in at_the_start


@pytest.mark.parametrize(
    "room", ["capture", "session", "server", "payloads", "ui.furnishing", "ui.workbench"]
)
def test_what_fills_the_window_is_loaded_when_it_is_shown(room, at_the_start):
    assert f"inspector.{room}" not in at_the_start


def test_what_is_loaded_after_the_first_paint_is_not_loaded_before(at_the_start):
    assert at_the_start.isdisjoint(first_paint.NEXT)
