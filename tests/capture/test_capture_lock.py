"""Two programs on one file: the second hears why not; those who only read are let in."""

import shutil
import subprocess

import pytest

from inspector.capture import lock
from inspector.capture.lock import FileLock
from inspector.capture.records import CaptureError

HOLD = """
import sys
from pathlib import Path
from inspector.capture.store import Capture
capture = Capture.open(Path(sys.argv[1])) if Path(sys.argv[1]).exists() else Capture.create(Path(sys.argv[1]))
capture.append(capture.open_connection("ws://h/"), [(1, 1, 0x81, None, 1, b"x")] * 5)
capture.flush()
print("ready")
input()
capture.close()
print("closed")
input()
"""


@pytest.fixture
def held(start_child, tmp_path):
    """A capture that another program has open, and that program."""
    child = start_child(HOLD, tmp_path / "a")
    assert child.stdout.readline() == "ready\n"
    return tmp_path / "a", child


def test_the_second_program_hears_why_not(held, captures):
    path, child = held
    with pytest.raises(CaptureError) as raised:
        captures.open(path)
    assert str(raised.value) == (
        f"{path} is in use by another program: close it there, or choose another file."
    )
    print(file=child.stdin, flush=True)
    assert child.stdout.readline() == "closed\n"
    assert captures.open(path).last_id == 5


def test_the_second_program_finds_it_by_another_name_too(held, captures, tmp_path):
    path, _child = held
    (tmp_path / "link").symlink_to(path)
    with pytest.raises(CaptureError, match="in use by another program"):
        captures.open(tmp_path / "link")


def test_the_same_program_cannot_open_it_twice(captures, tmp_path, rows):
    capture = captures.create(tmp_path / "a")
    with pytest.raises(CaptureError, match="in use"):
        captures.open(tmp_path / "a")
    capture.append(capture.open_connection("ws://h/"), rows(5))
    capture.flush()
    assert capture.problem is None
    assert capture.last_id == 5


def test_a_lock_ends_with_its_program(held, captures):
    path, child = held
    child.kill()
    child.wait()
    capture = captures.open(path)
    assert not capture.closed_cleanly
    assert capture.last_id == 5


def test_it_can_be_read_while_another_program_writes(held, captures):
    path, _child = held
    capture = captures.open(path, read_only=True)
    assert capture.last_id == 5
    assert capture.closed_cleanly, "it is not closed at all"


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="NOT TESTED: no sqlite3 command here")
def test_the_sqlite3_command_reads_it_meanwhile(held):
    path, _child = held
    done = subprocess.run(
        ["sqlite3", path, "SELECT count(*), max(opcode), min(fin) FROM frame"], capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("5|1|1\n", "")


def test_a_lock_is_given_back_once(tmp_path):
    one, other = FileLock(tmp_path / "a"), FileLock(tmp_path / "a")
    assert one.acquire()
    assert other.is_held()
    assert not other.acquire()
    one.release()
    one.release()
    assert not other.is_held()
    assert other.acquire()
    other.release()
    assert list(tmp_path.iterdir()) == []


def test_a_lock_whose_file_was_removed_meanwhile_is_taken_anew(tmp_path, monkeypatch):
    one, other = FileLock(tmp_path / "a"), FileLock(tmp_path / "a")
    assert one.acquire()
    took = []

    def take(descriptor, *, shared):
        if not took:
            took.append(descriptor)
            one.release()
        lock_now(descriptor, shared=shared)

    lock_now = lock._take
    monkeypatch.setattr(lock, "_take", take)
    assert other.acquire()
    assert (tmp_path / "a-lock").exists(), "locked is the file that others find"
    other.release()
