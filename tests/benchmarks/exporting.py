"""Seconds and memory of each export of a large capture, and of each import back."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from inspector.arguments import EXPORT_FORMATS
from inspector.capture.store import Capture

ROOT = Path(__file__).resolve().parents[2]
_IMPORTED = ("jsonl", "har")
_BATCH = 10_000
_ROW_NS = 1_000
_IDLE = """
import sys
from inspector.capture.store import Capture
from pathlib import Path
Capture.open(Path(sys.argv[1]), read_only=True).close()
"""
"""What a process needs that only opens the capture."""


@dataclass(frozen=True)
class Cost:
    """What one process took, from its start to its end."""

    seconds: float
    peak_mb: float


def fill(path: Path, count: int, size: int) -> None:
    """Make a capture of received text frames."""
    capture = Capture.create(path)
    connection = capture.open_connection("ws://127.0.0.1:8765/flood", peer="127.0.0.1:8765")
    began = time.time_ns()
    for first in range(0, count, _BATCH):
        while capture.full:
            time.sleep(0.01)
        numbers = range(first, min(first + _BATCH, count))
        payloads = [(b'{"n":%d,"x":"' % number).ljust(size - 2, b"x") + b'"}' for number in numbers]
        rows = [
            (began + number * _ROW_NS, 1, 0x81, None, len(payload), payload)
            for number, payload in zip(numbers, payloads, strict=True)
        ]
        capture.append(connection, rows, received=len(rows))
    capture.close()


def run(arguments: list[str]) -> Cost:
    """Run a Python process; raises RuntimeError when it fails."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *arguments], env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL
    )
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{arguments} ended with {process.returncode}")
    return Cost(time.monotonic() - started, usage.ru_maxrss / 1024)


def report(name: str, count: int, cost: Cost, size: int | None = None) -> None:
    """Print one row of the table."""
    told = "" if size is None else f"{size / 2**20:>10,.0f}"
    rate = count / cost.seconds / 1000
    print(f"{name:<24}{count:>12,}{cost.seconds:>10.2f}{rate:>14,.0f}{cost.peak_mb:>10,.0f}{told}")


def measure(folder: Path, count: int, size: int) -> None:
    """Export a capture of so many frames in every format, and import what can be imported."""
    capture = folder / "flood.wscap"
    fill(capture, count, size)
    report("(opening alone)", count, run(["-c", _IDLE, str(capture)]))
    for name in EXPORT_FORMATS:
        out = folder / f"out.{name}"
        cost = run(["-m", "inspector", "export", str(capture), "--format", name, "-o", str(out)])
        report(f"export {name}", count, cost, out.stat().st_size)
        if name in _IMPORTED:
            made = folder / f"{name}.wscap"
            cost = run(["-m", "inspector", "import", str(out), "-o", str(made)])
            report(f"import {name}", count, cost, made.stat().st_size)
            made.unlink()
        out.unlink()
    capture.unlink()


def main() -> None:
    """Measure a small capture and a large one: memory must not grow with them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000, help="frames of the large capture")
    parser.add_argument("--size", type=int, default=64, help="bytes of payload in each frame")
    choices = parser.parse_args()
    print(f"{'':<24}{'frames':>12}{'seconds':>10}{'k frames/s':>14}{'peak MB':>10}{'file MB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for count in (choices.count // 10, choices.count):
            measure(Path(folder), count, choices.size)


if __name__ == "__main__":
    main()
