"""Time and memory to record one large binary message that arrives in 64 KiB pieces: linear in its size?"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from flood_server import FloodServer, running
from measured import Run, record_arguments, run_client

MB = 1_000_000


def record(server: FloodServer, size: int) -> Run:
    """Record one message of `size` bytes."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = record_arguments(f"{server.url}/big?size={size}", Path(folder) / "big.wscapture")
        return run_client(server, [*arguments, "--max-size", str(size)])


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100, help="the larger message; the smaller is half")
    parser.add_argument("--rounds", type=int, default=3)
    choices = parser.parse_args()
    sizes = (choices.megabytes * MB // 2, choices.megabytes * MB)
    runs: dict[int, list[Run]] = {size: [] for size in sizes}
    with running() as server:
        for _ in range(choices.rounds):
            for size in sizes:
                runs[size].append(record(server, size))
    print(f"{'message':>12}{'seconds':>10}{'peak MB':>10}   each round")
    medians = []
    for size, measured in runs.items():
        medians.append(statistics.median(run.seconds for run in measured))
        each = " ".join(f"{run.seconds:.2f}" for run in measured)
        peak = max(run.peak_mb for run in measured)
        print(f"{size / MB:>9,.1f} MB{medians[-1]:>10.2f}{peak:>10,.0f}   {each}")
    print(f"twice the size takes {medians[1] / medians[0]:.2f} times as long")


if __name__ == "__main__":
    main()
