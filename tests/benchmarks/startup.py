"""Where the time goes until the window is shown: each heavy import, making the window, painting it."""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PARTS = ("interpreter", "PySide6", "qasync", "inspector.app", "application", "window", "painted")

SCRIPT = """
import os, sys, time

times = [time.monotonic()]
import PySide6.QtWidgets
times.append(time.monotonic())
import qasync
times.append(time.monotonic())
import inspector.app
times.append(time.monotonic())

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow


class Watch(QObject):
    # Sees the window's first events, whoever makes it and however.

    def eventFilter(self, watched, event):
        if not isinstance(watched, QMainWindow):
            return False
        if event.type() == QEvent.Type.Show:
            times.append(time.monotonic())
        elif event.type() == QEvent.Type.Paint:
            times.append(time.monotonic())
            print(*times, flush=True)
            os._exit(0)
        return False


class WatchedApplication(QApplication):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        times.append(time.monotonic())
        self.watch = Watch()
        self.installEventFilter(self.watch)


PySide6.QtWidgets.QApplication = WatchedApplication
for module in list(sys.modules.values()):
    if module.__name__.startswith("inspector.") and hasattr(module, "QApplication"):
        module.QApplication = WatchedApplication
inspector.app.run_window(None, None)
"""


def start_once(home: str) -> list[float]:
    """Start the program once; return the milliseconds that each part took."""
    variables = {"PYTHONPATH": str(ROOT), "HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home}
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=os.environ | variables,
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
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as home:
        start_once(home)  # the first start compiles and fills the disk cache
        rounds = [start_once(home) for _ in range(choices.rounds)]
    for part, milliseconds in zip(PARTS, zip(*rounds, strict=True), strict=True):
        print(f"{part:<16}{statistics.median(milliseconds):>8.0f} ms")
    print(f"{'together':<16}{statistics.median(map(sum, rounds)):>8.0f} ms")


if __name__ == "__main__":
    main()
