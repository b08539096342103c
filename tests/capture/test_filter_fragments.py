"""A message of several frames is found by what it says as a whole, and all of its frames with it."""

from contextlib import closing
from types import SimpleNamespace

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.capture.filtering import FrameRecord, Matcher, Search, fragments, parse_filter, whole_messages
from inspector.capture.filtering.fragments import Assembly, Fragment
from inspector.capture.store import Capture
from inspector.wire.records import HTTP
from tests.capture.joined_messages import messages_of, shows
from tests.capture.waiting import wait_until


def frame(head, payload, direction=1):
    return (1, direction, head, None, len(payload), payload)


def found(capture, text, **options):
    """Search all there is, once."""
    running = Search(capture, parse_filter(text), **options)
    running.start()
    try:
        wait_until(lambda: running.done_once or running.error)
        assert running.error is None
        return list(running.ids)
    finally:
        running.cancel()
        assert running.join(30)


@pytest.fixture
def mixed(capture):
    """A message in the frames 1, 4 and 5, one in 7 and 8, and one in 3 that is not finished."""
    one, two = capture.open_connection("ws://h/1"), capture.open_connection("ws://h/2")
    capture.append(one, [frame(0x01, b'{"a":"nee'), frame(0x89, b"x")])
    capture.append(two, [frame(0x01, b"zz")])
    capture.append(one, [frame(0x00, b'dle","b"'), frame(0x80, b":5}"), frame(0x81, b"NEEDLE")])
    capture.append(one, [frame(0x01, b'42["ch\xc3'), frame(0x80, b'\xa4t",7]')])
    capture.flush()
    return capture


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("needle", [1, 4, 5, 6]),
        ("-needle", [2, 3, 7, 8]),
        ("json:$.b=5", [1, 4, 5]),
        ("json:$.b>4 json:$.a", [1, 4, 5]),
        ("json:$.b!=5", []),
        ("json:$.a~/^nee/", [1, 4, 5]),
        ("-json:$.a~/^nee/", [2, 3, 6, 7, 8]),
        ("/a.:.needle/", [1, 4, 5]),
        ("/^dle/", []),
        ("/^z.$/", [3]),
        ("chät", [7, 8]),
        ("event:chät", [7, 8]),
        ("event:chät json:$", []),
        ("ns:/ OR needle", [1, 4, 5, 6, 7, 8]),
        ("needle type:text", [1, 6]),
        ("needle type:continuation", [4, 5]),
        ("needle id:>4", [5, 6]),
        ("needle -id:4", [1, 5, 6]),
        ("needle size:<4", [5]),
        ("size:<4", [2, 3, 5]),
        ("conn:2 OR needle", [1, 3, 4, 5, 6]),
        ("-(needle OR id:1)", [2, 3, 7, 8]),
        ("bookmark OR needle", [1, 3, 4, 5, 6]),
        ("bookmark needle", [5]),
    ],
)
def test_all_frames_of_a_message_are_found_by_it(mixed, text, ids):
    mixed.bookmarks.set(3)
    mixed.bookmarks.set(5)
    mixed.flush()
    assert found(mixed, text) == ids
    assert Matcher(mixed, parse_filter(text)).matching(range(1, 9)) == ids
    assert Matcher(mixed, parse_filter(text)).matching([8, 5, 4]) == [n for n in (8, 5, 4) if n in ids]


def test_sizes_of_whole_messages(mixed):
    wanted = parse_filter("size:>=20 -type:continuation OR size:<3").of_messages()
    running = Search(mixed, wanted)
    running.start()
    try:
        wait_until(lambda: running.done_once)
        assert list(running.ids) == [1, 2, 3]
        assert Matcher(mixed, wanted).matching(range(1, 9)) == [1, 2, 3]
    finally:
        running.cancel()
        assert running.join(30)
    assert wanted.describe() == parse_filter("size:>=20 -type:continuation OR size:<3").describe()
    assert parse_filter("").of_messages().is_everything


