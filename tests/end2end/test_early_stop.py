"""Ctrl-C at any moment of a start: one line and an exit status, never a traceback."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_LONGEST_S = 60


def stopped_at_import_of(module, folder, *arguments):
    """Start the program and send SIGINT when it has imported a module; gives status and standard error."""
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "inspector", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        # Whoever runs the tests in the background ignores Ctrl-C, and so would what they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    overdue = threading.Timer(_LONGEST_S, process.kill)
    overdue.start()
    with process:
        for line in process.stderr:
            if line.split("|")[-1].strip() == module:
                process.send_signal(signal.SIGINT)
                break
        rest = [line for line in process.stderr if not line.startswith("import time:")]
    overdue.cancel()
    return process.returncode, "".join(rest)


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("argparse", ["serve", "--port", "0"]),
        ("asyncio.tasks", ["serve", "--port", "0"]),
        ("argparse", ["record", "ws://127.0.0.1:1/", "-o", "a.wscap"]),
        ("websockets.protocol", ["record", "ws://127.0.0.1:1/", "-o", "a.wscap"]),
        ("argparse", ["export", "--help"]),
        ("argparse", []),
        ("PySide6.QtCore", []),
    ],
)
def test_ctrl_c_while_it_starts(tmp_path, module, arguments):
    status, said = stopped_at_import_of(module, tmp_path, *arguments)
    assert (status, said) == (130, "ws-inspector: Stopped by Ctrl-C before it was done.\n")
    assert list(tmp_path.iterdir()) == []
