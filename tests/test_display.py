"""Why no window can be shown is said before Qt is asked."""

import sys

import pytest

from inspector import display
from inspector.display import SystemLibrary, display_problem, missing_libraries

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has several kinds of screens")

ABSENT = SystemLibrary("libabsent-and-never-there.so.1", "libabsent1")
PRESENT = SystemLibrary("libc.so.6", "libc6")


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


def test_what_every_platform_lacks_comes_first(monkeypatch):
    monkeypatch.setattr(display, "WINDOW_LIBRARIES", (ABSENT,))
    problem = display_problem({"QT_QPA_PLATFORM": "offscreen"})
    assert "libabsent-and-never-there.so.1" in problem
    assert "sudo apt-get install libabsent1" in problem


def test_x11_lacks_its_own_libraries(monkeypatch):
    monkeypatch.setattr(display, "X11_LIBRARIES", (PRESENT, ABSENT))
    problem = display_problem({"DISPLAY": ":0"})
    assert problem.startswith("Qt on X11 lacks these system libraries: libabsent-and-never-there.so.1.")


def test_wayland_does_not_need_them(monkeypatch):
    monkeypatch.setattr(display, "X11_LIBRARIES", (ABSENT,))
    assert display_problem({"WAYLAND_DISPLAY": "wayland-0"}) is None
    assert display_problem({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0", "QT_QPA_PLATFORM": "xcb"})


def test_a_dead_x_server_is_named():
    assert display_problem({"DISPLAY": "127.0.0.1:54321"}) == (
        "The X server of DISPLAY=127.0.0.1:54321 does not answer. Start it, or correct DISPLAY."
    )