def test_frames_of_one_connection(mixed):
    assert found(mixed, "needle OR zz", connection_id=2) == [3]
    assert found(mixed, "needle OR zz", connection_id=1) == [1, 4, 5, 6]


def test_a_message_is_found_when_the_rest_of_it_comes(capture, rows):
    connection = capture.open_connection("ws://h/")
    running, others = (Search(capture, parse_filter(text)) for text in ("needle", "-needle"))
    running.start()
    others.start()
    try:
        capture.append(connection, [frame(0x01, b"a nee")])
        capture.append(connection, [frame(0x89, b"needle"), frame(0x00, b"d")])
        capture.flush()
        wait_until(lambda: list(others.ids) == [1, 3])
        wait_until(lambda: list(running.ids) == [2])
        capture.append(connection, [*rows(2, direction=0), frame(0x80, b"le")])
        capture.flush()
        wait_until(lambda: list(running.ids) == [1, 2, 3, 6])
        wait_until(lambda: list(others.ids) == [4, 5])
        assert running.revision == others.revision == 1
    finally:
        for each in (running, others):
            each.cancel()
            assert each.join(30)


def test_what_came_of_a_message_is_found_before_its_end(capture):
    connection = capture.open_connection("ws://h/")
    capture.append(connection, [frame(0x01, b"a nee"), frame(0x00, b"dle"), frame(0x00, b" x")])
    capture.flush()
    assert found(capture, "needle") == [1, 2, 3]
    assert Matcher(capture, parse_filter("needle")).matching([3]) == [3]


def test_a_message_that_goes_on_is_not_looked_at_all_the_time(monkeypatch):
    now, asked = [100.0], []
    monkeypatch.setattr(whole_messages, "time", SimpleNamespace(monotonic=lambda: now[0]))

    class Slow:
        def matching(self, pieces):
            asked.append([list(piece.ids) for piece in pieces])
            now[0] += 1
            return {1}

    followed = whole_messages.FollowedMessages(Slow())
    first, second, third = (Fragment(number, int(number == 1), 1, 1, 4) for number in (1, 2, 3))
    assert followed.take([first]) == {}
    assert followed.settle() == {1: True}
    followed.take([second])
    now[0] += 3
    assert followed.settle() == {}
    assert followed.settle(at_once=True) == {1: True, 2: False}
    followed.take([third])
    now[0] += 4
    assert followed.settle() == {1: True, 2: False, 3: False}
    assert asked == [[[1]], [[1, 2]], [[1, 2, 3]]]


def test_fragments_without_a_beginning_or_an_end(capture):
    connection = capture.open_connection("ws://h/")
    capture.append(connection, [frame(0x00, b"stray nee"), frame(0x80, b"dle")])
    capture.append(connection, [frame(0x01, b"nee"), frame(0x01, b"dle"), frame(0x80, b"x")])
    capture.append(connection, [frame(0x09, b"nee"), frame(0x03, b"dle")])
    capture.flush()
    assert found(capture, "needle") == [1, 2]
    assert Matcher(capture, parse_filter("needle")).matching(range(1, 8)) == [1, 2]
    assert found(capture, "/^nee$/") == [3, 6]
    assert Matcher(capture, parse_filter("/^nee$/")).matching(range(1, 8)) == [3, 6]


def test_a_whole_message_where_fragments_should_follow(capture):
    connection = capture.open_connection("ws://h/")
    capture.append(connection, [frame(0x01, b"nee"), frame(0x81, b"whole"), frame(0x80, b"dle")])
    capture.flush()
    matcher = Matcher(capture, parse_filter("needle"))
    assert matcher.matching([1, 2, 3]) == []


@pytest.mark.parametrize("text", ["needle", "/need.e/"])
def test_a_message_over_many_steps(capture, rows, text):
    one, other = capture.open_connection("ws://h/1"), capture.open_connection("ws://h/2")
    for head, payload in ((0x01, b"ne"), (0x00, b"ed"), (0x80, b"le")):
        capture.append(one, [frame(head, payload)])
        capture.append(other, rows(10_000))
    capture.append(other, [frame(0x81, b"needle")])
    capture.flush()
    assert found(capture, text) == [1, 10_002, 20_003, 30_004]
    assert Matcher(capture, parse_filter(text)).matching([10_002]) == [10_002]


