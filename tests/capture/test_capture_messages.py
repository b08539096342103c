"""The view `message`: one row per message, its fragments joined (RFC 6455 §5.4)."""

from contextlib import closing

import apsw
import pytest

TEXT, BINARY, MORE_TEXT, MORE_BINARY, CONTINUATION, LAST, PING = 0x81, 0x82, 0x01, 0x02, 0x00, 0x80, 0x89


@pytest.fixture
def messages(captures, tmp_path):
    """Write frames of (connection, direction, head, payload) and give the messages they make."""

    def written(*frames):
        capture = captures.create(tmp_path / "a")
        opened = [capture.open_connection("ws://h/1"), capture.open_connection("ws://h/2")]
        for which, direction, head, payload in frames:
            capture.append(opened[which], [(1, direction, head, None, len(payload), payload)])
        capture.close()
        with closing(apsw.Connection(str(tmp_path / "a"))) as database:
            return database.execute(
                "SELECT id, type, frames, length, payload FROM message ORDER BY id"
            ).fetchall()

    return written


def test_an_unfragmented_message(messages):
    assert messages((0, 1, TEXT, b"hi"), (0, 0, BINARY, b"")) == [
        (1, "text", 1, 2, b"hi"),
        (2, "binary", 1, 0, b""),
    ]


def test_fragments_are_joined_past_control_frames_and_other_connections(messages):
    assert messages(
        (0, 1, MORE_TEXT, b"Sp"),
        (1, 1, MORE_BINARY, b"\xff\x00"),
        (0, 0, TEXT, b"sent"),
        (0, 1, PING, b"ping"),
        (0, 1, CONTINUATION, b"a"),
        (1, 1, LAST, b"\x00\xfe"),
        (0, 1, LAST, b"m"),
        (0, 1, TEXT, b"next"),
    ) == [
        (1, "text", 3, 4, b"Spam"),
        (2, "binary", 2, 4, b"\xff\x00\x00\xfe"),
        (3, "text", 1, 4, b"sent"),
        (8, "text", 1, 4, b"next"),
    ]


def test_a_message_that_never_ends_has_what_came(messages):
    assert messages((0, 1, MORE_TEXT, b"a"), (0, 1, CONTINUATION, b"b")) == [(1, "text", 2, 2, b"ab")]


def test_a_message_that_starts_within_another_ends_that(messages):
    assert messages(
        (0, 1, MORE_TEXT, b"a"), (0, 1, CONTINUATION, b"b"), (0, 1, TEXT, b"c"), (0, 1, LAST, b"stray")
    ) == [(1, "text", 2, 2, b"ab"), (3, "text", 1, 1, b"c")]


def test_the_columns_made_of_the_head(captures, tmp_path):
    capture = captures.create(tmp_path / "a")
    connection = capture.open_connection("ws://h/")
    capture.append(connection, [(1, 1, head, None, 0, b"") for head in range(256)])
    capture.close()
    with closing(apsw.Connection(str(tmp_path / "a"))) as database:
        found = database.execute("SELECT fin, rsv1, rsv2, rsv3, opcode FROM frame ORDER BY id").fetchall()
        assert database.pragma("application_id") == 0x57534350
        assert database.pragma("user_version") == 1
        assert database.pragma("integrity_check") == "ok"
    assert found == [
        (head >> 7, head >> 6 & 1, head >> 5 & 1, head >> 4 & 1, head & 15) for head in range(256)
    ]
