"""Heads found in a stream, and read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.wire.http_head import MAX_HEAD, HeadReader, check_line_ends, parse_head

HEAD = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"


@given(st.data())
def test_a_head_is_cut_at_its_blank_line_however_it_comes(data):
    wire = HEAD + b"\x81\x02\r\n\r\n"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=6)))
    reader, used = HeadReader(), 0
    for start, stop in zip([0, *cuts], [*cuts, len(wire)], strict=True):
        if not reader.complete:
            used += reader.feed(wire[start:stop])
    assert bytes(reader.head) == HEAD
    assert used == len(HEAD)


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (b"HTTP/1.1 101 x\r\nA: b\r\n\r\n", None),
        (b"HTTP/1.1 101 x\nA: b\n\n", 1),
        (b"HTTP/1.1 101 x\r\nA: b\r\n\n", 3),
        (b"\n", 1),
        (b"", None),
        (b"HTTP/1.1 101 x\r", None),
    ],
)
def test_a_bare_line_feed_is_found(head, line):
    found = check_line_ends("response", head)
    told = [f"Line {line} of the response head ends with a bare LF instead of CRLF."] if line else []
    assert [one.sentence for one in found] == told


def test_a_head_with_bare_line_feeds_can_be_read():
    head = parse_head(b"HTTP/1.1 101 x\nUpgrade: websocket\r\nHost: a\n\n")
    assert (head.status, head.headers) == (101, (("Upgrade", "websocket"), ("Host", "a")))


def test_a_head_without_an_end_is_kept_in_part():
    reader = HeadReader()
    for _ in range(40):
        reader.feed(b"X: " + b"y" * 65_536 + b"\r\n")
    assert not reader.complete
    assert len(reader.head) == MAX_HEAD