def test_very_many_messages(capture):
    connection = capture.open_connection("ws://h/")
    for start in range(0, 3_000, 500):
        frames = [(frame(0x01, b"n %d" % n), frame(0x80, b"%d n" % n)) for n in range(start, start + 500)]
        capture.append(connection, [one for pair in frames for one in pair])
    capture.flush()
    hits = [n for n in range(3_000) if f"n {n}{n} n".startswith("n 77")]
    assert found(capture, '"n 77"') == sorted([*(2 * n + 1 for n in hits), *(2 * n + 2 for n in hits)])
    assert found(capture, "n") == list(range(1, 6_001))


def test_a_long_message_is_looked_at_in_pieces(capture, monkeypatch):
    monkeypatch.setattr(fragments, "MOST_BYTES", 60)
    connection = capture.open_connection("ws://h/")
    texts = [b"%02d" % number * 10 for number in range(10)]
    heads = [0x01, *[0x00] * 8, 0x80]
    capture.append(connection, [frame(*each) for each in zip(heads, texts, strict=True)])
    capture.flush()
    for number in range(9):  # what is cut over two frames is found wherever a piece ends
        assert {number + 1, number + 2} <= set(found(capture, f"0{number}0{number + 1}"))
    assert found(capture, "0001") == [1, 2, 3]
    assert found(capture, "0203") == [3, 4, 5]
    assert found(capture, "/^00.*02/") == [1, 2, 3]
    assert found(capture, "/^00.*03/") == []


def test_a_long_message_holds_no_more_numbers_than_a_piece(monkeypatch):
    monkeypatch.setattr(fragments, "MOST_FRAMES", 4)
    assembly = Assembly()
    given_ids = [list(piece.ids) for piece in assembly.take(Fragment(n, 0, 1, 1, 9) for n in range(1, 12))]
    assert given_ids == [[1, 2, 3, 4], [4, 5, 6, 7], [7, 8, 9, 10]]
    assert [list(piece.ids) for piece in assembly.unfinished()] == [[10, 11]]
    assert assembly.unfinished() == []


def test_what_is_highlighted_is_joined_no_further_than_a_window_waits(capture):
    connection = capture.open_connection("ws://h/")
    half = b"x" * 700_000
    capture.append(connection, [frame(0x01, half), frame(0x00, half + b"nee"), frame(0x80, b"dle")])
    capture.flush()
    assert found(capture, "needle") == [1, 2, 3]
    assert Matcher(capture, parse_filter("needle")).matching([1, 2, 3]) == [2, 3]


def test_an_expression_without_end_is_stopped_and_said(capture):
    connection = capture.open_connection("ws://h/")
    capture.append(connection, [frame(0x01, b"a" * 1_500), frame(0x80, b"a" * 1_500)])
    capture.flush()
    matcher = Matcher(capture, parse_filter("/^(([a-z])+.)+[A-Z]([a-z])+$/"))
    assert matcher.matching([1, 2]) == []
    assert matcher.problem == (
        "Message of frame 1: The regular expression /^(([a-z])+.)+[A-Z]([a-z])+$/ takes more than 0.1 s for "
        "one payload of 3,000 bytes: write it so that it can match in fewer ways."
    )


def test_a_message_in_the_file_and_in_memory(captures, small_disk):
    capture = captures.create(small_disk.folder / "a")
    connection = capture.open_connection("ws://h/")
    capture.append(connection, [frame(0x01, b"a nee"), frame(0x00, b"d")])
    capture.flush()
    for _ in range(4):
        capture.append(connection, [frame(0x8A, b"x" * 1_000, 0)] * 1_000)
        capture.flush()
    assert len(capture.parts) == 2
    capture.append(connection, [frame(0x80, b"le")])
    capture.flush()
    assert found(capture, "needle") == [1, 2, 4_003]
    assert found(capture, "needle dir:received id:>1") == [2, 4_003]
    assert Matcher(capture, parse_filter("needle")).matching([1, 4_003]) == [1, 4_003]


