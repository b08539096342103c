"""Headers that the fields of a frame do not tell: those whose length is not minimal."""

import shutil
import sqlite3

from inspector.capture import schema
from inspector.capture.merging import merge_captures

LONG = bytes.fromhex("817e0005")


def fill(capture, rows, header=LONG):
    connection = capture.open_connection("ws://h/", opened_ns=1)
    first = capture.append(connection, rows(2))
    capture.keep_header(first + 1, header)
    capture.flush()
    return first


def test_only_the_frame_that_has_one_of_its_own_gives_it(capture, rows):
    first = fill(capture, rows)
    assert (capture.frame_header(first), capture.frame_header(first + 1)) == (None, LONG)


def test_it_goes_along_when_a_capture_is_saved_and_merged(captures, rows, tmp_path):
    capture = captures.create(None)
    fill(capture, rows)
    capture.save_as(tmp_path / "a")
    fill(capture, rows, b"later")
    capture.close()
    shutil.copy(tmp_path / "a", tmp_path / "b")
    merge_captures([tmp_path / "a", tmp_path / "b"], tmp_path / "both")
    both = captures.open(tmp_path / "both")
    assert sorted(filter(None, map(both.frame_header, range(1, 9)))) == [b"later", b"later", LONG, LONG]
    assert captures.open(tmp_path / "a").frame_header(4) == b"later"


def test_captures_without_the_table_can_be_read_and_gone_on_with(captures, rows, tmp_path):
    captures.create(tmp_path / "a").close()
    with sqlite3.connect(tmp_path / "a") as database:
        database.execute("DROP TABLE frame_header")
    assert captures.open(tmp_path / "a", read_only=True).frame_header(1) is None
    capture = captures.open(tmp_path / "a")
    assert capture.frame_header(fill(capture, rows) + 1) == LONG


def test_other_programs_find_it_by_its_name(captures, rows, tmp_path):
    capture = captures.create(tmp_path / "a")
    fill(capture, rows)
    capture.close()
    with sqlite3.connect(tmp_path / "a") as database:
        assert database.execute("SELECT frame_id, header FROM frame_header").fetchall() == [(2, LONG)]
    assert schema.HEADER_COLUMNS == ("frame_id", "header")
