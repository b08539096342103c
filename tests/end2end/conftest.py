"""The program as its users start it: a process, its output, its exit status."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONG_S = 60
"""A process that takes longer hangs."""


class Program:
    """A running process of the program."""

    def __init__(self, folder, arguments):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "inspector", *map(str, arguments)],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def line(self):
        """Wait for one line of its standard output."""
        return self._process.stdout.readline()

    def signal(self, number=signal.SIGINT):
        self._process.send_signal(number)

    def end(self):
        """Wait for its end and return the finished process."""
        out, err = self._process.communicate(timeout=LONG_S)
        return subprocess.CompletedProcess(self._process.args, self._process.returncode, out, err)

    def end_unread(self):
        """Close its standard output and wait for its end; return its exit status and standard error."""
        self._process.stdout.close()
        self._process.stdout = None
        done = self.end()
        return done.returncode, done.stderr

    def kill(self):
        self._process.kill()
        return self.end()


@pytest.fixture
def start(tmp_path):
    """Start the program in a folder of its own; what still runs at the end is killed."""
    started = []

    def start_program(*arguments):
        started.append(Program(tmp_path, arguments))
        return started[-1]

    yield start_program
    for program in started:
        program.kill()


@pytest.fixture
def run(start):
    """Run the program to its end."""
    return lambda *arguments: start(*arguments).end()


@pytest.fixture
def fails(run):
    """Run the program, and see that it fails as it should: one line on standard error, status 1."""

    def run_and_look(*arguments):
        done = run(*arguments)
        assert done.returncode == 1, done
        assert re.fullmatch(r"ws-inspector: [^\n]+\n", done.stderr), done.stderr
        return done.stderr

    return run_and_look


@pytest.fixture(scope="session")
def run_in():
    """Run the program to its end in a folder that outlives one test."""
    return lambda folder, *arguments: Program(folder, arguments).end()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Run `serve` for the tests of one module; return the base of its URLs."""
    program = Program(tmp_path_factory.mktemp("server"), ["serve", "--port", "0"])
    yield re.search(r"ws://127\.0\.0\.1:\d+", program.line())[0]
    program.kill()


@pytest.fixture
def wait_for():
    """Wait until something is so."""

    def wait(condition):
        until = time.monotonic() + LONG_S
        while not condition():
            assert time.monotonic() < until, "waited in vain"
            time.sleep(0.01)

    return wait
