"""Runs one process and tells how long it took and how much memory it needed at most."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from flood_server import FloodServer

ROOT = Path(__file__).resolve().parents[2]

BARE_CLIENT = """
import asyncio, sys
from websockets.asyncio.client import connect

async def receive(url):
    async with connect(url, compression=None, max_size=None, proxy=None) as connection:
        async for _message in connection:
            pass

asyncio.run(receive(sys.argv[1]))
"""
"""What the library alone costs: each message received, and dropped at once."""


@dataclass(frozen=True)
class Run:
    """One run: from the opening handshake to the end of the process."""

    seconds: float
    peak_mb: float


def run_client(server: FloodServer, arguments: list[str]) -> Run:
    """Run a Python process that connects to the server; raises RuntimeError when it fails."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        _pid, status, usage = os.wait4(process.pid, 0)
        ended = time.monotonic()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(said.read().decode())
    return Run(ended - server.opened_at(), usage.ru_maxrss / 1024)


def window_environment(home: str) -> dict[str, str]:
    """Return the environment of a process that shows the window: on no screen unless one was chosen."""
    places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), home)
    paths = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    environment = {"QT_QPA_PLATFORM": "offscreen"} | os.environ | places | {"PYTHONPATH": paths}
    # As on anybody's machine from the second start on, whatever is set here: the code is compiled already.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment | {"PYTHONPYCACHEPREFIX": f"{home}/compiled"}


def record_arguments(url: str, capture: Path) -> list[str]:
    """Return the arguments of Python that record `url` into `capture`."""
    return ["-m", "inspector", "record", url, "-o", str(capture), "--no-compression"]


def bare_arguments(url: str) -> list[str]:
    """Return the arguments of Python that receive `url` with the library alone."""
    return ["-c", BARE_CLIENT, url]
