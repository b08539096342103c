"""Whether a window can be shown here, found out before Qt aborts the process over it."""

from __future__ import annotations

import ctypes
import socket
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple


class SystemLibrary(NamedTuple):
    """A shared library that Qt loads and that no Python package brings along."""

    soname: str
    debian_package: str
    bundled: bool = False
    """The program's bundle has it inside, since not every desktop has it."""


WINDOW_LIBRARIES = (
    SystemLibrary("libGL.so.1", "libgl1"),
    SystemLibrary("libEGL.so.1", "libegl1"),
    SystemLibrary("libX11.so.6", "libx11-6"),
    SystemLibrary("libxkbcommon.so.0", "libxkbcommon0", bundled=True),
    SystemLibrary("libdbus-1.so.3", "libdbus-1-3"),
    SystemLibrary("libfontconfig.so.1", "libfontconfig1"),
    SystemLibrary("libfreetype.so.6", "libfreetype6"),
    SystemLibrary("libglib-2.0.so.0", "libglib2.0-0"),
    SystemLibrary("libgthread-2.0.so.0", "libglib2.0-0"),
    SystemLibrary("libgssapi_krb5.so.2", "libgssapi-krb5-2"),
    SystemLibrary("libstdc++.so.6", "libstdc++6"),
    SystemLibrary("libgcc_s.so.1", "libgcc-s1"),
)
"""Without these Qt cannot even be imported."""

X11_LIBRARIES = (
    SystemLibrary("libxcb.so.1", "libxcb1"),
    SystemLibrary("libX11-xcb.so.1", "libx11-xcb1"),
    SystemLibrary("libxcb-cursor.so.0", "libxcb-cursor0", bundled=True),
    SystemLibrary("libxcb-icccm.so.4", "libxcb-icccm4", bundled=True),
    SystemLibrary("libxcb-image.so.0", "libxcb-image0", bundled=True),
    SystemLibrary("libxcb-keysyms.so.1", "libxcb-keysyms1", bundled=True),
    SystemLibrary("libxcb-randr.so.0", "libxcb-randr0", bundled=True),
    SystemLibrary("libxcb-render.so.0", "libxcb-render0", bundled=True),
    SystemLibrary("libxcb-render-util.so.0", "libxcb-render-util0", bundled=True),
    SystemLibrary("libxcb-shape.so.0", "libxcb-shape0", bundled=True),
    SystemLibrary("libxcb-shm.so.0", "libxcb-shm0", bundled=True),
    SystemLibrary("libxcb-sync.so.1", "libxcb-sync1", bundled=True),
    SystemLibrary("libxcb-util.so.1", "libxcb-util1", bundled=True),
    SystemLibrary("libxcb-xfixes.so.0", "libxcb-xfixes0", bundled=True),
    SystemLibrary("libxcb-xkb.so.1", "libxcb-xkb1", bundled=True),
    SystemLibrary("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", bundled=True),
)
"""Without these Qt shows no window on an X11 screen."""

WAYLAND_LIBRARIES = (
    SystemLibrary("libwayland-client.so.0", "libwayland-client0"),
    SystemLibrary("libwayland-cursor.so.0", "libwayland-cursor0"),
    SystemLibrary("libwayland-egl.so.1", "libwayland-egl1"),
)
"""Without these Qt shows no window on a Wayland screen."""

HOST_LIBRARIES = tuple(
    library for library in WINDOW_LIBRARIES + X11_LIBRARIES + WAYLAND_LIBRARIES if not library.bundled
)
"""What the bundle expects of the machine that it is started on."""


def missing_libraries(libraries: Iterable[SystemLibrary]) -> list[SystemLibrary]:
    """Return those libraries that the dynamic linker does not find."""
    return [library for library in libraries if not _loads(library.soname)]


def display_problem(environ: Mapping[str, str]) -> str | None:
    """Say in one sentence why no window can be shown, and what to do; None when one can."""
    if sys.platform != "linux":
        return None
    if missing := missing_libraries(WINDOW_LIBRARIES):
        return _missing_sentence("Qt", missing)
    platform = environ.get("QT_QPA_PLATFORM", "").partition(";")[0].partition(":")[0]
    if platform not in ("", "xcb", "wayland"):
        return _platform_problem(platform)
    x11, wayland = environ.get("DISPLAY"), environ.get("WAYLAND_DISPLAY")
    if not x11 and not wayland:
        return (
            "There is no screen to show a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. Start it "
            "from a desktop session or under xvfb-run; `record`, `serve` and `export` need no screen."
        )
    if wayland and platform != "xcb":
        problem = _wayland_problem(wayland, environ)
        if problem is None or not x11 or platform == "wayland":
            return problem
    return _x11_problem(x11 or "")


def _platform_problem(platform: str) -> str | None:
    from importlib.util import find_spec

    found = find_spec("PySide6")
    folders = [
        Path(one, "Qt", "plugins", "platforms") for one in (found and found.submodule_search_locations) or ()
    ]
    if any((folder / f"libq{platform.partition('-')[0]}.so").exists() for folder in folders):
        return None
    return (
        f"There is no platform {platform} here, which QT_QPA_PLATFORM asks for. Unset it, or take one of "
        "xcb, wayland and offscreen."
    )


def _wayland_problem(display: str, environ: Mapping[str, str]) -> str | None:
    if missing := missing_libraries(WAYLAND_LIBRARIES):
        return _missing_sentence("Qt on Wayland", missing)
    # An absolute path replaces the folder of this person's sockets.
    path = Path(environ.get("XDG_RUNTIME_DIR", ""), display)
    if not environ.get("WAYLAND_SOCKET") and not (path.is_absolute() and _listens(path)):
        return (
            f"The Wayland compositor of WAYLAND_DISPLAY={display} does not answer in the folder that "
            "XDG_RUNTIME_DIR names. Start it, or correct these two."
        )
    return None


def _x11_problem(display: str) -> str | None:
    if missing := missing_libraries(X11_LIBRARIES):
        return _missing_sentence("Qt on X11", missing)
    if not _answers(display):
        return f"The X server of DISPLAY={display} does not answer. Start it, or correct DISPLAY."
    return None


def _missing_sentence(who: str, missing: list[SystemLibrary]) -> str:
    names = ", ".join(library.soname for library in missing)
    packages = " ".join(dict.fromkeys(library.debian_package for library in missing))
    return (
        f"{who} lacks these system libraries: {names}. "
        f"On Debian and Ubuntu install them with: sudo apt-get install {packages}"
    )


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def _answers(display: str) -> bool:
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed
