"""A search finds what matches, goes on with what comes, and ends when it is told to."""

import threading
import time
from contextlib import closing

import apsw
import pytest

from inspector.capture.filtering import Matcher, Search, parse_filter
from inspector.capture.filtering.interrupting import CancelledError, Interrupt
from inspector.capture.filtering.pace import LEAST, MOST, Pace
from inspector.capture.records import CaptureError
from inspector.wire.records import HTTP
from tests.capture.waiting import wait_until

FOREIGN = """
PRAGMA application_id = 0x57534350; PRAGMA user_version = 1;
CREATE TABLE connection(id INTEGER PRIMARY KEY, url);
CREATE TABLE frame(id INTEGER PRIMARY KEY, connection_id, time_ns, direction, head, masking_key,
    wire_length, payload BLOB);
INSERT INTO connection VALUES (7, 'ws://h/');
INSERT INTO frame VALUES (3, 7, 9, 1, 129, NULL, 2, 'Ticker ä');
INSERT INTO frame VALUES (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO frame VALUES (5, 7, 9, 0, 129, NULL, 2, x'7469636b');
INSERT INTO frame VALUES (90000000000, 7, 9, 0, 129, NULL, 2, '12345');
INSERT INTO frame VALUES (900000000000000000, 7, 9, 0, 129, NULL, 2, 'tick');
"""


@pytest.fixture
def search():
    """Start searches that are cancelled at the end, and have ended by then."""
    started = []

    def start(capture, text, **options):
        started.append(Search(capture, parse_filter(text), **options))
        started[-1].start()
        return started[-1]

    yield start
    for each in started:
        each.cancel()
        assert each.join(30)


def found(search, through):
    """Give the ids found once frames up to an id are examined."""
    wait_until(lambda: search.searched_through >= through or search.error)
    assert search.error is None
    return list(search.ids)


def test_it_finds_what_is_there_and_says_when_it_is_through(capture, rows, search):
    connection = capture.open_connection("ws://h/")
    capture.append(connection, rows(5_000))
    capture.flush()
    heard = threading.Event()
    running = search(capture, '"frame 49"', on_found=heard.set)
    wait_until(lambda: running.done_once)
    assert heard.is_set()
    expected = [number + 1 for number in range(5_000) if str(number).startswith("49")]
    assert list(running.ids) == expected
    assert running.searched_through == 5_000
    assert running.count == len(expected)
    assert [running.id_at(index) for index in range(running.count)] == expected
    assert [running.index_of(frame_id) for frame_id in (0, 50, 51, 4_901, 9_999)] == [None, 0, None, 11, None]


@pytest.mark.parametrize("text", ["", "frame", "/frame/", "json:$~/7/"])
def test_nothing_is_left_out_at_the_edges_of_steps_and_blocks(capture, rows, search, text):
    capture.append(
        capture.open_connection("ws://h/"), [(*row[:5], b"%d" % n) for n, row in enumerate(rows(9_000))]
    )
    capture.append(1, rows(9_000))
    capture.flush()
    running = search(capture, text)
    ids = found(running, 18_000)
    matching = {"": range(1, 18_001), "json:$~/7/": [n + 1 for n in range(9_000) if "7" in str(n)]}
    assert ids == list(matching.get(text, range(9_001, 18_001)))


def test_frames_of_one_connection(capture, rows, search):
    first, second = capture.open_connection("ws://a/"), capture.open_connection("ws://b/")
    for number in range(50):
        capture.append((first, second)[number % 2], rows(1, number))
    capture.flush()
    assert found(search(capture, "frame", connection_id=second), 50) == list(range(2, 51, 2))
    assert found(search(capture, "conn:B", connection_id=first), 50) == []
    assert found(search(capture, "/1$/ conn:b"), 50) == [2, 12, 22, 32, 42]


@pytest.mark.parametrize("text", ['"frame 7"', "/frame 7/"])
def test_it_follows_a_capture_that_is_written_meanwhile(capture, rows, search, text):
    connection = capture.open_connection("ws://h/")
    running = search(capture, text)
    wait_until(lambda: running.done_once)
    assert running.count == 0
    for start in range(0, 40_000, 1_000):
        capture.append(connection, rows(1_000, start))
        for _ in range(3):  # ids never change once they are there
            count = running.count
            assert list(running.ids[:count]) == sorted(set(running.ids[:count]))
    capture.flush()
    assert found(running, 40_000) == [n + 1 for n in range(40_000) if str(n).startswith("7")]
    assert running.revision == 0


def test_new_frames_are_matched_as_they_come(capture, rows, search):
    connection = capture.open_connection("ws://h/")
    running = search(capture, "conn:later")
    later = capture.open_connection("ws://Later/")
    capture.append(connection, rows(3))
    capture.append(later, rows(2))
    capture.flush()
    assert found(running, 5) == [4, 5]
    assert running.done_once


def test_cancelling_returns_at_once_and_ends_a_long_step(captures, search):
    capture = captures.create()
    connection = capture.open_connection("ws://h/")
    payload = b"\0" * 1_000_000
    capture.append(connection, [(1, 1, 0x82, None, len(payload), payload)] * 300)
    capture.flush()
    running = search(capture, "ä b c d e f g h")
    running.cancel()
    assert running.join(30)
    assert running.error is None
    assert not running.done_once
    running.cancel()
    capture.append(connection, [(1, 1, 0x81, None, 1, b"a")])
    capture.flush()


def test_many_searches_that_are_cancelled_at_any_moment(capture, rows):
    capture.append(capture.open_connection("ws://h/"), rows(20_000))
    capture.flush()
    for number in range(40):
        running = Search(capture, parse_filter("frame 1" if number % 2 else "/e 1/"))
        running.start()
        time.sleep(number / 5_000)
        running.cancel()
        assert running.join(30)
        assert running.error is None
    assert len(capture.summaries(1, 10)) == 10


def test_an_expression_without_end_is_stopped_and_said(capture, search):
    connection = capture.open_connection("ws://h/")
    bad = b"a" * 3_000
    capture.append(connection, [(1, 1, 0x81, None, 1, b"a"), (2, 1, 0x81, None, len(bad), bad)])
    capture.flush()
    running = search(capture, "/^(([a-z])+.)+[A-Z]([a-z])+$/")
    wait_until(lambda: running.error)
    assert running.error == (
        "Frame 2: The regular expression /^(([a-z])+.)+[A-Z]([a-z])+$/ takes more than 1 s for one payload "
        "of 3,000 bytes: write it so that it can match in fewer ways."
    )
    matcher = Matcher(capture, parse_filter("/^(([a-z])+.)+[A-Z]([a-z])+$/ OR id:1"))
    assert matcher.matching([1]) == [1]
    assert matcher.matching([1, 2]) == []
    assert matcher.problem == running.error.replace("than 1 s", "than 0.1 s")
    assert matcher.matching([1]) == []


@pytest.mark.parametrize("text", ["needle", "/needle$/", "json:$.a=needle", "json:$.a~/needle$/"])
def test_payloads_of_any_length(capture, search, text):
    connection = capture.open_connection("ws://h/")
    for length in (0, 1, 16_000, 16_384, 16_385, 70_000, 3_000_000):
        for inside in ("needle", "nothing"):
            payload = b'{"a":"%b"}' % inside.encode() if text[0] == "j" else inside.encode()
            payload = b" " * length + payload
            capture.append(connection, [(1, 1, 0x81, None, len(payload), payload)])
    capture.flush()
    assert found(search(capture, text), 14) == list(range(1, 14, 2))


def test_a_capture_of_another_program_with_gaps_and_nothing_in_its_columns(captures, tmp_path, search):
    with closing(apsw.Connection(str(tmp_path / "a"))) as database:
        database.execute(FOREIGN)
    capture = captures.open(tmp_path / "a", read_only=True)
    last = 900_000_000_000_000_000
    assert found(search(capture, "TICK"), last) == [3, 5, last]
    assert found(search(capture, "/tick/i"), last) == [3, 5, last]
    assert found(search(capture, "ticker Ä"), last) == [3]
    assert found(search(capture, "type:http"), last) == [4]
    assert found(search(capture, "dir:sent size:0"), last) == [4]
    assert found(search(capture, "/^$/"), last) == [4]
    assert found(search(capture, "conn:0"), last) == [4]
    assert found(search(capture, "conn:H size:5 /23/"), last) == [90_000_000_000]
    assert found(search(capture, "json:$=12345"), last) == [90_000_000_000]
    assert found(search(capture, "error OR note OR bookmark"), last) == []


def test_a_capture_that_keeps_utf16(captures, tmp_path, search):
    with closing(apsw.Connection(str(tmp_path / "a"))) as database:
        database.execute("PRAGMA encoding = 'UTF-16le';" + FOREIGN)
    running = search(captures.open(tmp_path / "a", read_only=True), "tick")
    wait_until(lambda: running.error)
    assert running.error == (
        f"{tmp_path / 'a'} keeps its text as UTF-16le, so that no filter can look into it: export it, and "
        "import that into a new capture."
    )


@pytest.mark.parametrize(
    "body",
    [
        '2:4018:42/admin,7["chät"]'.encode(),
        b'\x00\x02\xff40\x00\x01\x09\xff42/admin,7["ch\xc3\xa4t"]',
    ],
    ids=["text", "bytes"],
)
def test_long_polling_of_version_3(capture, search, body):
    connection = capture.open_connection("http://h/socket.io/?EIO=3")
    capture.append_http(connection, 1, b"HTTP/1.1 200 OK\r\n\r\n", body, len(body), 5)
    for text in ("event:chät", "ns:/admin", "ack:7", 'event:"chät" ns:"/admin"'):
        assert found(search(capture, text), 1) == [1]
    assert found(search(capture, "event:other OR ack:8"), 1) == []


def test_long_polling(capture, search):
    connection = capture.open_connection("http://h/")
    capture.append_http(connection, 1, b"HTTP/1.1 200 OK\r\n\r\n", b'42["a"]\x1e42["chat"]', 17, 5)
    capture.append(connection, [(1, 1, 0x81, None, 10, b'42["chat"]'), (1, 1, 0x82, None, 10, b'42["chat"]')])
    capture.flush()
    assert found(search(capture, "event:chat"), 3) == [1, 2]
    assert found(search(capture, "event:chat type:http"), 3) == [1]
    assert capture.summaries(1, 1)[0].head == HTTP


def test_notes_and_bookmarks_that_come_late_or_go(capture, rows, search):
    capture.append(capture.open_connection("ws://h/"), rows(2_000))
    capture.flush()
    errors, noted, marked = (search(capture, text) for text in ("error", "note", "-bookmark id:<=5"))
    for running in (errors, noted, marked):
        wait_until(lambda each=running: each.done_once)
    capture.add_note("violation", "bad", frame_id=1_000)
    capture.add_note("state", "fine", frame_id=20)
    capture.bookmarks.set(3)
    capture.bookmarks.set(4, "why?")
    capture.flush()
    wait_until(lambda: list(errors.ids) == [1_000])
    wait_until(lambda: list(noted.ids) == [4, 20, 1_000])
    wait_until(lambda: list(marked.ids) == [1, 2, 5])
    assert errors.revision == 0  # added behind all others
    assert marked.revision
    capture.bookmarks.set(4, "")
    capture.bookmarks.remove(3)
    capture.flush()
    wait_until(lambda: list(noted.ids) == [20, 1_000])
    wait_until(lambda: list(marked.ids) == [1, 2, 3, 5])
    capture.append(1, rows(1))
    capture.add_note("error", "late", frame_id=2_001)
    capture.flush()
    wait_until(lambda: list(errors.ids) == [1_000, 2_001])


def test_frames_that_are_in_memory_for_the_disk_is_full(captures, small_disk, rows, search):
    capture = captures.create(small_disk.folder / "a")
    connection = capture.open_connection("ws://First/")
    payload = b"x" * 1_000
    running = search(capture, "x", connection_id=connection)
    strict = search(capture, "/x/ note")
    for _ in range(4):
        capture.append(connection, [(1, 1, 0x82, None, 1_000, payload)] * 1_000)
        capture.flush()
    assert len(capture.parts) == 2
    capture.append(capture.open_connection("ws://Second/"), rows(10))
    capture.add_note("error", "x", frame_id=7)
    capture.add_note("error", "x", frame_id=3_999)
    capture.flush()
    assert found(running, 4_010) == list(range(1, 4_001))
    assert found(search(capture, "conn:first size:1000"), 4_010) == list(range(1, 4_001))
    assert found(search(capture, "conn:second"), 4_010) == list(range(4_001, 4_011))
    wait_until(lambda: list(strict.ids) == [7, 3_999])
    small_disk.grow()
    wait_until(lambda: len(capture.parts) == 1)
    capture.append(connection, [(1, 1, 0x82, None, 1_000, payload)])
    capture.flush()
    assert found(running, 4_011) == [*range(1, 4_001), 4_011]


