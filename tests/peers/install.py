"""Installs the peers from npm once, as locked, into a folder that is not part of the sources."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent
CACHE = FOLDER.parents[1] / "build" / "peers"
_INSTALL = ("ci", "--omit-lockfile-registry-resolved", "--ignore-scripts", "--no-audit", "--no-fund")


def node_environment():
    """Give the environment in which Node finds the peers; skip where there is no Node or npm."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("Node and npm are not installed, so nothing was tested against Node's ws")
    return os.environ | {"NODE_PATH": str(_installed(npm) / "node_modules")}


def _installed(npm):
    lock = (FOLDER / "package-lock.json").read_bytes()
    found = CACHE / hashlib.sha256(lock).hexdigest()[:16]
    if found.exists():
        return found
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        folder = Path(name) / "peers"
        folder.mkdir()
        for file in ("package.json", "package-lock.json"):
            shutil.copy(FOLDER / file, folder)
        subprocess.run([npm, *_INSTALL], cwd=folder, check=True, capture_output=True, text=True)
        try:
            folder.rename(found)
        except OSError:
            # Another test run was faster.
            assert found.exists()
    return found
