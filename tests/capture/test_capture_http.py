"""HTTP messages of long-polling stand among the frames, in their order."""

import sqlite3

from inspector.capture import schema
from inspector.capture.store import Capture
from inspector.wire.records import HTTP, Direction

GET = b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
TEXT = (30, Direction.RECEIVED, 0x81, None, 2, b"hi")


def fill(capture: Capture) -> int:
    connection_id = capture.open_connection("http://localhost/socket.io/")
    assert capture.append_http(connection_id, Direction.SENT, GET, b"", 0, 10) == 1
    assert capture.append_http(connection_id, Direction.RECEIVED, OK, b"0{}", 23, 20) == 2
    assert capture.append(connection_id, [TEXT]) == 3
    capture.flush()
    return connection_id


def check(capture: Capture) -> None:
    request, response, frame = capture.summaries(1, 3)
    assert (request.head, request.preview) == (HTTP, b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\n")
    assert (response.preview, response.length, response.wire_length) == (b"HTTP/1.1 200 OK\r\n0{}", 3, 23)
    assert (frame.head, frame.preview) == (0x81, b"hi")
    assert capture.http_head(1) == GET
    assert capture.http_head(3) is None
    stored = capture.frame(2)
    assert stored is not None
    assert (stored.frame.is_http, stored.frame.payload, stored.frame.direction) == (True, b"0{}", 1)
    assert list(capture.frame_counts().values()) == [(1, 2)]


def test_http_messages_stand_among_the_frames(tmp_path):
    capture = Capture.create(tmp_path / "a.wscap")
    fill(capture)
    check(capture)
    capture.close()
    again = Capture.open(tmp_path / "a.wscap", read_only=True)
    check(again)
    again.close()


def test_http_messages_in_memory():
    capture = Capture.create(None)
    fill(capture)
    check(capture)
    capture.close()


def test_they_are_no_messages_and_no_frames_for_other_readers(tmp_path):
    capture = Capture.create(tmp_path / "a.wscap")
    fill(capture)
    capture.close()
    with sqlite3.connect(tmp_path / "a.wscap") as database:
        assert database.execute("SELECT id FROM message").fetchall() == [(3,)]
        assert (
            database.execute("SELECT head, opcode FROM frame WHERE id < 3").fetchall() == [(None, None)] * 2
        )


def test_a_copy_has_them_too(tmp_path):
    capture = Capture.create(None)
    fill(capture)
    capture.save_copy(tmp_path / "copy.wscap")
    capture.close()
    copy = Capture.open(tmp_path / "copy.wscap")
    check(copy)
    copy.close()


def test_a_long_start_line_and_a_large_body_stay_within_a_preview():
    capture = Capture.create(None)
    connection_id = capture.open_connection("http://localhost/")
    head = b"POST /" + b"x" * 5000 + b" HTTP/1.1\r\n\r\n"
    capture.append_http(connection_id, Direction.SENT, head, b"y" * 200_000, 200_000, 1)
    capture.flush()
    (summary,) = capture.summaries(1, 1)
    assert summary.preview == head[: schema.PREVIEW]
    capture.close()


def test_older_captures_take_http_messages_as_well(tmp_path):
    Capture.create(tmp_path / "old.wscap").close()
    with sqlite3.connect(tmp_path / "old.wscap") as database:
        database.execute("DROP TABLE http_message")
    unread = Capture.open(tmp_path / "old.wscap", read_only=True)
    assert unread.http_head(1) is None
    unread.close()
    capture = Capture.open(tmp_path / "old.wscap")
    fill(capture)
    check(capture)
    capture.close()