def test_a_capture_that_is_closed_meanwhile(captures, rows, tmp_path, search):
    capture = captures.create(tmp_path / "a")
    capture.append(capture.open_connection("ws://h/"), rows(10))
    capture.flush()
    running = search(capture, "error")
    wait_until(lambda: running.done_once)
    capture.close()
    wait_until(lambda: running.error or running.join(0.01))
    assert running.count == 0
    with pytest.raises(CaptureError, match="is closed"):
        Matcher(capture, parse_filter("a")).matching([1])


def test_an_empty_capture(captures, search):
    running = search(captures.create(), "a")
    wait_until(lambda: running.done_once)
    assert (running.count, running.searched_through, running.index_of(1)) == (0, 0, None)


def test_only_frames_that_are_asked_for_are_matched(capture, rows):
    capture.append(capture.open_connection("ws://h/"), rows(1_000))
    capture.flush()
    matcher = Matcher(capture, parse_filter("1"))
    assert matcher.matching([]) == []
    assert matcher.matching([993, 2, 3, 12, 900, 4_000]) == [2, 12]
    assert matcher.matching([992, 2]) == [992, 2]


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("/ab?c/", "ac"),
        ("/ab*c/", "ac"),
        ("/ab{0,1}c/", "ac"),
        ("/a{2}b+c/", "aabbc"),
        (r"/\x41b/", "Ab"),
        (r"/\101b/", "Ab"),
        (r"/\p{Lu}b/", "Äb"),
        (r"/a\/b\.c/", "a/b.c"),
        ("/ab|cd/", "cd"),
        ("/(ab)?c/", "c"),
        ("/[ab]c/", "bc"),
        ("/skip/i", "\u017f\u212aiP"),
        ("/foo|bar/", "bar"),
        ("json:$.a~/tick/", '{"a":"t\\u0069ck"}'),
        ('json:$~/"a":1,"b"/', '{"a" : 1, "b":2}'),
        ("json:$.a=tick", '{"\\u0061":"t\\u0069ck"}'),
        ('json:$.a="x/y"', '{"a":"x\\/y"}'),
        ("event:chat", '42["ch\\u0061t"]'),
        ("event:\u00e4", '42["\\u00e4"]'),
        ("\u00c4pfel", "\u00e4PFEL"),
        ("\u00c4pfel", "\u00c4pfel"),
    ],
)
def test_what_is_left_out_beforehand_is_never_what_matches(capture, text, payload):
    encoded = payload.encode()
    capture.append(capture.open_connection("ws://h/"), [(1, 1, 0x81, None, len(encoded), encoded)])
    capture.flush()
    assert Matcher(capture, parse_filter(text)).matching([1]) == [1]


def test_a_step_is_interrupted_from_another_thread():
    interrupt = Interrupt()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    ended = []

    def read():
        with closing(apsw.Connection(":memory:")) as connection:
            try:
                with interrupt.during(connection):
                    connection.execute(endless)
            except CancelledError:
                ended.append(connection.execute("SELECT 1").get)

    thread = threading.Thread(target=read)
    thread.start()
    time.sleep(0.05)
    interrupt.cancel()
    thread.join(30)
    assert ended == [1]
    with pytest.raises(CancelledError), interrupt.during(apsw.Connection(":memory:")):
        raise AssertionError("it must not begin")


def test_the_pace():
    pace = Pace()
    assert pace.took(0.0001, shared=False) == 0
    assert pace.size == 4_096
    for _ in range(9):
        pace.took(0.0001, shared=False)
    assert pace.size == MOST
    assert pace.took(0.3, shared=True) == 0.02
    assert pace.size == MOST * 0.006 // 0.3 + 1
    for _ in range(9):
        pace.took(9, shared=False)
    assert pace.size == LEAST
    assert pace.took(0.004, shared=True) == 0.004
