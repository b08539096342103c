"""How long it takes to count a capture for the timeline and the histogram, and how much memory."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measured import ROOT

FILL = """
import random, sys
from pathlib import Path
from inspector.capture.store import Capture

# Frames some microseconds apart, with a ping every few thousand.
chance, count = random.Random(1), int(sys.argv[2])
capture = Capture.create(Path(sys.argv[1]))
connection = capture.open_connection("ws://127.0.0.1/")
now = 1_764_000_000_000_000_000
for first in range(0, count, 10_000):
    rows = []
    for number in range(first, min(first + 10_000, count)):
        now += chance.randrange(3_000, 9_000)
        payload = bytes(64 if number % 2 else chance.randrange(20, 900))
        head = {7: 0x89, 9: 0x8A}.get(number % 5_000, 0x81)
        payload = b"%d" % (number // 10) if head != 0x81 else payload
        rows.append((now, int(number % 5_000 != 7), head, None, len(payload), payload))
    while capture.full:
        capture.flush()
    capture.append(connection, rows)
capture.close()
"""

COUNT = """
import resource, sys, time
from pathlib import Path
from inspector.capture.statistics.summary import CloseUp, Summary
from inspector.capture.store import Capture

def read(reader):
    started = before = time.perf_counter()
    longest = 0.0
    while reader.read_some():
        now = time.perf_counter()
        longest, before = max(longest, now - before), now
    return time.perf_counter() - started, longest

def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

capture = Capture.open(Path(sys.argv[1]), read_only=True)
summary = Summary(capture)
memory = peak_mb()
seconds, longest = read(summary)
middle = (summary.first_ns + summary.last_ns) // 2
close, _ = read(CloseUp(capture, summary, middle, middle + 10_000_000, 20_000))
capture.close()
print(seconds, longest * 1000, close * 1000, peak_mb() - memory)
"""


def run(script: str, *arguments: object) -> str:
    """Run a script in a process of its own, whose memory is only what it needs; return what it printed."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True).stdout


def measure(count: int, folder: Path) -> float:
    """Count a capture, print a line of the table and return the seconds."""
    path = folder / f"{count}.wscapture"
    run(FILL, path, count)
    seconds, longest, close, memory = map(float, run(COUNT, path).split())
    path.unlink()
    print(f"{count:>12,}{seconds:>9.2f}{longest:>13.1f}{close:>13.1f}{memory:>11.1f}")
    return seconds


def main() -> None:
    """Count a capture and one of twice its size, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000, help="frames in the smaller capture")
    count = parser.parse_args().count
    print(f"{'frames':>12}{'seconds':>9}{'longest ms':>13}{'close-up ms':>13}{'memory MB':>11}")
    with tempfile.TemporaryDirectory() as folder:
        single, double = (measure(times * count, Path(folder)) for times in (1, 2))
    print(f"twice the size takes {double / single:.2f} times")


if __name__ == "__main__":
    main()
