"""How long the bundle takes until its window is shown, and filled, beside the same program from source.

Needs Xvfb, and `dist/ws-inspector` from `python3 packaging/bootstrap.py bundle`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mapped_window import Screen
from measured import ROOT, window_environment

SOURCE = [sys.executable, "-m", "inspector"]
BUNDLE = [str(ROOT / "dist" / "ws-inspector" / "ws-inspector")]
PRELOADED = [sys.executable, "-c", "import PySide6.QtWidgets, qasync"]
"""What both have to load before they can do anything."""


def until_ended(command: list[str], environment: dict[str, str]) -> float:
    """Run a command to its end; return the milliseconds it took."""
    started = time.monotonic()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return (time.monotonic() - started) * 1000


def until_shown(command: list[str], environment: dict[str, str], screen: Screen) -> float:
    """Start a program; return the milliseconds until its window was shown."""
    started = time.monotonic()
    process = subprocess.Popen(command, env=environment)
    try:
        return (screen.wait_for_window(process) - started) * 1000
    finally:
        process.terminate()
        process.wait()
        screen.forget()


def until_filled(command: list[str], environment: dict[str, str], screen: Screen) -> float:
    """Start a program; return the milliseconds until its filled window was painted, and it listens."""
    with tempfile.TemporaryDirectory() as place:
        started = time.monotonic()
        process = subprocess.Popen(command, env=environment | {"TMPDIR": place})
        while not any(path.is_socket() for path in Path(place).iterdir()):
            if process.poll() is not None:
                raise RuntimeError(
                    f"The program ended with {process.returncode} before its window was filled."
                )
            time.sleep(0.001)
        took = (time.monotonic() - started) * 1000
        process.terminate()
        process.wait()
        screen.forget()
    return took


def measure(rounds: int, bundle: list[str]) -> dict[str, float]:
    """Start all of them in turn so many times; return the median of each."""
    with tempfile.TemporaryDirectory() as home, Screen() as screen:
        environment = window_environment(home) | {"DISPLAY": screen.name, "QT_QPA_PLATFORM": "xcb"}
        ways = {
            "source, --version": lambda: until_ended([*SOURCE, "--version"], environment),
            "bundle, --version": lambda: until_ended([*bundle, "--version"], environment),
            "source, Qt imported": lambda: until_ended(PRELOADED, environment),
            "source, window shown": lambda: until_shown(SOURCE, environment, screen),
            "bundle, window shown": lambda: until_shown(bundle, environment, screen),
            "source, window filled": lambda: until_filled(SOURCE, environment, screen),
            "bundle, window filled": lambda: until_filled(bundle, environment, screen),
        }
        for way in ways.values():
            way()  # fills the disk cache
        times: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                times[name].append(way())
    return {name: statistics.median(all_of_it) for name, all_of_it in times.items()}


def main() -> None:
    """Print the medians, and the bundle's as a multiple of the source's."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bundle", type=Path, default=Path(BUNDLE[0]), help="the program in the bundle")
    chosen = parser.parse_args()
    if not os.access(chosen.bundle, os.X_OK):
        sys.exit(f"{chosen.bundle} is not there: make it with python3 packaging/bootstrap.py bundle.")
    medians = measure(chosen.rounds, [str(chosen.bundle)])
    for name, milliseconds in medians.items():
        print(f"{name:<24}{milliseconds:>8.0f} ms")
    for name, what in (("bundle to source", "shown"), ("filled: to source", "filled")):
        ratio = medians[f"bundle, window {what}"] / medians[f"source, window {what}"]
        print(f"{name:<24}{ratio:>8.2f}")


if __name__ == "__main__":
    main()
