"""When the file cannot be written the capture goes on in memory, and comes back as soon as it can."""

import threading
import time
from contextlib import closing

import apsw
import pytest

from inspector.capture import memory_database

SENTENCE = (
    "{path} cannot be written any more, for {reason}: what came before is in the file, and what follows is "
    "kept in memory until the file can be written again."
)


@pytest.fixture
def flooded(small_disk, captures, rows):
    """A capture on a disk that is full since some of its 60,000 frames; and the sentences that it said."""
    path = small_disk.folder / "a"
    capture = captures.create(path)
    said = []
    capture.on_problem = said.append
    connection = capture.open_connection("ws://h/")
    capture.append(connection, rows(1000, 1))
    capture.flush()
    assert capture.problem is None
    for first in range(1001, 60_000, 1000):
        capture.append(connection, rows(1000, first))
        capture.add_note("state", f"after {first}", connection_id=connection)
    capture.add_note("violation", "an early frame", frame_id=2)
    capture.update_connection(connection, subprotocol="chat")
    later = capture.open_connection("ws://h/later")
    capture.append(later, rows(1, 60_001))
    capture.flush()
    return path, capture, said


def check_all_there(capture):
    assert capture.last_id == 60_001
    found = [row[7] for batch in capture.frame_batches() for row in batch]
    assert found == [b"frame %d" % number for number in range(1, 60_002)]
    for first in range(1, 60_001, 7777):
        assert [summary.id for summary in capture.summaries(first, first + 99)] == list(
            range(first, min(first + 100, 60_002))
        )
    assert [summary.id for summary in capture.summaries_of([60_000, 1])] == [60_000, 1]
    assert [summary.flagged for summary in capture.summaries(1, 3)] == [False, True, False]
    assert [summary.flagged for summary in capture.summaries_of([2, 3])] == [True, False]
    assert list(capture.frame_ids(1, 0)) == list(range(1, 60_001))
    assert list(capture.frame_ids(2, 0)) == [60_001]
    assert [note.text for note in capture.notes()] == [
        *(f"after {first}" for first in range(1001, 60_000, 1000)),
        "an early frame",
    ]
    assert len(capture.notes(limit=59)) == 59
    assert capture.payload_part(60_000, 6, 99) == b"60000"
    assert capture.connection(1).subprotocol == "chat"


def test_it_goes_on_in_memory_and_says_so_once(flooded):
    path, capture, said = flooded
    assert said == [SENTENCE.format(path=path, reason="there is no room left")]
    assert capture.problem == said[0]
    check_all_there(capture)


def test_what_was_on_disk_stays(flooded, captures):
    path, capture, _said = flooded
    capture.close()
    kept = captures.open(path, read_only=True)
    assert 1000 <= kept.last_id < 60_000
    assert [row[7] for batch in kept.frame_batches() for row in batch] == [
        b"frame %d" % number for number in range(1, kept.last_id + 1)
    ]
    lost = 60_001 - kept.last_id
    assert capture.problem == (
        f"{lost} frames are not in {path}, for it could not be written until the end: there is no room left."
    )


def test_with_room_again_all_is_moved_to_the_file(flooded, small_disk, captures):
    path, capture, said = flooded
    small_disk.grow()
    wait_until(lambda: capture.problem is None)
    check_all_there(capture)
    with closing(apsw.Connection(str(path))) as other:
        assert other.execute("SELECT count(*), min(id), max(id) FROM frame").get == (60_001, 1, 60_001)
    capture.append(2, [(1, 1, 0x81, None, 1, b"x")])
    capture.close()
    assert len(said) == 1
    assert captures.open(path).last_id == 60_002


def test_with_room_at_the_end_all_is_moved_when_it_closes(flooded, small_disk, captures):
    path, capture, _said = flooded
    small_disk.grow()
    capture.close()
    assert capture.problem is None
    again = captures.open(path)
    check_all_there(again)
    assert again.closed_cleanly
    assert again.connection(2).url == "ws://h/later"


def test_a_copy_holds_both_parts(flooded, tmp_path, captures):
    _path, capture, _said = flooded
    capture.save_copy(tmp_path / "copy")
    copy = captures.open(tmp_path / "copy")
    check_all_there(copy)
    assert copy.closed_cleanly


