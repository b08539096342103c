"""A capture of many frames in the window: opening, moving, filters and memory, beside a tenth of them."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
from measured import ROOT, window_environment

sys.path.insert(0, str(ROOT))

from inspector.capture.store import Capture

WINDOW = Path(__file__).with_name("opened_window.py")
_FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
INSERT INTO frame(id, connection_id, time_ns, direction, head, wire_length, payload)
SELECT i, iif(i % 4, 1, 2), 1700000000000000000 + i * 100000, 1, 129, 64, CAST(substr(format(
    '{"id":%d,"type":"%s","text":"message %d, %s"}%64s', i, iif(i % 10, 'tick', 'trade'), i,
    iif(i % 1000, 'quick', 'needle'), ' '), 1, 64) AS BLOB) FROM n
"""
"""64 bytes of JSON each; one in ten is a trade, one in a thousand has the needle."""


def make(path: Path, count: int) -> None:
    """Make a capture of so many frames of two connections, closed cleanly."""
    with closing(Capture.create(path)) as capture:
        for _ in range(2):
            capture.open_connection("ws://bench/")
    with closing(apsw.Connection(str(path))) as database:
        database.pragma("synchronous", "off")
        database.execute(_FILL, (count,))
    Capture.open(path).close()


def forget_counts(path: Path) -> None:
    """Leave the capture as another program does, or one that ended early."""
    with closing(apsw.Connection(str(path))) as database:
        database.execute("DELETE FROM property WHERE name = 'frame_counts'")


def visit(path: Path, home: str) -> dict[str, Any]:
    """Go through a capture in the window."""
    done = subprocess.run(
        [sys.executable, str(WINDOW), str(path)],
        env=window_environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report


def main() -> None:
    """Make both captures, go through them and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=10_000_000)
    choices = parser.parse_args()
    large, small = choices.frames, choices.frames // 10
    with tempfile.TemporaryDirectory() as home:
        reports = {}
        for count in (small, large):
            path = Path(home) / f"{count}.wscap"
            make(path, count)
            if count == small:
                visit(path, home)  # what is imported is compiled by then
            reports[count] = visit(path, home)
        forget_counts(path)
        uncounted = visit(path, home)["seen"]["rows painted"]
    print(f"load of the machine {os.getloadavg()[0]:.1f}")
    print(f"{'milliseconds':<40}{small:>14,}{large:>14,}{'times':>8}")
    for name, took in reports[small]["seen"].items():
        larger = reports[large]["seen"][name]
        print(f"{name:<40}{took:>14,.1f}{larger:>14,.1f}{larger / took:>8.1f}")
    print(f"{'rows painted, frames not counted yet':<40}{'':>14}{uncounted:>14,.1f}")
    print("resident MB with")
    for name, used in reports[small]["memory"].items():
        print(f"  {name:<38}{used:>14,.0f}{reports[large]['memory'][name]:>14,.0f}")


if __name__ == "__main__":
    main()
