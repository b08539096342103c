"""The window as a process, without a screen: what the command line tells it, and how it ends."""

import signal
import sqlite3
from contextlib import closing

import pytest

from inspector.capture.store import Capture


@pytest.fixture(autouse=True)
def no_screen(monkeypatch, tmp_path):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))


def urls(path):
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
            return database.execute("SELECT url FROM connection WHERE response_head IS NOT NULL").fetchall()
    except sqlite3.OperationalError:
        return []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_url_connects_at_once_and_a_signal_ends_it(start, server, tmp_path, wait_for, number):
    path = tmp_path / "capture.wscapture"
    program = start(f"{server}/echo", "--capture", path)
    wait_for(lambda: urls(path) == [(f"{server}/echo",)])
    program.signal(number)
    done = program.end()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    capture = Capture.open(path)
    assert capture.closed_cleanly
    assert [record.close_code for record in capture.connections()] == [1001]
    capture.close()


def test_a_file_that_is_no_capture_is_one_line(fails, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear reader, " * 1000)
    assert "letter.txt" in fails("--capture", "letter.txt")


@pytest.mark.parametrize("word", ["gone away.wscap", "file:///nowhere/gone%20away.wscap"])
def test_a_capture_that_is_gone_is_not_made_anew(fails, tmp_path, word):
    assert "gone away.wscap: correct its name" in fails(word)
    assert list(tmp_path.iterdir()) == []
