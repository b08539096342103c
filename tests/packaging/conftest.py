"""The set-up scripts as modules; they import one another by name, as they do when the script runs."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def setup_module(monkeypatch):
    """Import one of the modules beside bootstrap.py, and forget it again."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    yield importlib.import_module
    for name in set(sys.modules) - before:
        if Path(getattr(sys.modules[name], "__file__", None) or "/").parent == ROOT / "packaging":
            del sys.modules[name]


@pytest.fixture
def ran(monkeypatch):
    """Run no process: keep each command, and let all of them succeed."""
    commands = []

    class Done:
        returncode = 0

    def run(command, **_options):
        commands.append([str(word) for word in command])
        return Done()

    monkeypatch.setattr("subprocess.run", run)
    return commands
