"""What the tests of the capture share: captures that are closed, a child process, and a small disk.

They look into captures that are open with apsw, never with the standard sqlite3: two copies of SQLite in
one process drop each other's locks.
"""

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from inspector.capture.store import Capture

ROOT = Path(__file__).resolve().parents[2]
START_NS = 1_700_000_000_123_456_789


@pytest.fixture
def captures():
    """Make or open captures that are closed at the end."""
    opened = []

    class Captures:
        def create(self, path=None):
            opened.append(Capture.create(path))
            return opened[-1]

        def open(self, path, **options):
            opened.append(Capture.open(path, **options))
            return opened[-1]

    yield Captures()
    for capture in opened:
        capture.close()


@pytest.fixture(params=["file", "memory"])
def capture(request, captures, tmp_path):
    """A capture in each of the two places."""
    return captures.create(tmp_path / "a.wscap" if request.param == "file" else None)


@pytest.fixture
def rows():
    """Make text frames that say their number."""

    def make(count, first=0, *, direction=1, head=0x81):
        return [
            (START_NS + number, direction, head, None, len(payload), payload)
            for number in range(first, first + count)
            for payload in [b"frame %d" % number]
        ]

    return make


@pytest.fixture
def start_child():
    """Start a Python process that can import the program; what still runs at the end is killed."""
    children = []

    def start(code, *arguments):
        children.append(
            subprocess.Popen(
                [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
                env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        return children[-1]

    yield start
    for child in children:
        child.kill()
        child.communicate()


class SmallDisk:
    """A file system of a few megabytes."""

    def __init__(self, folder):
        self.folder = folder
        self._mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder))

    def grow(self):
        self._mount("-o", "remount,size=64m", str(self.folder))

    def forbid_writing(self):
        self._mount("-o", "remount,ro", str(self.folder))

    def unmount(self):
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)

    def _mount(self, *arguments):
        subprocess.run(["mount", *arguments], check=True, capture_output=True)


@pytest.fixture
def small_disk(tmp_path):
    """A small file system of its own, where this user may make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if shutil.which("mount") is None:
        pytest.skip("NOT TESTED on a really full disk: there is no mount command")
    try:
        disk = SmallDisk(folder)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"NOT TESTED on a really full disk, for no disk can be made: {error.stderr.decode()}")
    yield disk
    disk.unmount()
