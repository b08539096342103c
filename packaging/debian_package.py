"""Makes a package for Debian and Ubuntu of the bundle, with `dpkg-deb` alone."""

from __future__ import annotations

import gzip
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from xml.etree import ElementTree

from environment import ROOT
from manual_page import manual_page
from program_facts import BUILD, COMMAND, DESKTOP_NAME, DIST, METAINFO_NAME, VERSION
from program_icons import HICOLOR_SIZES, png
from shared_libraries import private_headers

sys.path.insert(0, str(ROOT))

from inspector.display import WAYLAND_LIBRARIES, WINDOW_LIBRARIES, X11_LIBRARIES, SystemLibrary

LINUX = ROOT / "packaging" / "linux"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
COMPRESSION = ["-Zxz", "-z9"]
GLIBC_VERSION = re.compile(r"\bGLIBC_(\d+)\.(\d+)\b")
MAINTAINER = "The WebSocket Inspector authors <developers@websocket-inspector.invalid>"
CHANGES = """\
{package} ({version}) unstable; urgency=low

  * See the project's README.

 -- {maintainer}  {date}
"""
CONTROL = """\
Package: {package}
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size}
Depends: {depends}
Recommends: {recommends}
Section: net
Priority: optional
Description: open, test and debug WebSocket connections
 WebSocket Inspector opens WebSocket and Socket.IO connections, sends messages,
 and shows every frame as it was on the wire, with a local server to test
 against. Everything goes into a capture, a SQLite file, while it happens.
 .
 The package brings its own Python and Qt.
"""


def build_package() -> Path:
    """Build the package of ``dist/ws-inspector/``; return the .deb."""
    bundle, tree = DIST / COMMAND, BUILD / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(bundle, tree / "usr" / "lib" / COMMAND, symlinks=True)
    _add_command(tree)
    _add_to_desktop(tree / "usr" / "share")
    _add_documents(tree / "usr" / "share")
    _set_modes(tree)
    _add_control(tree, bundle)
    architecture = ARCHITECTURES[platform.machine()]
    package = DIST / f"{COMMAND}_{VERSION}_{architecture}.deb"
    command = ["dpkg-deb", "--root-owner-group", *COMPRESSION, "--build", str(tree), str(package)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return package


def _add_command(tree: Path) -> None:
    link = tree / "usr" / "bin" / COMMAND
    link.parent.mkdir()
    link.symlink_to(Path("..") / "lib" / COMMAND / COMMAND)


def _add_to_desktop(share: Path) -> None:
    _copy(LINUX / f"{DESKTOP_NAME}.desktop", share / "applications")
    _copy(LINUX / f"{METAINFO_NAME}.metainfo.xml", share / "metainfo")
    _copy(LINUX / f"{DESKTOP_NAME}.xml", share / "mime" / "packages")
    icons = share / "icons" / "hicolor"
    for size in HICOLOR_SIZES:
        _write(icons / f"{size}x{size}" / "apps" / f"{DESKTOP_NAME}.png", png(size))
    scalable = icons / "scalable" / "apps" / f"{DESKTOP_NAME}.svg"
    _write(scalable, (ROOT / "resources" / "icons" / "app.svg").read_bytes())


def _add_documents(share: Path) -> None:
    _write(share / "man" / "man1" / f"{COMMAND}.1.gz", _packed(manual_page()))
    _copy(LINUX / "copyright", share / "doc" / COMMAND)
    changes = CHANGES.format(package=COMMAND, version=VERSION, maintainer=MAINTAINER, date=_release_date())
    _write(share / "doc" / COMMAND / "changelog.gz", _packed(changes))


def _release_date() -> str:
    """Give the day of the newest release in the metadata, as a changelog writes it."""
    metainfo = ElementTree.parse(LINUX / f"{METAINFO_NAME}.metainfo.xml")  # noqa: S314 - a file of our own
    release = metainfo.find("releases/release")
    assert release is not None
    return format_datetime(datetime.fromisoformat(release.attrib["date"]).replace(tzinfo=UTC))


def _add_control(tree: Path, bundle: Path) -> None:
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    sums = [f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n" for path in files]  # noqa: S324 - dpkg's own format
    depends = [f"libc6 (>= {_glibc_version(bundle)})", *_packages(WINDOW_LIBRARIES + X11_LIBRARIES)]
    control = CONTROL.format(
        package=COMMAND,
        version=VERSION,
        maintainer=MAINTAINER,
        architecture=ARCHITECTURES[platform.machine()],
        size=sum(path.stat().st_size for path in files) // 1024,
        depends=", ".join(depends),
        recommends=", ".join([*_packages(WAYLAND_LIBRARIES), "ca-certificates", "xdg-utils"]),
    )
    _write(tree / "DEBIAN" / "control", control.encode())
    _write(tree / "DEBIAN" / "md5sums", "".join(sums).encode())


def _packages(libraries: tuple[SystemLibrary, ...]) -> list[str]:
    return list(dict.fromkeys(one.debian_package for one in libraries if not one.bundled))


def _glibc_version(bundle: Path) -> str:
    """Give the newest version of glibc that something in the bundle was linked against."""
    objects = [path for path in bundle.rglob("*.so*") if path.is_file() and not path.is_symlink()]
    found = [
        (int(major), int(minor))
        for path in [*objects, bundle / COMMAND]
        for major, minor in GLIBC_VERSION.findall(private_headers(str(path)))
    ]
    return ".".join(map(str, max(found)))


def _set_modes(tree: Path) -> None:
    """Give everything the modes of a system's files, whatever this person's umask is."""
    for folder, _, names in os.walk(tree):
        Path(folder).chmod(0o755)
        for path in (Path(folder, name) for name in names):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 and path.name == COMMAND else 0o644)


def _packed(text: str) -> bytes:
    return gzip.compress(text.encode(), 9, mtime=0)


def _copy(source: Path, folder: Path) -> None:
    _write(folder / source.name, source.read_bytes())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
