"""Where the time goes until the window is painted, empty and then filled, beside a bare one.

The bare one is a `QMainWindow` without content, with asyncio and qasync.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import subprocess
import sys
import tempfile
import time

from measured import window_environment

PARTS = ("interpreter", "PySide6", "qasync", "inspector.app", "application", "window", "painted")

BARE = """
import os, time

times = [time.monotonic()]
tick = lambda: times.append(time.monotonic())
import PySide6.QtWidgets
tick()
import qasync
tick()
import asyncio
tick()


def painted():
    tick()
    print(*times, flush=True)
    os._exit(0)


from watched_window import watch
watch(tick, tick, painted)
times[-1] = time.monotonic()


async def show():
    window = PySide6.QtWidgets.QMainWindow()
    window.resize(1440, 860)
    window.show()
    await asyncio.Event().wait()


loop = qasync.QEventLoop(PySide6.QtWidgets.QApplication([]))
asyncio.set_event_loop(loop)
with loop:
    loop.run_until_complete(show())
"""
"""What any program of this kind has to wait for: the same libraries and a window without content."""

PROGRAM = """
import os, time

times = [time.monotonic()]
tick = lambda: times.append(time.monotonic())
import PySide6.QtWidgets
tick()
import qasync
tick()
import inspector.app
tick()


def filled():
    tick()
    print(*times, flush=True)
    os._exit(0)


from watched_window import watch
watch(tick, tick, tick, filled)
times[-1] = time.monotonic()  # the watching itself does not count
inspector.app.run_window()
"""


def start_once(script: str, home: str) -> list[float]:
    """Start a program once; return the milliseconds that each part took."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=window_environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    times = [started, *map(float, done.stdout.split())]
    return [(after - before) * 1000 for before, after in itertools.pairwise(times)]


def main() -> None:
    """Start both in turn a few times; print the median of each part, and how many times the bare one's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    choices = parser.parse_args()
    bare, program = [], []
    with tempfile.TemporaryDirectory() as home:
        for script in (BARE, PROGRAM):
            start_once(script, home)  # the first start compiles and fills the disk cache
        for _ in range(choices.rounds):
            bare.append(start_once(BARE, home))
            program.append(start_once(PROGRAM, home))
    print(f"{'':<16}{'bare':>8}{'program':>10}")
    for part, alone, ours in zip(PARTS, zip(*bare, strict=True), zip(*program, strict=True), strict=False):
        print_row(part, statistics.median(alone), statistics.median(ours))
    until_seen = [statistics.median(map(sum, rounds)) for rounds in (bare, [each[:-1] for each in program])]
    until_filled = statistics.median(map(sum, program))
    print_row("seen", *until_seen)
    print_row("filled", until_seen[0], until_filled)
    print(f"seen, to bare {until_seen[1] / until_seen[0]:>23.2f}")
    print(f"filled, to bare {until_filled / until_seen[0]:>21.2f}")


def print_row(name: str, bare: float, program: float) -> None:
    """Print one line of the table, in milliseconds."""
    print(f"{name:<16}{bare:>8.0f}{program:>10.0f} ms")


if __name__ == "__main__":
    main()
