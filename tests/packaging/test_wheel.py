"""The wheel: built from the sources, installed into an empty environment, used from another folder."""

import shutil
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from inspector import __version__

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("inspector", "resources", "pyproject.toml", "README.md", "LICENSE")


def run(*command, cwd):
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build from a copy, so that the checkout stays clean and leftovers in it play no part."""
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "sources"
    copy.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy)
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check")
    run(*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", folder, copy, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def scripts(wheel, tmp_path_factory):
    """Install into an environment that holds nothing else; the dependencies are borrowed from this one."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    python = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", python)
    run(*pip, "install", "--no-deps", "--no-index", wheel, cwd=folder.parent)
    packages = run(python, "-c", "import site; print(site.getsitepackages()[0])", cwd=folder.parent).strip()
    Path(packages, "borrowed.pth").write_text("\n".join(site.getsitepackages()))
    return folder / "bin"


def test_every_resource_is_inside(wheel):
    resources = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "resources").rglob("*") if path.is_file()
    }
    wanted = {name for name in resources if "__pycache__" not in name}
    assert any(name.endswith(".svg") for name in wanted)
    assert wanted - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_nothing_else_is_inside(wheel):
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"inspector", "resources", f"websocket_inspector-{__version__}.dist-info"}


def test_the_licence_is_inside(wheel):
    name = f"websocket_inspector-{__version__}.dist-info/licenses/LICENSE"
    assert zipfile.ZipFile(wheel).read(name).startswith(b"MIT License")


def test_the_installed_program_finds_its_resources(scripts, tmp_path):
    script = "from resources import resource_path; print(resource_path('server', 'index.html'))"
    found = Path(run(scripts / "python", "-c", script, cwd=tmp_path).strip())
    assert found.is_relative_to(scripts.parent)
    assert found.is_file()


def test_the_installed_command_says_its_version(scripts, tmp_path):
    assert run(scripts / "ws-inspector", "--version", cwd=tmp_path) == f"ws-inspector {__version__}\n"


def test_the_installed_command_helps(scripts, tmp_path):
    printed = run(scripts / "ws-inspector", "--help", cwd=tmp_path)
    assert printed.startswith("usage: ws-inspector [URL] [--capture FILE] [--new-window]\n")
    assert "record URL -o FILE" in printed
