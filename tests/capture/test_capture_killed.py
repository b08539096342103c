"""A program that is killed while a flood comes in loses at most the last 250 ms."""

import os
import signal
import time

import pytest

FLOOD = """
import sys, threading, time
from pathlib import Path
from inspector.capture.store import Capture

capture = Capture.create(Path(sys.argv[1]))
connection = capture.open_connection("ws://h/flood")
count = int(sys.argv[2])
appended = 0
told = time.monotonic()
while True:
    if capture.full:
        room = threading.Event()
        capture.on_drained(room.set)
        room.wait()
    time.sleep(float(sys.argv[3]))
    now = time.time_ns()
    numbers = range(appended + 1, appended + 1 + count)
    rows = [(now, 1, 0x81, None, 64, b"%064d" % number) for number in numbers]
    capture.append(connection, rows)
    appended += count
    if time.monotonic() - told > 0.01:
        told = time.monotonic()
        print(appended, time.monotonic_ns(), flush=True)
"""
LOST_NS = 250_000_000


@pytest.mark.parametrize(("count", "every"), [(200, 0), (1, 0.002)], ids=["flood", "trickle"])
def test_at_most_the_last_quarter_of_a_second_is_lost(start_child, captures, tmp_path, count, every):
    path = tmp_path / "a"
    child = start_child(FLOOD, path, count, every)
    said = [child.stdout.readline()]
    began_ns = int(said[0].split()[1])
    while int(said[-1].split()[1]) < began_ns + 4.3 * LOST_NS:
        said.append(child.stdout.readline())
    killed_ns = time.monotonic_ns()
    os.kill(child.pid, signal.SIGKILL)
    said += child.stdout.readlines()
    child.wait()
    capture = captures.open(path)
    figures = [tuple(map(int, line.split())) for line in said if line.endswith("\n")]
    safe = max(appended for appended, told_ns in figures if told_ns < killed_ns - LOST_NS)
    assert safe > 50 * count
    assert capture.last_id >= safe
    assert not capture.closed_cleanly
    numbers = [int(row[7]) for batch in capture.frame_batches() for row in batch]
    assert numbers == list(range(1, capture.last_id + 1))


def test_it_says_once_that_it_was_not_closed_cleanly(start_child, captures, tmp_path):
    path = tmp_path / "a"
    child = start_child(FLOOD, path, 200, 0)
    child.stdout.readline()
    child.kill()
    child.wait()
    reading = captures.open(path, read_only=True)
    assert not reading.closed_cleanly
    reading.close()
    capture = captures.open(path)
    assert not capture.closed_cleanly
    capture.flush()
    (note,) = capture.notes()
    assert note.kind == "capture"
    assert note.text.startswith("This capture was not closed cleanly: ")
    assert note.text.count(".") == 1
    capture.close()
    again = captures.open(path)
    assert again.closed_cleanly
    again.flush()
    assert again.notes() == [note]


REOPEN = """
import sys
from pathlib import Path
from inspector.capture.store import Capture
capture = Capture.open(Path(sys.argv[1]))
capture.flush()
print("ready")
input()
"""


def test_a_capture_killed_after_it_was_opened_again(start_child, captures, tmp_path):
    captures.create(tmp_path / "a").close()
    child = start_child(REOPEN, tmp_path / "a")
    child.stdout.readline()
    child.kill()
    child.wait()
    assert not captures.open(tmp_path / "a").closed_cleanly
