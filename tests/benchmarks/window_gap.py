"""How long the window's event loop stood still while a flood or one large message came in."""

from __future__ import annotations

import argparse
import itertools
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from flood_server import running
from measured import window_environment

SCRIPT = """
import sys, time
from pathlib import Path
import inspector.app
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from watched_window import watch

TICK_MS = 2
ticks = []


def filled():
    timer = QTimer(QApplication.instance(), timerType=Qt.TimerType.PreciseTimer, interval=TICK_MS)
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.start()


watch(lambda: None, lambda: None, lambda: None, filled)
status = inspector.app.run_window(sys.argv[1], Path(sys.argv[2]))
print(*ticks)
sys.exit(status)
"""


def is_closed(capture: Path) -> bool:
    """Tell whether the connection in the capture has ended."""
    try:
        with closing(sqlite3.connect(f"{capture.as_uri()}?mode=ro", uri=True)) as database:
            return bool(database.execute("SELECT 1 FROM connection WHERE closed_ns > 0").fetchone())
    except sqlite3.OperationalError:
        return False


def gaps(url: str) -> tuple[float, list[float]]:
    """Let the window receive `url`; return the seconds it took, and the milliseconds between its ticks."""
    with tempfile.TemporaryDirectory() as folder:
        capture = Path(folder) / "gap.wscapture"
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, url, str(capture)],
            env=window_environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started = time.monotonic()
        while not is_closed(capture) and process.poll() is None:
            time.sleep(0.05)
        took = time.monotonic() - started
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
        if process.returncode:
            raise RuntimeError(err)
    ticks = [float(tick) for tick in out.split()]
    return took, sorted((after - before) * 1000 for before, after in itertools.pairwise(ticks))


def main() -> None:
    """Run both and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100, help="the large message")
    parser.add_argument("--count", type=int, default=1_000_000, help="the frames of the flood, 64 bytes each")
    choices = parser.parse_args()
    print(f"{'':<28}{'seconds':>9}{'median ms':>11}{'p95 ms':>9}{'p99 ms':>9}{'longest ms':>12}")
    with running() as server:
        for name, path in (
            (f"flood of {choices.count:,} frames", f"/flood?count={choices.count}&size=64"),
            (f"message of {choices.megabytes} MB", f"/big?size={choices.megabytes * 1_000_000}"),
        ):
            took, between = gaps(server.url + path)
            p50, p95, p99 = (between[int(len(between) * part)] for part in (0.5, 0.95, 0.99))
            print(f"{name:<28}{took:>9.1f}{p50:>11.1f}{p95:>9.1f}{p99:>9.1f}{between[-1]:>12.1f}")


if __name__ == "__main__":
    main()
