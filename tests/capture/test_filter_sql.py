"""The rows that SQL finds are those that the plain predicate accepts, whatever filter and frames."""

import json
import time
from contextlib import closing, suppress

import apsw
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inspector.capture.filtering import FrameRecord, Matcher, parse_filter
from inspector.capture.filtering.terms.marks import ERROR_KINDS
from inspector.capture.store import Capture
from inspector.wire.records import HTTP
from tests.capture.joined_messages import messages_of, shows

NOON = 1_700_000_000_000_000_000
NOW = NOON + 600_000_000_000
DAY = 86_400_000_000_000
URLS = {1: "ws://Example.test/chat", 2: "wss://other/Ünï", 3: "http://h/socket.io/"}

WORDS = [
    "a",
    "Ab",
    "tick",
    "ÄÖ",
    "straße",
    "ǆ",
    "µΜ",
    "K",
    "ſ",
    "ПРИВЕТ",
    "0",
    "\\u00e4",
    "\x00",
    "ẞ",
    "i",
    "ı",
]
PATHS = ["$", "$.a", "a.b", "$.a[0]", '$["x y"]', "$.ä", '$["\\"q"]', "$[1].a", "$.a.a"]
VALUES = [
    "1",
    "1.0",
    "1e999",
    "-0",
    "9007199254740993",
    "true",
    "null",
    "tick",
    '"1"',
    '""',
    "Ä",
    '"x y"',
    '{"a":1}',
]


def phrase(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


numbers = st.integers(0, 40)
comparisons = st.one_of(
    st.tuples(st.sampled_from(["", "=", ">", ">=", "<", "<="]), numbers).map(
        lambda pair: f"{pair[0]}{pair[1]}"
    ),
    st.tuples(numbers, numbers).map(lambda pair: f"{min(pair)}..{max(pair)}"),
    numbers.map("{}..".format),
    numbers.map("..{}".format),
)
clock = st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda pair: f"{pair[0]:02}:{pair[1]:02}")
moments = st.one_of(
    st.tuples(st.sampled_from(["", ">", ">=", "<", "<="]), clock).map("".join),
    st.tuples(clock, clock).map("..".join),
    st.sampled_from(["2023-11-14", ">2023-11-14T22:13:20", "<=2023-11-14T22:13:20.5Z", "-10m", "<-600s"]),
)
terms = st.one_of(
    st.sampled_from(WORDS).map(phrase),
    st.text(max_size=3).filter(bool).map(phrase),
    st.sampled_from(["/a.?b/i", "/^tick$/", "/[ä-ü]/", r"/\d+/", "/k/i", "/tick/i", r"/tic\w/"]),
    st.sampled_from(["sent", "received"]).map("dir:{}".format),
    st.sampled_from(
        ["text", "binary", "ping|pong", "close", "continuation", "http", "control", "data", "reserved"]
    ).map("type:{}".format),
    comparisons.map("size:{}".format),
    comparisons.map("id:{}".format),
    moments.map("time:{}".format),
    st.sampled_from(["1", "2|7", "0", "chat", "ÜNÏ", '"1"', "socket"]).map("conn:{}".format),
    st.sampled_from(PATHS).map("json:{}".format),
    st.tuples(
        st.sampled_from(PATHS),
        st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "~"]),
        st.sampled_from(VALUES),
    )
    .map("".join)
    .map("json:{}".format)
    .filter(lambda text: not text.endswith('~""')),
    st.tuples(
        st.sampled_from(PATHS), st.sampled_from(["~/1/", "~/^t/i", "~/./", "~/x y/", '~/"a":1/', "~/ti|µ/"])
    )
    .map("".join)
    .map("json:{}".format),
    st.sampled_from(["error", "note", "bookmark"]),
    st.sampled_from(["event:chat", "event:*", "event:ä", "ns:/", "ns:/admin", "ack:12", "ack:*", "ack:0"]),
)
filters = st.recursive(
    terms,
    lambda inner: st.one_of(
        inner.map("-({})".format),
        st.tuples(inner, st.sampled_from([" ", " AND ", " OR "]), inner).map("".join).map("({})".format),
    ),
    max_leaves=5,
).map(lambda text: parse_filter(text, NOW))

leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([1, 1.0, 0, -0.0, 9007199254740993, 2**70]),
    st.sampled_from(WORDS),
)
names = st.sampled_from(["a", "b", "x y", "ä", '"q'])
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
payloads = st.one_of(
    st.binary(max_size=24),
    st.lists(st.sampled_from(WORDS), max_size=4).map(lambda words: "".join(words).encode()),
    st.text(max_size=8).map(str.encode),
    values.map(lambda value: json.dumps(value).encode()),
    values.map(lambda value: json.dumps(value, ensure_ascii=False, indent=1).encode()),
    values.map(lambda value: json.dumps(value).encode()[:-1]),
    st.lists(
        st.sampled_from(
            [b'42["chat",1]', b"40/admin,", b'42/admin,12["\\u00e4"]', b"4312[]", b"2", b'451-0["chat"]']
        ),
        max_size=3,
    ).map(b"\x1e".join),
    st.sampled_from(
        [b'{"a":1,"a":2}', b'{"\\u0061":1e999}', b"[" * 1001 + b"]" * 1001, b'"\\ud800"', b"1\x00"]
    ),
)
heads = st.sampled_from([0x81, 0x82, 0x00, 0x88, 0x89, 0x8A, 0x83, HTTP])
times = st.one_of(
    st.integers(-5, 5).map(lambda minutes: NOON + minutes * 60_000_000_000),
    st.integers(0, 2**31 - 1).map(lambda seconds: seconds * 1_000_000_000 + 999_999_999),
)
frames = st.lists(st.tuples(st.integers(0, 3), times, st.integers(0, 1), heads, payloads), max_size=12)


class Table:
    """A table of frames as other programs may make it: without types, with NULL in any column."""

    def __init__(self):
        self._database = apsw.Connection(":memory:")
        self._database.execute(
            "CREATE TABLE frame(id INTEGER PRIMARY KEY, connection_id, time_ns, direction, head, payload)"
        )

    def close(self):
        self._database.close()

    def fill(self, rows):
        self._database.execute("DELETE FROM frame")
        self._database.executemany("INSERT INTO frame VALUES (?,?,?,?,?,?)", rows)

    def ids(self, condition, supplied):
        values = condition.values | {name: supplied[name] for name in condition.supplies}
        sql = f"SELECT id, {condition.sql} FROM frame f ORDER BY id"
        answers = self._database.execute(sql, values).fetchall()
        assert {answer for _, answer in answers} <= {0, 1}, condition.sql
        return [frame_id for frame_id, answer in answers if answer]


@pytest.fixture(scope="module")
def table():
    with closing(Table()) as table:
        yield table


@settings(deadline=None)
@given(filters, frames, st.sets(st.integers(1, 12)), st.sets(st.integers(1, 12)), st.data())
def test_sql_and_the_predicate_agree(table, wanted, frames, errors, bookmarks, data):
    records = []
    for frame_id, (connection_id, time_ns, direction, head, payload) in enumerate(frames, 1):
        marks = {"error": errors, "note": errors | bookmarks, "bookmark": bookmarks}
        tied = frozenset(mark for mark, ids in marks.items() if frame_id in ids)
        url = URLS.get(connection_id, "")
        records.append(FrameRecord(frame_id, connection_id, time_ns, direction, head, payload, url, tied))
    table.fill([row_of(record, data.draw(st.booleans(), "as text")) for record in records])
    supplied = {
        "urls": json.dumps(URLS),
        "error": json.dumps(sorted(errors)),
        "note": json.dumps(sorted(errors | bookmarks)),
        "bookmark": json.dumps(sorted(bookmarks)),
    }
    condition = wanted.sql()
    found = table.ids(condition, supplied)
    expected = [record.id for record in records if wanted.matches(record)]
    assert set(expected) <= set(found)
    if condition.exact:
        assert found == expected


