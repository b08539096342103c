"""The window as a process that is ended at bad moments: it ends soon, and the capture is whole."""

import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import pytest

from inspector.capture.store import Capture


@pytest.fixture(autouse=True)
def no_screen(monkeypatch, tmp_path):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))


def count(path, table):
    """Count the rows that another process has committed."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
            return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


@pytest.fixture
def silent():
    """Listen, accept, and say nothing at all."""
    accepted = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=lambda: accepted.append(listener.accept()[0]), daemon=True)
        thread.start()
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}/"
        thread.join(10)
    for connection in accepted:
        connection.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_in_the_middle_of_a_flood_loses_nothing(start, server, tmp_path, wait_for, number):
    path = tmp_path / "capture.wscap"
    program = start(f"{server}/flood?count=3000000&size=64", "--capture", path)
    wait_for(lambda: count(path, "frame") > 50_000)
    program.signal(number)
    done = program.end()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with closing(Capture.open(path)) as capture:
        assert capture.closed_cleanly
        (record,) = capture.connections()
        assert record.closed_ns is not None
        ids = capture.frame_ids(record.id, 0)
        assert ids[-1] == len(ids) == capture.last_id


def test_a_signal_while_connecting_to_a_silent_server(start, silent, tmp_path, wait_for):
    path = tmp_path / "capture.wscap"
    program = start(silent, "--capture", path)
    wait_for(lambda: count(path, "connection") == 1)
    program.signal(signal.SIGTERM)
    done = program.end()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_killed_in_the_middle_of_a_flood_the_capture_opens_again(start, server, tmp_path, wait_for):
    path = tmp_path / "capture.wscap"
    program = start(f"{server}/flood?count=3000000&size=64", "--capture", path)
    wait_for(lambda: count(path, "frame") > 50_000)
    assert program.kill().stderr == ""
    with closing(Capture.open(path)) as capture:
        assert not capture.closed_cleanly
        assert capture.last_id > 50_000
        assert capture.summaries(capture.last_id, capture.last_id)[0].length == 64


def test_a_folder_that_is_not_there_is_one_line(fails, tmp_path):
    assert "missing" in fails("--capture", tmp_path / "missing" / "capture.wscap")


def test_no_file_of_its_own_stays_behind(start, server, tmp_path, wait_for, monkeypatch):
    folder = tmp_path / "for a while"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    path = tmp_path / "capture.wscap"
    program = start(f"{server}/echo", "--capture", path)
    wait_for(lambda: count(path, "connection") and any(folder.iterdir()))
    program.signal(signal.SIGTERM)
    assert program.end().returncode == 0
    assert list(folder.iterdir()) == []


LOST = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import inspector.app

make = inspector.app._application


def made():
    application = make()
    QTimer.singleShot(1_000, lambda: application.exit(1))  # what Qt does when the display is gone
    return application


inspector.app._application = made
sys.exit(inspector.app.run_window())
"""


def test_a_screen_that_goes_away_is_one_line():
    done = subprocess.run([sys.executable, "-c", LOST], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "ws-inspector: The screen went away; all that was captured is in its file.\n"
