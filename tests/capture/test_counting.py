"""The counts of frames are right however the capture was closed, and whoever wrote to it since."""

import threading
from contextlib import closing

import apsw
import pytest

from inspector.capture import counting
from inspector.capture.store import Capture


@pytest.fixture
def made(captures, tmp_path, rows):
    """A closed capture of two connections: one with two sent and three received, one with one sent."""
    path = tmp_path / "a.wscap"
    capture = captures.create(path)
    first, second = capture.open_connection("ws://h/"), capture.open_connection("ws://h/")
    capture.append(first, rows(2, direction=0) + rows(3))
    capture.append(second, rows(1, direction=0))
    capture.close()
    return path


COUNTS = {1: (2, 3), 2: (1, 0)}


@pytest.fixture
def no_scan(monkeypatch):
    """Nothing may be counted."""
    monkeypatch.setattr(counting, "_count_some", None)


@pytest.fixture
def small_steps(monkeypatch):
    """Counting goes on frame by frame."""
    monkeypatch.setattr(counting, "_AT_ONCE", 1)


def execute(path, sql):
    with closing(apsw.Connection(str(path))) as database:
        database.execute(sql)


@pytest.mark.usefixtures("no_scan")
@pytest.mark.parametrize("options", [{}, {"read_only": True}, {"count_late": True}])
def test_nothing_is_counted_after_a_clean_close(captures, made, options):
    assert captures.open(made, **options).frame_counts() == COUNTS


@pytest.mark.usefixtures("no_scan")
def test_what_came_later_is_kept_too(captures, made, rows):
    again = captures.open(made)
    again.append(2, rows(4))
    again.close()
    assert captures.open(made).frame_counts() == {1: (2, 3), 2: (1, 4)}


@pytest.mark.usefixtures("small_steps")
def test_frames_of_another_program_are_counted(captures, made):
    execute(made, "INSERT INTO frame(connection_id, direction, head, payload) VALUES (2, 1, 129, 'x')")
    assert captures.open(made).frame_counts() == {1: (2, 3), 2: (1, 1)}


@pytest.mark.parametrize(
    "kept", ["", "nonsense", "[]", "7", '{"last": 6}', '{"last": 6, "counts": {"1": 4}}', '{"last": "x"}']
)
def test_counts_that_make_no_sense_are_not_believed(captures, made, kept):
    execute(made, f"UPDATE property SET value = '{kept}' WHERE name = 'frame_counts'")
    assert captures.open(made).frame_counts() == COUNTS


@pytest.mark.usefixtures("small_steps")
def test_ids_may_be_far_apart(captures, made):
    execute(made, "UPDATE frame SET id = id * 1000000000000 - 3000000000000")
    assert captures.open(made).frame_counts() == COUNTS


@pytest.fixture
def held(made, monkeypatch):
    """Counts that are not kept, and a step that waits until it is let go."""
    execute(made, "DELETE FROM property WHERE name = 'frame_counts'")
    monkeypatch.setattr(counting, "_AT_ONCE", 4)
    let_go = threading.Event()
    count_some = counting._count_some

    def wait(database, after, last_id):
        if after is not None:
            let_go.wait()
        return count_some(database, after, last_id)

    monkeypatch.setattr(counting, "_count_some", wait)
    yield let_go
    let_go.set()


def test_counting_late_holds_nobody_up(captures, made, rows, held):
    capture = captures.open(made, count_late=True)
    capture.append(2, rows(10))
    connection = capture.open_connection("ws://h/")
    capture.append(connection, rows(1))
    assert connection == 3
    assert capture.frame_counts()[3] == (0, 1)
    held.set()
    capture._late_count.join()
    assert capture.frame_counts() == {1: (2, 3), 2: (1, 10), 3: (0, 1)}
    capture.close()
    assert captures.open(made).frame_counts() == {1: (2, 3), 2: (1, 10), 3: (0, 1)}


def test_a_capture_that_is_closed_while_it_is_counted_keeps_no_wrong_counts(made, held):
    capture = Capture.open(made, count_late=True)
    threading.Timer(0.1, held.set).start()
    capture.close()
    with closing(Capture.open(made)) as again:
        assert again.frame_counts() == COUNTS


def test_clearing_waits_for_the_counts(captures, made, rows, held):
    capture = captures.open(made, count_late=True)
    threading.Timer(0.1, held.set).start()
    assert capture.clear() == 6
    assert capture.shown_counts() == {1: (0, 0), 2: (0, 0)}


@pytest.mark.usefixtures("held")
def test_a_connection_that_only_frames_tell_of_keeps_its_number(captures, made):
    execute(made, "UPDATE frame SET connection_id = 9 WHERE id = 6")
    assert captures.open(made, count_late=True).open_connection("ws://h/") == 10
