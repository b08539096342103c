"""A message as a file: its bytes exactly."""

import pytest

from inspector.capture.exporting import ExportError, export_message

BYTES = bytes(range(256)) * 3000


@pytest.fixture
def filled(capture):
    connection = capture.open_connection("ws://h/")
    capture.append(
        connection,
        [
            (1, 1, 0x82, None, 5, BYTES),
            (2, 1, 0x01, None, 1, b"one "),
            (3, 0, 0x81, b"abcd", 1, b"between"),
            (4, 1, 0x00, None, 1, b"two "),
            (5, 1, 0x89, None, 1, b"ping"),
            (6, 1, 0x80, None, 1, b"end"),
            (7, 1, 0x88, None, 2, b"\x03\xe8"),
        ],
    )
    capture.append_http(connection, 0, b"POST / HTTP/1.1\r\n\r\n", b"body", 4, 8)
    capture.flush()
    return capture


@pytest.mark.parametrize(
    ("frame_id", "payload"),
    [
        (1, BYTES),
        (2, b"one two end"),
        (4, b"one two end"),
        (6, b"one two end"),
        (3, b"between"),
        (5, b"ping"),
        (7, b"\x03\xe8"),
        (8, b"body"),
    ],
)
def test_the_bytes_are_exact(filled, tmp_path, frame_id, payload):
    assert export_message(filled, frame_id, tmp_path / "out") == len(payload)
    assert (tmp_path / "out").read_bytes() == payload
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0


def test_a_frame_that_is_not_there(filled, tmp_path):
    with pytest.raises(ExportError, match="no frame 99"):
        export_message(filled, 99, tmp_path / "out")
    assert not (tmp_path / "out").exists()
