"""The Debian package, built of a small bundle: what is in it, and what it says of itself."""

import gzip
import shutil
import subprocess

import pytest

from inspector import __version__
from inspector.display import HOST_LIBRARIES

pytestmark = pytest.mark.skipif(
    any(shutil.which(program) is None for program in ("dpkg-deb", "objdump")), reason="this is no Debian"
)


@pytest.fixture
def package(setup_module, qapp, monkeypatch, tmp_path):
    """Build a package of a bundle that holds the shell in the place of the program."""
    module = setup_module("debian_package")
    inside = tmp_path / "dist" / "ws-inspector" / "_internal"
    inside.mkdir(parents=True)
    (inside / "some.txt").write_text("some")
    (inside / "some.txt").chmod(0o700)
    shutil.copy("/bin/sh", inside.parent / "ws-inspector")
    monkeypatch.setattr(module, "DIST", tmp_path / "dist")
    monkeypatch.setattr(module, "BUILD", tmp_path / "build")
    monkeypatch.setattr(module, "COMPRESSION", ["-Znone"])
    return module.build_package()


def dpkg(*arguments):
    done = subprocess.run(["dpkg-deb", *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def content(package):
    """Give mode and owner of each file in it, by its path."""
    lines = [line.split(None, 5) for line in dpkg("--contents", str(package)).splitlines()]
    return {line[5].removeprefix("."): (line[0], line[1]) for line in lines}


def test_it_is_named_as_debian_names_packages(package):
    assert package.name.startswith(f"ws-inspector_{__version__}_")
    assert dpkg("--field", str(package), "Package", "Version").splitlines() == [
        "Package: ws-inspector",
        f"Version: {__version__}",
    ]


def test_everything_lies_where_the_desktop_looks(package):
    found = content(package)
    assert found["/usr/bin/ws-inspector -> ../lib/ws-inspector/ws-inspector"][0].startswith("l")
    share = "/usr/share"
    wanted = [
        f"{share}/icons/hicolor/{size}x{size}/apps/websocket-inspector.png" for size in (16, 22, 48, 512)
    ]
    wanted += [
        f"{share}/applications/websocket-inspector.desktop",
        f"{share}/doc/ws-inspector/copyright",
        f"{share}/icons/hicolor/scalable/apps/websocket-inspector.svg",
        f"{share}/man/man1/ws-inspector.1.gz",
        f"{share}/metainfo/org.websocket_inspector.WebSocketInspector.metainfo.xml",
        f"{share}/mime/packages/websocket-inspector.xml",
    ]
    assert set(wanted) - set(found) == set()


def test_it_belongs_to_root_and_only_the_program_is_executable(package):
    found = content(package)
    assert {owner for _, owner in found.values()} == {"root/root"}
    executable = {path for path, (mode, _) in found.items() if mode.startswith("-") and "x" in mode}
    assert executable == {"/usr/lib/ws-inspector/ws-inspector"}


def test_it_depends_on_what_is_not_in_it(package):
    depends = dpkg("--field", str(package), "Depends") + dpkg("--field", str(package), "Recommends")
    assert depends.startswith("libc6 (>= 2.")
    assert {library.debian_package for library in HOST_LIBRARIES} - set(
        depends.replace(",", " ").split()
    ) == set()


def test_its_documents_can_be_read(package, tmp_path):
    dpkg("--extract", str(package), str(tmp_path / "out"))
    page = tmp_path / "out/usr/share/man/man1/ws-inspector.1.gz"
    assert gzip.decompress(page.read_bytes()).startswith(b".TH WS-INSPECTOR 1")


def test_the_sums_are_right(package, tmp_path):
    dpkg("--raw-extract", str(package), str(tmp_path / "out"))
    check = ["md5sum", "--check", "--quiet", "DEBIAN/md5sums"]
    assert subprocess.run(check, cwd=tmp_path / "out", capture_output=True, check=True).stdout == b""
