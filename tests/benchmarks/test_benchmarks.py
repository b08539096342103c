"""The benchmarks still run and print their tables; what they measure is not judged here."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent
BUNDLED = pytest.mark.skipif(
    not (FOLDER.parents[1] / "dist" / "ws-inspector").is_dir() or shutil.which("Xvfb") is None,
    reason="it needs Xvfb, and a bundle from `bootstrap.py bundle`",
)


@pytest.mark.parametrize(
    ("script", "arguments", "printed"),
    [
        ("record_flood.py", ["--count", "5000", "--rounds", "1"], r"ratio \d+\.\d\d"),
        ("big_message.py", ["--megabytes", "2", "--rounds", "1"], r"twice the size takes \d+\.\d\d times"),
        ("startup.py", ["--rounds", "1"], r"seen, to bare +\d\.\d\d"),
        ("capture_numbers.py", ["--count", "5000"], r"twice the size takes \d+\.\d\d times"),
        pytest.param("bundle_start.py", ["--rounds", "1"], r"bundle to source +\d\.\d\d", marks=BUNDLED),
        ("filtering.py", ["--frames", "5000", "--rounds", "1"], r"needle +\d+ +\d+ +5\b"),
        ("exporting.py", ["--count", "5000"], r"export jsonl +5,000 +\d"),
        ("live_window.py", ["--count", "5000", "--rounds", "1"], r"a key or click answered +\d"),
        ("ten_million.py", ["--frames", "20000"], r"go to time +\d+\.\d +\d+\.\d"),
        ("window_gap.py", ["--count", "5000", "--megabytes", "1"], r"message of 1 MB +\d"),
    ],
)
def test_it_prints_its_table(script, arguments, printed, tmp_path):
    done = subprocess.run(
        [sys.executable, FOLDER / script, *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(printed, done.stdout)
