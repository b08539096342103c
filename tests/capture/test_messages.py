"""The fragments of a message."""

import pytest

from inspector.capture import messages
from inspector.capture.messages import Fragment, fragments_of
from inspector.capture.store import Capture


def frame(head, payload, direction=1):
    return (1, direction, head, None, len(payload), payload)


@pytest.fixture(params=["file", "memory"])
def capture(request, tmp_path):
    capture = Capture.create(tmp_path / "a.wscap" if request.param == "file" else None)
    yield capture
    capture.close()


def ids(capture, frame_id):
    return [one.id for one in fragments_of(capture.parts, frame_id)]


def test_fragments_with_other_frames_between(capture):
    one, other = capture.open_connection("ws://h/1"), capture.open_connection("ws://h/2")
    capture.append(one, [frame(0x01, b"a"), frame(0x89, b""), frame(0x01, b"sent", 0)])
    capture.append(other, [frame(0x00, b"other"), frame(0x81, b"whole")])
    capture.append(one, [frame(0x00, b"bc"), frame(0x80, b"d"), frame(0x80, b"stray")])
    capture.flush()
    assert fragments_of(capture.parts, 1) == [Fragment(1, 1, 1), Fragment(6, 2, 2), Fragment(7, 1, 1)]
    assert ids(capture, 3) == [3]
    assert ids(capture, 5) == [5]
    assert ids(capture, 6) == [6]
    assert ids(capture, 99) == []


def test_a_message_that_was_never_finished(capture):
    one = capture.open_connection("ws://h/1")
    capture.append(one, [frame(0x02, b"a"), frame(0x00, b"b"), frame(0x01, b"next"), frame(0x80, b"c")])
    capture.flush()
    assert ids(capture, 1) == [1, 2]
    assert ids(capture, 3) == [3, 4]


def test_so_many_and_no_more(capture, monkeypatch):
    monkeypatch.setattr(messages, "MOST_FRAGMENTS", 5)
    one = capture.open_connection("ws://h/1")
    capture.append(one, [frame(0x02, b"a"), *[frame(0x00, b"b")] * 20, frame(0x80, b"c")])
    capture.flush()
    assert ids(capture, 1) == [1, 2, 3, 4, 5, 6]


def test_a_message_without_an_end_is_followed_as_far_as_asked(capture):
    one, other = capture.open_connection("ws://h/1"), capture.open_connection("ws://h/2")
    capture.append(one, [frame(0x01, b"a"), frame(0x00, b"b")])
    capture.append(other, [frame(0x81, b"other")] * 30)
    capture.append(one, [frame(0x80, b"c")])
    capture.flush()
    assert ids(capture, 1) == [1, 2, 33]
    assert [part.id for part in capture.fragments_of(1, 32)] == [1, 2, 33]
    assert [part.id for part in capture.fragments_of(1, 31)] == [1, 2]


def test_an_http_message_is_alone(capture):
    one = capture.open_connection("http://h/1")
    capture.append_http(one, 1, b"HTTP/1.1 200 OK\r\n\r\n", b"body", 4, 1)
    capture.flush()
    assert fragments_of(capture.parts, 1) == [Fragment(1, 4, 4)]
