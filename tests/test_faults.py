"""A fault of the program is told in one line, wherever it happens."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from inspector.faults import sentence

ROOT = Path(__file__).resolve().parents[1]

SAID = (
    "ws-inspector: This is a fault of the program itself: KeyError: 'gone'. WS_INSPECTOR_DEBUG=1 shows where."
)

SETUP = """
from inspector.faults import tell_in_one_line
tell_in_one_line("ws-inspector")
def fail(*_arguments):
    raise KeyError("gone")
"""

CALLBACK = """
import asyncio
async def run():
    asyncio.get_running_loop().call_soon(fail)
    await asyncio.sleep(0)
asyncio.run(run())
"""

THREAD = """
import threading
thread = threading.Thread(target=fail)
thread.start()
thread.join()
"""

SLOT = """
from PySide6.QtCore import QCoreApplication, QTimer
application = QCoreApplication([])
QTimer.singleShot(0, fail)
QTimer.singleShot(1, application.quit)
application.exec()
"""


def run_python(script, **variables):
    inherited = {name: value for name, value in os.environ.items() if name != "WS_INSPECTOR_DEBUG"}
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=inherited | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_sentence_without_a_text():
    assert sentence(RuntimeError()).startswith("This is a fault of the program itself: RuntimeError: no more")


def test_a_sentence_is_one_line():
    assert "\n" not in sentence(RuntimeError("one\ntwo"))


@pytest.mark.parametrize("where", [CALLBACK, THREAD, SLOT], ids=["callback", "thread", "slot"])
def test_it_is_told_wherever_it_happens(where):
    assert run_python(SETUP + where).stderr.splitlines() == [SAID]


@pytest.mark.parametrize("where", [CALLBACK, THREAD, SLOT], ids=["callback", "thread", "slot"])
def test_it_is_told_in_full_on_demand(where):
    said = run_python(SETUP + where, WS_INSPECTOR_DEBUG="1").stderr
    assert "Traceback (most recent call last)" in said
    assert "KeyError: 'gone'" in said


def test_a_command_that_fails_by_itself():
    script = (
        "import sys; from inspector import __main__ as program;"
        "program._COMMANDS['export'] = lambda words: {}['gone']; sys.exit(program.main(['export']))"
    )
    done = run_python(script)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [SAID]
    assert "Traceback" in run_python(script, WS_INSPECTOR_DEBUG="1").stderr
