"""The virtual environment `.venv`, filled from locked and hashed requirement files."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "packaging" / "requirements"
PYTHON_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


class SetupError(Exception):
    """Setting up cannot go on; the text is one sentence for the person."""


class Environment:
    """A virtual environment that remembers which lock files it was filled from."""

    def __init__(self, folder: Path = ROOT / ".venv") -> None:
        self.folder = folder
        self.scripts = folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.scripts / ("python.exe" if os.name == "nt" else "python")
        self._stamp = folder / "bootstrap.json"

    def fill(self, *locks: str) -> None:
        """Install what the named lock files list, where that has not been done yet."""
        done = self._read_stamp()
        if done.get("python") != PYTHON_VERSION or not self.python.exists():
            self._make()
            done = {"python": PYTHON_VERSION}
        digests = {lock: hashlib.sha256((LOCKS / f"{lock}.txt").read_bytes()).hexdigest() for lock in locks}
        stale = [lock for lock in locks if done.get(lock) != digests[lock]]
        if stale:
            self._install(stale)
            self._write_stamp(done | digests)

    def variables(self) -> dict[str, str]:
        """Return environment variables for a process that shall find this environment's programs first."""
        return os.environ | {
            "PATH": os.pathsep.join([str(self.scripts), os.environ.get("PATH", os.defpath)]),
            "VIRTUAL_ENV": str(self.folder),
        }

    def _make(self) -> None:
        if importlib.util.find_spec("ensurepip") is None:
            raise SetupError(
                "this Python lacks its venv part. On Debian and Ubuntu install it with: "
                f"sudo apt-get install python{PYTHON_VERSION}-venv"
            )
        print(f"Making the virtual environment {self.folder.name} …", flush=True)
        command = [sys.executable, "-m", "venv", "--clear", str(self.folder)]
        if subprocess.run(command, check=False).returncode:
            raise SetupError(
                f"the virtual environment {self.folder} could not be made; the reason stands above."
            )
        self._write_stamp({"python": PYTHON_VERSION})

    def _install(self, locks: list[str]) -> None:
        print(f"Installing the locked packages ({', '.join(locks)}) …", flush=True)
        files = [part for lock in locks for part in ("--requirement", str(LOCKS / f"{lock}.txt"))]
        # The lock files are complete, so pip has no dependency left to look for.
        command = [str(self.python), "-m", "pip", "install", "--quiet", "--no-input", "--no-deps"]
        command += ["--disable-pip-version-check", "--require-hashes", *files]
        if subprocess.run(command, check=False).returncode:
            raise SetupError(
                "the packages could not be installed; pip's reason stands above. Once it is mended, "
                "give the same command again."
            )

    def _read_stamp(self) -> dict[str, str]:
        try:
            stamp: dict[str, str] = json.loads(self._stamp.read_text())
        except (OSError, ValueError):
            return {}
        return stamp

    def _write_stamp(self, stamp: dict[str, str]) -> None:
        self._stamp.write_text(json.dumps(stamp))
