"""Bookmarks and the notes on them: kept with the capture, cheap to look up."""

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.capture.bookmarks import Bookmarks
from inspector.capture.memory_database import MemoryDatabase
from inspector.capture.records import CaptureError
from inspector.capture.schema import APPLICATION_ID


def told(capture):
    return [(one.frame_id, one.text) for one in capture.bookmarks.all()]


def test_a_bookmark_is_set_changed_and_removed(capture, rows):
    capture.append(capture.open_connection("ws://h/"), rows(5))
    capture.bookmarks.set(3)
    capture.bookmarks.set(2, "why so late?")
    capture.bookmarks.set(3, "the answer")
    capture.flush()
    assert told(capture) == [(2, "why so late?"), (3, "the answer")]
    assert capture.bookmarks.of(3).text == "the answer"
    assert capture.bookmarks.of(3).time_ns > 0
    capture.bookmarks.remove(2)
    capture.bookmarks.remove(5)
    assert told(capture) == [(3, "the answer")]
    assert capture.bookmarks.of(2) is None


def test_bookmarks_last(captures, rows, tmp_path):
    capture = captures.create(tmp_path / "a")
    capture.append(capture.open_connection("ws://h/"), rows(5))
    for frame_id in (4, 1, 2):
        capture.bookmarks.set(frame_id, f"on {frame_id} ✓")
    capture.bookmarks.remove(2)
    kept = capture.bookmarks.all()
    capture.close()
    again = captures.open(tmp_path / "a")
    assert again.bookmarks.all() == kept
    assert told(again) == [(1, "on 1 ✓"), (4, "on 4 ✓")]
    again.close()
    with apsw.Connection(str(tmp_path / "a")) as file:
        assert file.execute("SELECT frame_id, text FROM bookmark ORDER BY 1").fetchall() == told(again)


def test_a_change_is_told(capture, rows):
    capture.append(capture.open_connection("ws://h/"), rows(1))
    capture.flush()
    before = capture.change_count
    capture.bookmarks.set(1)
    capture.flush()
    assert capture.change_count > before


def test_a_copy_has_them(capture, captures, rows, tmp_path):
    capture.append(capture.open_connection("ws://h/"), rows(5))
    capture.bookmarks.set(2, "here")
    capture.bookmarks.set(3, "gone")
    capture.bookmarks.remove(3)
    capture.save_copy(tmp_path / "copy")
    assert told(captures.open(tmp_path / "copy", read_only=True)) == [(2, "here")]


def test_the_neighbours(capture):
    for frame_id in (10, 20, 30):
        capture.bookmarks.set(frame_id)
    assert capture.bookmarks.ids_between(10, 20) == [10, 20]
    assert capture.bookmarks.ids_between(11, 19) == []
    assert [capture.bookmarks.beside(at, 1) for at in (0, 10, 15, 30)] == [10, 20, 20, None]
    assert [capture.bookmarks.beside(at, -1) for at in (99, 30, 25, 10)] == [30, 20, 20, None]


def test_only_reading_takes_none(capture, captures, rows, tmp_path):
    capture.append(capture.open_connection("ws://h/"), rows(1))
    capture.save_copy(tmp_path / "copy")
    reader = captures.open(tmp_path / "copy", read_only=True)
    told = "is open for reading only, so that it takes no bookmarks: save a copy and open that"
    for change in (reader.bookmarks.set, reader.bookmarks.remove):
        with pytest.raises(CaptureError, match=told):
            change(1)
    assert reader.bookmarks.all() == []


def test_a_capture_of_another_program_takes_them(captures, tmp_path):
    with apsw.Connection(str(tmp_path / "foreign")) as file:
        file.execute(
            f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1;"
            "CREATE TABLE connection(id INTEGER PRIMARY KEY, url);"
            "CREATE TABLE frame(id INTEGER PRIMARY KEY, connection_id, time_ns, direction, head, masking_key,"
            " wire_length, payload); INSERT INTO frame(id) VALUES (1)"
        )
    file.close()
    assert captures.open(tmp_path / "foreign", read_only=True).bookmarks.all() == []
    capture = captures.open(tmp_path / "foreign")
    capture.bookmarks.set(1, "x")
    capture.close()
    assert told(captures.open(tmp_path / "foreign")) == [(1, "x")]


def test_a_table_without_a_key_or_a_time_is_enough(captures, tmp_path):
    captures.create(tmp_path / "a").close()
    with apsw.Connection(str(tmp_path / "a")) as file:
        file.execute("DROP TABLE bookmark; CREATE TABLE bookmark(frame_id, text)")
        file.execute("INSERT INTO bookmark VALUES (7, 'seven'), (NULL, 'none'), (8, NULL)")
    file.close()
    assert told(captures.open(tmp_path / "a", read_only=True)) == [(7, "seven")]
    capture = captures.open(tmp_path / "a")
    capture.bookmarks.set(7, "again")
    capture.bookmarks.set(9)
    capture.close()
    assert told(captures.open(tmp_path / "a")) == [(7, "again"), (9, "")]


def test_one_removed_while_the_file_is_full_is_removed_later(small_disk, captures, rows):
    capture = captures.create(small_disk.folder / "a")
    connection = capture.open_connection("ws://h/")
    capture.append(connection, rows(10))
    capture.bookmarks.set(1, "to be removed")
    capture.bookmarks.set(2, "to be changed")
    capture.flush()
    for _ in range(8):
        capture.append(connection, [(1, 1, 0x82, None, 1, bytes(500_000))])
        capture.flush()
    assert capture.problem is not None
    capture.bookmarks.remove(1)
    capture.bookmarks.set(2, "changed")
    capture.bookmarks.set(3, "new")
    capture.flush()
    expected = [(2, "changed"), (3, "new")]
    assert told(capture) == expected
    small_disk.grow()
    capture.close()
    assert capture.problem is None
    assert told(captures.open(small_disk.folder / "a")) == expected


class Taken(list):
    """Takes what is to be written."""

    put = list.append


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 20))), st.integers(0, 21), st.integers(0, 21))
def test_it_is_a_sorted_map(changes, first, last):
    bookmarks, expected = Bookmarks(MemoryDatabase(), Taken), {}
    for place, (add, frame_id) in enumerate(changes):
        if add:
            bookmarks.set(frame_id, str(place))
            expected[frame_id] = str(place)
        else:
            bookmarks.remove(frame_id)
            expected.pop(frame_id, None)
    assert [(one.frame_id, one.text) for one in bookmarks.all()] == sorted(expected.items())
    assert bookmarks.ids_between(first, last) == [one for one in sorted(expected) if first <= one <= last]
    assert bookmarks.beside(first, 1) == min((one for one in expected if one > first), default=None)
    assert bookmarks.beside(first, -1) == max((one for one in expected if one < first), default=None)