def test_readers_see_each_row_once_while_it_moves(flooded, small_disk):
    _path, capture, _said = flooded
    troubles, ended = [], threading.Event()

    def read():
        while not ended.is_set():
            for first in range(1, 60_001, 5000):
                found = [summary.id for summary in capture.summaries(first, first + 4999)]
                if found != list(range(first, first + 5000)):
                    troubles.append(first)
            if len(capture.notes()) != 60:
                troubles.append("notes")

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    small_disk.grow()
    wait_until(lambda: capture.problem is None)
    ended.set()
    for reader in readers:
        reader.join()
    assert troubles == []


LIMITED = """
import resource, signal, sys
from pathlib import Path
from inspector.capture.store import Capture
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
capture = Capture.create(Path(sys.argv[1]))
connection = capture.open_connection("ws://h/")
for number in range(30):
    capture.append(connection, [(1, 1, 0x81, None, 64, bytes(64))] * 1000)
capture.flush()
print(capture.problem)
print(len(capture.frame_ids(connection, 0)), capture.last_id)
capture.close()
print(capture.problem)
"""


def test_a_file_that_may_not_grow(start_child, tmp_path, captures):
    child = start_child(LIMITED, tmp_path / "a")
    problem, counts, at_end = child.stdout.read().splitlines()
    assert problem.startswith(f"{tmp_path / 'a'} cannot be written any more, for ")
    assert counts == "30000 30000"
    assert at_end.split()[:4] == [str(30_000 - captures.open(tmp_path / "a").last_id), "frames", "are", "not"]


def test_a_file_that_another_program_holds(captures, tmp_path, rows):
    path = tmp_path / "a"
    capture = captures.create(path)
    connection = capture.open_connection("ws://h/")
    capture.flush()
    with closing(apsw.Connection(str(path))) as other:
        other.execute("BEGIN IMMEDIATE")
        capture.append(connection, rows(10, 1))
        capture.flush()
        assert capture.problem == SENTENCE.format(path=path, reason="another program holds it locked")
        assert len(capture.summaries(1, 10)) == 10
    capture.close()
    assert capture.problem is None
    assert captures.open(path).last_id == 10


def test_frames_that_another_program_added_are_not_taken_for_ours(captures, tmp_path, rows):
    path = tmp_path / "a"
    capture = captures.create(path)
    connection = capture.open_connection("ws://h/")
    capture.append(connection, rows(2, 1))
    capture.flush()
    with closing(apsw.Connection(str(path))) as other:
        other.execute("INSERT INTO frame(connection_id, payload) VALUES (9, x'00')")
    assert capture.append(connection, rows(1, 3)) == 3
    capture.flush()
    assert capture.problem == SENTENCE.format(path=path, reason="another program added frames to it")
    assert [summary.preview for summary in capture.summaries(1, 9)] == [b"frame 1", b"frame 2", b"frame 3"]
    capture.close()
    assert capture.problem.startswith("1 frame is not in")


def test_memory_without_room_makes_the_connections_wait(captures, monkeypatch, rows):
    monkeypatch.setattr(memory_database, "MEMORY_LIMIT", 2_000_000)
    capture = captures.create(None)
    said, stuck = [], threading.Event()
    capture.on_problem = lambda sentence: (said.append(sentence), stuck.set())
    connection = capture.open_connection("ws://h/")
    appended = 0
    while not (stuck.is_set() and capture.full):
        if not capture.full:
            appended += 1000
            capture.append(connection, rows(1000))
    capture.flush()
    assert said == [
        "The capture in memory takes no more, for there is no room left: connections wait until there is "
        "room again."
    ]
    kept = capture.last_id
    assert 0 < kept < appended
    assert len(capture.summaries(1, appended)) == kept
    # A later batch that is small enough is not written under the ids of the one that was too large.
    capture.append(connection, rows(1))
    capture.close()
    assert capture.last_id == kept
    assert capture.problem == (
        f"{appended + 1 - kept} frames are not in the capture in memory, for it could not be written until "
        "the end: there is no room left."
    )


def test_a_fault_in_the_writer_is_told(captures, monkeypatch):
    faults = []
    monkeypatch.setattr(threading, "excepthook", faults.append)
    capture = captures.create(None)
    capture.append(capture.open_connection("ws://h/"), [("no time", 1, 0x81, None, object(), b"x")])
    capture.flush()
    assert [fault.exc_type for fault in faults] == [TypeError]
    assert capture.problem == "The capture cannot be written any more because of a fault in this program."


def wait_until(condition):
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come to pass")
