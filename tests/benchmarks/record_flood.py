"""Durable frames a second of `record`, beside what the library's `async for` merely receives, in one run."""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
from contextlib import closing
from pathlib import Path

from flood_server import FloodServer, running
from measured import Run, bare_arguments, record_arguments, run_client


def record(server: FloodServer, count: int, size: int) -> Run:
    """Record a flood, and make sure that every frame of it is in the capture."""
    with tempfile.TemporaryDirectory() as folder:
        capture = Path(folder) / "flood.wscapture"
        run = run_client(server, record_arguments(f"{server.url}/flood?count={count}&size={size}", capture))
        with closing(sqlite3.connect(capture)) as database:
            (kept,) = database.execute("SELECT count(*) FROM frame WHERE opcode = 1").fetchone()
    if kept != count:
        raise RuntimeError(f"{kept:,} of {count:,} frames are in the capture")
    return run


def receive(server: FloodServer, count: int, size: int) -> Run:
    """Receive a flood with the library alone."""
    return run_client(server, bare_arguments(f"{server.url}/flood?count={count}&size={size}"))


def report(name: str, runs: list[Run], count: int) -> float:
    """Print one row of the table; return the median of frames a second."""
    rate = statistics.median(count / run.seconds for run in runs)
    spread = " ".join(f"{count / run.seconds / 1000:,.0f}" for run in runs)
    peak = max(run.peak_mb for run in runs)
    print(f"{name:<34}{count:>10,}{rate / 1000:>12,.0f}{peak:>10,.0f}   {spread}")
    return rate


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000, help="frames of the large flood")
    parser.add_argument("--size", type=int, default=64, help="bytes of payload in each frame")
    parser.add_argument("--rounds", type=int, default=3)
    choices = parser.parse_args()
    small = choices.count // 5
    large_runs, small_runs, bare_runs = [], [], []
    with running() as server:
        for _ in range(choices.rounds):
            bare_runs.append(receive(server, choices.count, choices.size))
            large_runs.append(record(server, choices.count, choices.size))
            small_runs.append(record(server, small, choices.size))
    print(f"{'':<34}{'frames':>10}{'k frames/s':>12}{'peak MB':>10}   each round")
    bare = report("websockets alone, async for", bare_runs, choices.count)
    durable = report("record, durable", large_runs, choices.count)
    report("record, durable", small_runs, small)
    growth = max(run.peak_mb for run in large_runs) - max(run.peak_mb for run in small_runs)
    print(f"ratio {durable / bare:.2f}   growth of peak memory {growth:+.1f} MB")


if __name__ == "__main__":
    main()
