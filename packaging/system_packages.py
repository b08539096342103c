"""What the system itself has to bring: shared libraries, a font, and programs for the tests."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from environment import PYTHON_VERSION, ROOT, SetupError

sys.path.insert(0, str(ROOT))

from inspector.display import WINDOW_LIBRARIES, X11_LIBRARIES, missing_libraries

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


TEST_PROGRAMS = {
    "tshark": "tshark",
    "Xvfb": "xvfb",
    "desktop-file-validate": "desktop-file-utils",
    "appstreamcli": "appstream",
    "update-mime-database": "shared-mime-info",
    "gio": "libglib2.0-bin",
    "groff": "groff-base",
}
"""Programs that some tests need, and their packages."""

BINARY_UTILITIES = ("ld", "objcopy", "objdump", "strip")


def provide(*, browser: bool, binary_utilities: bool = False) -> None:
    """Install what is missing where this process may, and otherwise say how to."""
    if sys.platform != "linux":
        return
    needed = _needed_packages()
    if binary_utilities and not all(map(shutil.which, BINARY_UTILITIES)):
        needed.append("binutils")
    wanted = _wanted_by_tests() if browser else []
    if not needed + wanted:
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        _install(needed + wanted)
        return
    for package in wanted:
        print(f"SKIPPED: the tests that need {package}, which is not installed.", flush=True)
    if needed:
        raise SetupError(
            "these system packages are missing. On Debian and Ubuntu install them with: "
            f"sudo apt-get install {' '.join(needed)}"
        )


def _needed_packages() -> list[str]:
    missing = missing_libraries(WINDOW_LIBRARIES + X11_LIBRARIES)
    packages = list(dict.fromkeys(library.debian_package for library in missing))
    if not _has_font():
        packages.append("fonts-dejavu-core")
    if importlib.util.find_spec("ensurepip") is None:
        packages.append(f"python{PYTHON_VERSION}-venv")
    return packages


def _wanted_by_tests() -> list[str]:
    wanted = [] if any(map(shutil.which, BROWSERS)) else ["chromium"]
    return wanted + [package for program, package in TEST_PROGRAMS.items() if not shutil.which(program)]


def _has_font() -> bool:
    return any(next(folder.rglob("*.[ot]tf"), None) for folder in FONT_FOLDERS)


def _install(packages: list[str]) -> None:
    print(f"Installing system packages: {' '.join(packages)} …", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", *packages]
    for command in (["apt-get", "update", "--quiet=2"], install):
        if subprocess.run(command, check=False, env=quiet, stdout=subprocess.DEVNULL).returncode:
            raise SetupError(f"`{' '.join(command)}` failed; its reason stands above.")
