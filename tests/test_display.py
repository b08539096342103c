"""Why no window can be shown is said before Qt is asked."""

import socket
import sys
import tempfile

import pytest

from inspector import display
from inspector.display import SystemLibrary, display_problem, missing_libraries

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has several kinds of screens")

ABSENT = SystemLibrary("libabsent-and-never-there.so.1", "libabsent1")
PRESENT = SystemLibrary("libc.so.6", "libc6")


@pytest.fixture
def compositor():
    """Give the environment of a Wayland screen that takes connections."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{folder}/wayland-9")
        listener.listen()
        yield {"XDG_RUNTIME_DIR": folder, "WAYLAND_DISPLAY": "wayland-9"}


@pytest.fixture(autouse=True)
def all_libraries_there(monkeypatch):
    monkeypatch.setattr(display, "WINDOW_LIBRARIES", (PRESENT,))
    monkeypatch.setattr(display, "X11_LIBRARIES", (PRESENT,))


def test_missing_libraries_are_those_that_do_not_load():
    assert missing_libraries([PRESENT, ABSENT]) == [ABSENT]


def test_no_screen_names_both_variables():
    assert "neither DISPLAY nor WAYLAND_DISPLAY is set" in display_problem({})


def test_an_offscreen_platform_needs_no_screen():
    assert display_problem({"QT_QPA_PLATFORM": "offscreen"}) is None
    assert display_problem({"QT_QPA_PLATFORM": "vnc:size=800x600"}) is None


def test_a_platform_that_qt_has_not_is_named():
    problem = display_problem({"QT_QPA_PLATFORM": "nonsense", "DISPLAY": ":0"})
    assert problem == (
        "There is no platform nonsense here, which QT_QPA_PLATFORM asks for. Unset it, or take one of "
        "xcb, wayland and offscreen."
    )


def test_what_every_platform_lacks_comes_first(monkeypatch):
    monkeypatch.setattr(display, "WINDOW_LIBRARIES", (ABSENT,))
    problem = display_problem({"QT_QPA_PLATFORM": "offscreen"})
    assert "libabsent-and-never-there.so.1" in problem
    assert "sudo apt-get install libabsent1" in problem


def test_x11_lacks_its_own_libraries(monkeypatch):
    monkeypatch.setattr(display, "X11_LIBRARIES", (PRESENT, ABSENT))
    problem = display_problem({"DISPLAY": ":0"})
    assert problem.startswith("Qt on X11 lacks these system libraries: libabsent-and-never-there.so.1.")


def test_wayland_does_not_need_them(monkeypatch, compositor):
    monkeypatch.setattr(display, "X11_LIBRARIES", (ABSENT,))
    assert display_problem(compositor) is None
    assert display_problem(compositor | {"DISPLAY": ":0"}) is None
    assert display_problem(compositor | {"DISPLAY": ":0", "QT_QPA_PLATFORM": "xcb"})


def test_a_compositor_is_found_by_its_path_alone(compositor):
    path = "{XDG_RUNTIME_DIR}/{WAYLAND_DISPLAY}".format_map(compositor)
    assert display_problem({"WAYLAND_DISPLAY": path}) is None


@pytest.mark.parametrize("folder", [{}, {"XDG_RUNTIME_DIR": "/nowhere"}])
def test_a_dead_compositor_is_named(folder):
    problem = display_problem({"WAYLAND_DISPLAY": "wayland-9"} | folder)
    assert problem.startswith("The Wayland compositor of WAYLAND_DISPLAY=wayland-9 does not answer")


def test_where_the_compositor_is_dead_the_x_server_is_asked():
    both = {"WAYLAND_DISPLAY": "wayland-9", "DISPLAY": "127.0.0.1:54321"}
    assert display_problem(both).startswith("The X server of DISPLAY=127.0.0.1:54321")
    assert display_problem(both | {"QT_QPA_PLATFORM": "wayland"}).startswith("The Wayland compositor")


def test_a_dead_x_server_is_named():
    assert display_problem({"DISPLAY": "127.0.0.1:54321"}) == (
        "The X server of DISPLAY=127.0.0.1:54321 does not answer. Start it, or correct DISPLAY."
    )