def test_a_capture_of_another_program(captures, tmp_path):
    with closing(apsw.Connection(str(tmp_path / "a"))) as database:
        database.execute("""
            PRAGMA application_id = 0x57534350; PRAGMA user_version = 1;
            CREATE TABLE connection(id INTEGER PRIMARY KEY, url);
            CREATE TABLE frame(id INTEGER PRIMARY KEY, connection_id, time_ns, direction, head, masking_key,
                wire_length, payload BLOB);
            INSERT INTO frame VALUES (3, 7, 1, 0, 1, NULL, NULL, 'nee'),
                (5, NULL, 1, 1, 1, NULL, NULL, NULL), (7, 7, 1, 0, 0, NULL, NULL, 'd'),
                (70000000000, 7, 1, 0, 128, NULL, NULL, x'6c65'),
                (70000000001, NULL, 1, 1, 128, NULL, 0, '12')
            """)
    capture = captures.open(tmp_path / "a", read_only=True)
    assert found(capture, "needle") == [3, 7, 70_000_000_000]
    assert found(capture, "/^12$/") == [5, 70_000_000_001]
    assert found(capture, "json:$=12") == [5, 70_000_000_001]


heads = st.sampled_from([0x01, 0x02, 0x00, 0x00, 0x80, 0x80, 0x89, 0x88, HTTP])
pieces = st.sampled_from(
    [b"", b"t", b"ti", b"ck", b'{"a":', b'"tick"', b"}", b'42["ti', b'ck"]', b"\xc3", b"\xa4"]
)
cut_frames = st.tuples(st.integers(1, 2), st.integers(0, 1), heads, pieces)
whole_frames = st.tuples(st.just(3), st.integers(0, 1), st.sampled_from([0x81, 0x82]), pieces)
of_payloads = [
    "tick",
    "ä",
    "/^t.*k$/",
    "/ck/",
    "json:$.a",
    "json:$.a=tick",
    "json:$.a~/c/",
    "event:tick",
    "ns:/",
]
of_frames = [
    "dir:sent",
    "type:text",
    "type:continuation",
    "size:2",
    "id:>3",
    "conn:1",
    "bookmark",
    "time:>2020-01-01",
]
terms = st.sampled_from([*of_payloads, *of_frames])
filters = st.recursive(
    terms,
    lambda inner: st.one_of(
        inner.map("-({})".format),
        st.tuples(inner, st.sampled_from([" AND ", " OR "]), inner).map("".join).map("({})".format),
    ),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(cut_frames, cut_frames, whole_frames), max_size=14),
    filters,
    st.sets(st.integers(1, 14)),
)
def test_rows_are_those_of_the_plain_predicate(frames, text, marked):
    wanted = parse_filter(text)
    marked &= set(range(1, len(frames) + 1))
    with closing(Capture.create(None)) as capture:
        for url in ("ws://a/", "ws://b/", "ws://c/"):
            capture.open_connection(url)
        for connection, direction, head, payload in frames:
            if head == HTTP:
                capture.append_http(connection, direction, b"", payload, len(payload), 1)
            else:
                capture.append(connection, [frame(head, payload, direction)])
        for frame_id in sorted(marked):
            capture.bookmarks.set(frame_id)
        capture.flush()
        ids = found(capture, text)
        assert Matcher(capture, wanted).matching(range(1, len(frames) + 1)) == ids
    expected = []
    for frame_id, (each, message) in enumerate(zip(frames, messages_of(frames), strict=True), 1):
        connection, direction, head, payload = each
        marks = frozenset({"bookmark"} if frame_id in marked else ())
        record = FrameRecord(frame_id, connection, 1, direction, head, payload, "", marks)
        if shows(wanted.node, record, message):
            expected.append(frame_id)
    assert ids == expected
