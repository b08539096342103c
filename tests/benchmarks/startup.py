"""Where the time goes until the window is shown: each heavy import, making the window, painting it."""

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

SCRIPT = """
import os, time

times = [time.monotonic()]
tick = lambda: times.append(time.monotonic())
import PySide6.QtWidgets
tick()
import qasync
tick()
import inspector.app
tick()


def painted():
    tick()
    print(*times, flush=True)
    os._exit(0)


from watched_window import watch
watch(tick, tick, painted)
times[-1] = time.monotonic()  # the watching itself does not count
inspector.app.run_window()
"""


def start_once(home: str) -> list[float]:
    """Start the program once; return the milliseconds that each part took."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
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
    """Start a few times and print the median of each part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    choices = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        start_once(home)  # the first start compiles and fills the disk cache
        rounds = [start_once(home) for _ in range(choices.rounds)]
    for part, milliseconds in zip(PARTS, zip(*rounds, strict=True), strict=True):
        print(f"{part:<16}{statistics.median(milliseconds):>8.0f} ms")
    print(f"{'together':<16}{statistics.median(map(sum, rounds)):>8.0f} ms")


if __name__ == "__main__":
    main()
