"""What `bootstrap.py` can be told to do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import system_packages
from environment import ROOT, Environment, SetupError

__all__ = ["COMMANDS", "SetupError"]


def run(arguments: list[str]) -> int:
    """Set up and start the program."""
    system_packages.provide(browser=False)
    environment = Environment()
    environment.fill("run")
    return _become(environment, ["-m", "inspector", *arguments], PYTHONPATH=str(ROOT))


def test(arguments: list[str]) -> int:
    """Set up and run the tests, with no window on the screen."""
    system_packages.provide(browser=True)
    environment = Environment()
    environment.fill("run", "test")
    os.chdir(ROOT)
    return _become(environment, ["-m", "pytest", *arguments], QT_QPA_PLATFORM="offscreen")


def bundle(arguments: list[str]) -> int:
    """Set up and make a program that runs where no Python is."""
    system_packages.provide(browser=False, binary_utilities=True)
    environment = Environment()
    environment.fill("run", "bundle")
    return _become(environment, [str(ROOT / "packaging" / "bundle.py"), *arguments])


def lint(arguments: list[str]) -> int:
    """Set up and make every check that reads the code; all of them, even after one fails."""
    environment = Environment()
    environment.fill("run", "lint")
    checks = (["ruff", "check", *arguments], ["ruff", "format", "--check"], ["mypy"], ["lint-imports"])
    statuses = []
    for program, *rest in checks:
        print(f"── {' '.join([program, *rest])}", flush=True)
        command = [str(environment.scripts / program), *rest]
        statuses.append(
            subprocess.run(command, check=False, cwd=ROOT, env=environment.variables()).returncode
        )
    return int(any(statuses))


def _become(environment: Environment, arguments: list[str], **variables: str) -> int:
    """Let another process take this one's place, so that signals and the exit status are its own."""
    command = [str(environment.python), *arguments]
    if os.name == "posix":
        sys.stdout.flush()
        os.execve(command[0], command, environment.variables() | variables)
    return subprocess.run(command, check=False, env=environment.variables() | variables).returncode


COMMANDS: dict[str, Callable[[list[str]], int]] = {"run": run, "test": test, "lint": lint, "bundle": bundle}
