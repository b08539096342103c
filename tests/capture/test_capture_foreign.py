"""Captures that other programs wrote, with the contract's tables and columns only, or fewer."""

from contextlib import closing

import apsw
import pytest

from inspector.capture.records import CaptureError, ConnectionRecord

CONTRACT = """
PRAGMA application_id = 0x57534350; PRAGMA user_version = 1;
CREATE TABLE connection(id INTEGER PRIMARY KEY, url, opened_ns, closed_ns, request_head BLOB,
    response_head BLOB, subprotocol, extensions, tls, close_code, close_reason, closed_by, error);
CREATE TABLE frame(id INTEGER PRIMARY KEY, connection_id, time_ns, direction, head, masking_key,
    wire_length, payload BLOB);
INSERT INTO connection(id, url, opened_ns, request_head) VALUES (7, 'ws://h/', 5, 'GET / HTTP/1.1');
INSERT INTO frame VALUES (3, 7, 9, 1, 129, NULL, 2, x'6869');
INSERT INTO frame VALUES (4, 7, 9, 0, 129, x'01020304', 2, 'ä✓');
INSERT INTO frame VALUES (9, 7, 9, 0, 138, NULL, 0, NULL);
INSERT INTO frame VALUES (10, 7, NULL, NULL, 130, NULL, NULL, zeroblob(100000));
"""


@pytest.fixture
def foreign(tmp_path):
    """Write a capture as another program would, with more SQL if asked."""

    def write(more=""):
        with closing(apsw.Connection(str(tmp_path / "a"))) as database:
            database.execute(CONTRACT + more)
        return tmp_path / "a"

    return write


@pytest.mark.parametrize("read_only", [True, False])
def test_it_is_read(foreign, captures, read_only):
    capture = captures.open(foreign(), read_only=read_only)
    assert capture.closed_cleanly
    assert capture.connections() == [
        ConnectionRecord(7, "ws://h/", 5, request_head=b"GET / HTTP/1.1", role="client")
    ]
    assert [summary.id for summary in capture.summaries(1, 99)] == [3, 4, 9, 10]
    assert [summary.preview for summary in capture.summaries(1, 9)] == [b"hi", "ä✓".encode(), b""]
    assert [summary.length for summary in capture.summaries(1, 99)] == [2, 5, 0, 100_000]
    assert capture.summaries(10, 10)[0].preview == bytes(256)
    assert capture.frame(4).frame.payload == "ä✓".encode()
    assert capture.frame(10).frame[:5] == (0, 0, 130, None, 0)
    assert capture.payload_part(4, 2, 99) == "✓".encode()
    assert [stored.id for stored in capture.frames()] == [3, 4, 9, 10]
    assert capture.frame_counts() == {7: (3, 1)}
    assert capture.notes() == []
    assert capture.last_id == 10


def test_it_goes_on(foreign, captures):
    capture = captures.open(foreign())
    connection = capture.open_connection("ws://h/2", peer="h:1")
    assert connection == 8
    assert capture.append(connection, [(1, 1, 129, None, 1, b"x")]) == 11
    capture.add_note("violation", "x", frame_id=11)
    capture.update_connection(7, error="x")
    capture.close()
    assert capture.problem is None
    again = captures.open(capture.path)
    assert again.connection(8).peer == "h:1"
    assert again.connection(7).error == "x"
    assert again.summaries(11, 11)[0].flagged


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize(
    "columns", ["id INTEGER PRIMARY KEY, text", "id INTEGER PRIMARY KEY, what, frame_id, text"]
)
def test_a_note_table_of_other_columns(foreign, captures, columns, read_only):
    path = foreign(f"CREATE TABLE note({columns}); INSERT INTO note(id, text) VALUES (5, 'odd')")
    capture = captures.open(path, read_only=read_only)
    assert [(note.id, note.text, note.kind, note.frame_id) for note in capture.notes()] == [
        (5, "odd", "", None)
    ]
    assert not any(summary.flagged for summary in capture.summaries(1, 99))


def test_columns_and_rows_of_others_stay(foreign, captures):
    path = foreign("ALTER TABLE connection ADD COLUMN mood; UPDATE connection SET mood = 'calm'")
    capture = captures.open(path)
    capture.update_connection(7, error="x")
    capture.close()
    with closing(apsw.Connection(str(path))) as database:
        assert database.execute("SELECT mood, error FROM connection WHERE id = 7").get == ("calm", "x")


def test_text_that_is_not_utf8_is_said(foreign, captures):
    path = foreign("UPDATE connection SET url = CAST(x'ff' AS TEXT)")
    with pytest.raises(CaptureError, match="holds text that is not UTF-8: use the program that made it"):
        captures.open(path)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("UPDATE frame SET connection_id = 'seven' WHERE id = 4", "the connection_id of frame 4"),
        ("UPDATE frame SET time_ns = 1.5 WHERE id = 4", "the time_ns of frame 4"),
        ("UPDATE frame SET direction = 2 WHERE id = 9", "the direction of frame 9"),
        ("UPDATE frame SET head = 'k' WHERE id = 9", "the head of frame 9"),
        ("UPDATE frame SET head = 256 WHERE id = 9", "the head of frame 9"),
        ("UPDATE frame SET masking_key = x'0102' WHERE id = 3", "the masking_key of frame 3"),
        ("UPDATE frame SET wire_length = -1 WHERE id = 3", "the wire_length of frame 3"),
        ("UPDATE frame SET payload = 12 WHERE id = 3", "the payload of frame 3"),
        ("UPDATE connection SET opened_ns = 'now'", "the opened_ns of connection 7"),
        ("UPDATE connection SET close_code = 'going away'", "the close_code of connection 7"),
        ("UPDATE connection SET url = x'00'", "the url of connection 7"),
    ],
)
@pytest.mark.parametrize("read_only", [True, False])
def test_a_value_that_no_program_may_write_is_named(foreign, captures, more, told, read_only):
    with pytest.raises(CaptureError, match=f"{told} is none. Write it anew"):
        captures.open(foreign(more), read_only=read_only)
