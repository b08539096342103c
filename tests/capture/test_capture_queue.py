"""The queue to the writer is bounded, and nothing in it is dropped."""

import threading
from contextlib import closing

import apsw
import pytest

from inspector.capture.writer import MAX_BYTES, MAX_FRAMES


@pytest.fixture
def held(captures, tmp_path):
    """A capture whose writer waits, because another program is writing; `release` lets it go on."""
    capture = captures.create(tmp_path / "a")
    connection = capture.open_connection("ws://h/")
    capture.flush()
    with closing(apsw.Connection(str(tmp_path / "a"))) as other:
        other.execute("BEGIN IMMEDIATE")
        yield capture, connection, lambda: other.execute("ROLLBACK")


def test_it_is_full_of_frames_until_they_are_written(held, rows):
    capture, connection, release = held
    drained = threading.Event()
    calls = []
    for first in range(0, MAX_FRAMES, 1024):
        assert not capture.full
        capture.append(connection, rows(1024, first))
    assert capture.full
    capture.on_drained(lambda: (calls.append(threading.current_thread().name), drained.set()))
    assert not drained.is_set()
    release()
    assert drained.wait(30)
    assert not capture.full
    capture.append(connection, rows(1))
    capture.flush()
    assert calls == ["capture-writer"]
    assert capture.last_id == MAX_FRAMES + 1


def test_it_is_full_of_bytes_until_they_are_written(held):
    capture, connection, release = held
    piece = bytes(MAX_BYTES // 8)
    for _ in range(8):
        assert not capture.full
        capture.append(connection, [(1, 1, 0x82, None, len(piece), piece)])
    assert capture.full
    release()
    capture.flush()
    assert not capture.full
    assert capture.last_id == 8


def test_notes_fill_it_too(held):
    capture, _connection, release = held
    for _ in range(MAX_FRAMES):
        capture.add_note("violation", "x")
    assert capture.full
    release()
    capture.flush()
    assert len(capture.notes()) == MAX_FRAMES


def test_where_there_is_room_the_callback_comes_at_once(capture):
    calls = []
    capture.on_drained(lambda: calls.append(1))
    assert calls == [1]


def test_flushing_waits_for_what_came_before_it_only(capture, rows):
    connection = capture.open_connection("ws://h/")
    ended = threading.Event()

    def flood():
        while not ended.is_set():
            if not capture.full:
                capture.append(connection, rows(100))

    flooding = threading.Thread(target=flood)
    flooding.start()
    flushing = threading.Thread(target=capture.flush)
    flushing.start()
    flushing.join(30)
    still = flushing.is_alive()
    ended.set()
    flooding.join()
    assert not still
