"""The window while a flood arrives: repaints, answers to keys and clicks, and the rate beside the library."""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from flood_server import FloodServer, running
from measured import bare_arguments, run_client, window_environment

WINDOW = Path(__file__).with_name("flooded_window.py")


def show(server: FloodServer, home: str, count: int, size: int, how: str) -> dict[str, Any]:
    """Let the window receive a flood; raises RuntimeError unless every frame of it is in the capture."""
    with tempfile.TemporaryDirectory(dir=home) as folder:
        capture = Path(folder) / "live.wscap"
        url = f"{server.url}/flood?count={count}&size={size}"
        done = subprocess.run(
            [sys.executable, str(WINDOW), url, str(capture), str(count), how],
            env=window_environment(folder) | {"PYTHONPYCACHEPREFIX": f"{home}/compiled"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        with closing(sqlite3.connect(capture)) as database:
            (kept,) = database.execute("SELECT count(*) FROM frame WHERE opcode = 1").fetchone()
    if kept != count:
        raise RuntimeError(f"{kept:,} of {count:,} frames are in the capture")
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    report["rate"] = count / (report["durable_at"] - server.opened_at())
    return report


def part(values: list[float], share: float) -> float:
    """Give the value below which a share of them lies; 0 where there is none."""
    return sorted(values)[int((len(values) - 1) * share)] if values else 0.0


def row(name: str, values: list[float]) -> None:
    """Print one row of milliseconds."""
    p50, p95, p99, most = (part(values, share) for share in (0.5, 0.95, 0.99, 1))
    print(f"  {name:<28}{len(values):>8,}{p50:>9.1f}{p95:>9.1f}{p99:>9.1f}{most:>9.1f}")


def tell(title: str, runs: list[dict[str, Any]], bare: float) -> None:
    """Print what came of the rounds of one kind."""
    rate = statistics.median(run["rate"] for run in runs)
    each = " ".join(f"{run['rate'] / 1000:,.0f}" for run in runs)
    print(f"{title}: {rate / 1000:,.0f} k frames/s durable ({each}), ratio {rate / bare:.2f},", end="")
    print(f" peak {max(run['peak_mb'] for run in runs):,.0f} MB")
    print(f"  {'ms':<28}{'times':>8}{'median':>9}{'p95':>9}{'p99':>9}{'most':>9}")
    for name, key in (
        ("between two repaints", "intervals_ms"),
        ("one repaint", "paints_ms"),
        ("a key or click answered", "inputs_ms"),
    ):
        row(name, [value for run in runs for value in run[key]])


def main() -> None:
    """Run the rounds and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000, help="frames of the flood")
    parser.add_argument("--size", type=int, default=64, help="bytes of payload in each frame")
    parser.add_argument("--rounds", type=int, default=3)
    choices = parser.parse_args()
    count, size = choices.count, choices.size
    rates: list[float] = []
    plain: list[dict[str, Any]] = []
    full: list[dict[str, Any]] = []
    with running() as server, tempfile.TemporaryDirectory() as home:
        for how in ("plain", "everything"):  # what is imported is compiled by then
            show(server, home, 5_000, size, how)
        for _ in range(choices.rounds):
            bare = run_client(server, bare_arguments(f"{server.url}/flood?count={count}&size={size}"))
            rates.append(count / bare.seconds)
            plain.append(show(server, home, count, size, "plain"))
            full.append(show(server, home, count, size, "everything"))
    median = statistics.median(rates)
    each = " ".join(f"{rate / 1000:,.0f}" for rate in rates)
    print(f"load of the machine {os.getloadavg()[0]:.1f}")
    print(f"websockets alone, async for: {median / 1000:,.0f} k frames/s ({each})")
    tell("The window", plain, median)
    tell("With filter, highlight, JSON columns and timeline", full, median)


if __name__ == "__main__":
    main()