def row_of(record, as_text):
    """Write what reads as 0, or as nothing, as NULL; and text as TEXT if asked."""
    payload = record.payload or None
    if payload and as_text:
        with suppress(UnicodeDecodeError):
            payload = payload.decode()
    head = None if record.head == HTTP else record.head
    return record.id, record.connection_id or None, record.time_ns, record.direction or None, head, payload


@settings(deadline=None)
@given(filters, frames, st.sets(st.integers(1, 12)), st.sets(st.integers(1, 12)), st.sets(st.integers(1, 12)))
@example(
    parse_filter("(/a/ OR dir:sent) -json:$.a~/1/"), [(1, NOON, 0, 0x81, b'{"a":1}')] * 3, set(), set(), set()
)
def test_a_capture_and_the_predicate_agree(wanted, frames, errors, noted, bookmarked):
    frames = [(max(frame[0], 1), *frame[1:]) for frame in frames]
    with closing(Capture.create(None)) as capture:
        for url in URLS.values():
            capture.open_connection(url)
        for connection_id, time_ns, direction, head, payload in frames:
            if head == HTTP:
                capture.append_http(connection_id, direction, b"", payload, len(payload), time_ns)
            else:
                capture.append(connection_id, [(time_ns, direction, head, None, len(payload), payload)])
        for frame_id in sorted(errors):
            capture.add_note(ERROR_KINDS[frame_id % 3], "x", frame_id=frame_id)
        for frame_id in sorted(noted):
            capture.add_note("state", "x", frame_id=frame_id)
        for frame_id in sorted(bookmarked):
            capture.bookmarks.set(frame_id, "mine" if frame_id % 2 else "")
        capture.flush()
        found = Matcher(capture, wanted).matching(range(1, len(frames) + 1))
    written = {frame_id for frame_id in bookmarked if frame_id % 2}
    marks = {"error": errors, "note": errors | noted | written, "bookmark": bookmarked}
    expected = []
    messages = messages_of([(one[0], one[2], one[3], one[4]) for one in frames])
    for frame_id, (connection_id, time_ns, direction, head, payload) in enumerate(frames, 1):
        tied = frozenset(mark for mark, ids in marks.items() if frame_id in ids)
        url = URLS.get(connection_id, "")
        record = FrameRecord(frame_id, connection_id, time_ns, direction, head, payload, url, tied)
        if shows(wanted.node, record, messages[frame_id - 1]):
            expected.append(frame_id)
    assert found == expected


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/St_Johns", "UTC"])
def test_the_time_of_day_is_the_local_one(table, zone, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        # Every hour around the two nights of 2024 in which clocks in Berlin are changed.
        hours = [1_711_800_000 + hour * 3600 for hour in range(48)]
        hours += [1_729_940_000 + hour * 3600 for hour in range(48)]
        records = [FrameRecord(number, time_ns=hour * 10**9) for number, hour in enumerate(hours, 1)]
        table.fill([row_of(record, as_text=False) for record in records])
        for text in ("time:02:00..02:59", "time:>=23:30", "time:23:00..01:00", "time:2024-03-31"):
            wanted = parse_filter(text)
            expected = [record.id for record in records if wanted.matches(record)]
            assert table.ids(wanted.sql(), {}) == expected
            assert 0 < len(expected) < len(records)
        for record, hour in zip(records, hours, strict=True):
            local = time.localtime(hour)
            asked = parse_filter(f"time:{local.tm_hour:02}:{local.tm_min:02}:{local.tm_sec:02}")
            assert asked.matches(record)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_filter_of_many_terms_is_not_too_deep_for_sqlite(table):
    table.fill([(1, 1, NOON, 1, 0x81, b"x7")])
    assert table.ids(parse_filter(" OR ".join(f"x{n}" for n in range(200))).sql(), {}) == [1]
    assert table.ids(parse_filter("(" * 30 + "x7" + ")" * 30).sql(), {}) == [1]
