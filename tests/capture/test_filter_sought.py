"""What is sought stands where the filter finds it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspector.capture.filtering import FilterError, FrameRecord
from inspector.capture.filtering.sought import MOST_PLACES, read_sought, read_sought_bytes

LETTERS = st.sampled_from([*'aAkKsSißẞÄäéµΜıİǆſ{}[:," .\\/1', "\u212a", "\U00010400", "\U00010428"])


@pytest.mark.parametrize(
    ("wanted", "text", "places"),
    [
        ("tick", "Tick tack TICK", [(0, 4), (10, 14)]),
        ("Ä", "äÄa", [(0, 1), (1, 2)]),
        ("a.c", "abc a.c", [(4, 7)]),
        ('"n":4', '{\n  "n": 4,\n  "m": [\n    4\n  ]\n}', [(4, 10)]),
        ('"m":[4', '{\n  "n": 4,\n  "m": [\n    4\n  ]\n}', [(14, 26)]),
        ("/t.ck/", "Tick tack", [(5, 9)]),
        ("/x*/", "axxa", [(1, 3)]),
        ("/api", "/api /API", [(0, 4), (5, 9)]),
        ("aa", "aaaa", [(0, 2), (2, 4)]),
        ("z", "abc", []),
    ],
)
def test_places_in_text(wanted, text, places):
    assert read_sought(wanted).in_text(text) == places


@pytest.mark.parametrize(
    ("wanted", "payload", "places"),
    [
        ("ä", b"\xff\xc3\x84\xc3\xa4", [(1, 3), (3, 5)]),
        ("B", b"abB\x00b", [(1, 2), (2, 3), (4, 5)]),
        ("/ä+./", b"\xff\xc3\xa4\xc3\xa4\xff", [(1, 6)]),
        ("/b/", "äbb".encode(), [(2, 3), (3, 4)]),
    ],
)
def test_places_in_bytes(wanted, payload, places):
    assert read_sought(wanted).in_bytes(payload) == places


def test_nothing_is_sought():
    assert read_sought("") is None
    with pytest.raises(FilterError, match="no regular expression"):
        read_sought("/ti(/")
    with pytest.raises(FilterError, match="What is to be found has at most 4,000 characters"):
        read_sought("a" * 4_001)
    assert read_sought('"' * 4_000).in_text('"' * 4_001) == [(0, 4_000)]


def test_bytes_are_sought_by_their_digits():
    assert read_sought_bytes("0x00 fF").in_bytes(b"a\x00\xff\x00\xff") == [(1, 3), (3, 5)]
    assert read_sought_bytes("0x0").in_bytes(b"a 0X0") == [(2, 5)]
    assert read_sought_bytes("/a/").in_bytes(b"a /A/") == [(2, 5)]
    assert read_sought_bytes("") is None


def test_no_more_places_than_are_marked_and_no_longer_than_a_moment():
    assert len(read_sought("a").in_text("a" * 20_000)) == MOST_PLACES
    assert read_sought("/^(([a-z])+.)+[A-Z]([a-z])+$/").in_text("a" * 3_000) == []


def test_between_slashes_is_a_regular_expression_only_as_in_a_filter():
    assert read_sought("/A/i").in_text("a") == [(0, 1)]
    assert read_sought("/\\/").in_text("a /\\/ b") == [(2, 5)]
    assert read_sought("//").in_text("a // b") == [(2, 4)]


@given(st.lists(LETTERS, min_size=1, max_size=3).map("".join), st.lists(LETTERS, max_size=8).map("".join))
@example("ß", "ẞ")
def test_there_is_a_place_where_the_filter_finds_one(wanted, text):
    try:
        sought = read_sought(wanted)
    except FilterError:
        return
    payload = text.encode()
    found = sought.filter.matches(FrameRecord(1, head=0x81, payload=payload))
    assert found == bool(sought.in_bytes(payload))
    assert not found or sought.in_text(text)
    for start, end in sought.in_bytes(payload):
        assert sought.filter.matches(FrameRecord(1, head=0x81, payload=payload[start:end]))
