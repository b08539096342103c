"""The numbers of a capture are those that plain Python counts, however it grew and whatever it holds."""

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.capture.statistics import reading
from inspector.capture.statistics.summary import CloseUp, Summary
from inspector.capture.store import Capture

START_NS = 1_700_000_000_000_000_000
MS = 1_000_000

FRAMES = st.tuples(
    st.integers(0, 5_000).map(lambda ms: START_NS + ms * MS),  # in any order: clocks are set back
    st.integers(0, 1),
    st.sampled_from([0x81, 0x01, 0x00, 0x80, 0x82, 0x88, 0x89, 0x8A]),
    st.none(),
    st.integers(0, 2**63 - 1),
    st.binary(max_size=200),
)


def read_all(reader):
    while reader.read_some():
        pass
    return reader


def summed(buckets):
    return {name: sum(column) for name, column in buckets.columns.items()}


def counted(rows):
    """Count what `summed` gives, in Python."""
    sums = {}
    for name, direction in (("sent", 0), ("received", 1)):
        own = [row for row in rows if row[1] == direction]
        sums[f"messages_{name}"] = sum(row[2] & 15 in (1, 2) for row in own)
        sums[f"frames_{name}"] = len(own)
        sums[f"payload_{name}"] = sum(len(row[5]) for row in own)
        sums[f"wire_{name}"] = pytest.approx(sum(row[4] for row in own))
    return sums


@pytest.fixture
def small_steps(monkeypatch):
    """Read a few frames at a time, so that a small capture takes many readings."""
    monkeypatch.setattr("inspector.capture.statistics.summary.STEP", 7)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FRAMES, max_size=60), st.integers(0, 60))
def test_it_counts_what_python_counts_while_the_capture_grows(small_steps, rows, first):
    capture = Capture.create(None)
    try:
        connection = capture.open_connection("ws://127.0.0.1/")
        summary = Summary(capture)
        for some in (rows[:first], rows[first:]):
            capture.append(connection, list(some))
            capture.flush()
            read_all(summary)
        assert summary.frames == len(rows)
        assert [kind.count for kind in summary.sizes] == [
            sum(row[1] == way for row in rows) for way in (0, 1)
        ]
        if rows:
            extent = min(row[0] for row in rows), max(row[0] for row in rows)
            assert (summary.first_ns, summary.last_ns) == extent
            assert summed(summary.cut(*extent, 0)) == counted(rows)
    finally:
        capture.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FRAMES, min_size=1, max_size=60), st.integers(0, 5_000), st.integers(0, 2_000))
def test_a_close_up_holds_exactly_the_frames_of_its_stretch(small_steps, rows, start, length):
    start_ns, end_ns = START_NS + start * MS, START_NS + (start + length) * MS
    capture = Capture.create(None)
    try:
        capture.append(capture.open_connection("ws://127.0.0.1/"), list(rows))
        capture.flush()
        summary = read_all(Summary(capture))
        close_up = read_all(CloseUp(capture, summary, start_ns, end_ns, 1_000))
        assert close_up.is_complete
        inside = [row for row in rows if start_ns <= row[0] <= end_ns]
        assert summed(close_up.cut(start_ns, end_ns)) == counted(inside)
    finally:
        capture.close()


def test_a_close_up_follows_the_growth(capture, rows):
    connection = capture.open_connection("ws://127.0.0.1/")
    capture.append(connection, rows(5))
    capture.flush()
    summary = read_all(Summary(capture))
    start_ns = summary.first_ns
    close_up = read_all(CloseUp(capture, summary, start_ns, start_ns + 100, 1_000))
    capture.append(connection, rows(3, first=5))
    capture.flush()
    read_all(summary)
    assert not close_up.is_complete
    assert summed(read_all(close_up).cut(start_ns, start_ns + 100))["frames_received"] == 8


def test_frames_of_one_connection_are_counted_alone(capture, rows):
    one, other = capture.open_connection("ws://a/"), capture.open_connection("ws://b/")
    capture.append(one, rows(4))
    capture.append(other, rows(9, direction=0))
    capture.flush()
    assert [read_all(Summary(capture, number)).frames for number in (one, other, None)] == [4, 9, 13]


def test_no_frame_is_read_twice(capture, rows, monkeypatch):
    asked = []
    read_rates = reading.read_rates
    monkeypatch.setattr(
        reading, "read_rates", lambda source, ids, *rest: asked.append(ids) or read_rates(source, ids, *rest)
    )
    connection = capture.open_connection("ws://127.0.0.1/")
    summary = Summary(capture)
    for _ in range(3):
        capture.append(connection, rows(10))
        capture.flush()
        read_all(summary)
    assert [tuple(ids) for ids in asked] == [(0, 10), (10, 20), (20, 30)]


def test_only_the_stretch_is_read_again(captures, rows, monkeypatch):
    monkeypatch.setattr("inspector.capture.statistics.summary.STEP", 100)
    capture = captures.create()
    capture.append(capture.open_connection("ws://127.0.0.1/"), rows(1_000))
    capture.flush()
    summary = read_all(Summary(capture))
    asked = []
    read_rates = reading.read_rates
    monkeypatch.setattr(
        reading, "read_rates", lambda source, ids, *rest: asked.append(ids) or read_rates(source, ids, *rest)
    )
    start_ns = summary.first_ns + 450
    read_all(CloseUp(capture, summary, start_ns, start_ns + 20, 1_000))
    assert [tuple(ids) for ids in asked] == [(400, 500)]


def test_round_trips_and_their_latencies(capture):
    connection = capture.open_connection("ws://127.0.0.1/")
    capture.append(
        connection,
        [
            (START_NS, 0, 0x89, b"keys", 1, b"p"),
            (START_NS + 5 * MS, 1, 0x8A, None, 1, b"p"),
            (START_NS + 6 * MS, 1, 0x89, None, 0, b""),
            (START_NS + 8 * MS, 0, 0x8A, b"keys", 0, b""),
        ],
    )
    capture.flush()
    summary = read_all(Summary(capture))
    assert [(trip.ping_id, trip.direction, trip.latency_ns) for trip in summary.points.trips] == [
        (1, 0, 5 * MS),
        (3, 1, 2 * MS),
    ]
    assert [kind.greatest for kind in summary.latencies] == [5 * MS, 2 * MS]


def test_an_http_message_counts_as_a_message(capture):
    connection = capture.open_connection("http://127.0.0.1/socket.io/")
    capture.append_http(connection, 0, b"POST / HTTP/1.1\r\n\r\n", b"40", 2, START_NS)
    capture.flush()
    summary = read_all(Summary(capture))
    assert summed(summary.cut(START_NS, START_NS, 0))["messages_sent"] == 1
    assert summary.points.trips == []


def test_what_other_programs_leave_out_or_make_up_is_counted_all_the_same(captures, tmp_path):
    path = tmp_path / "foreign.wscap"
    captures.create(path).close()
    connection = apsw.Connection(str(path))
    connection.execute(
        "INSERT INTO frame(connection_id, time_ns, direction, head, wire_length, payload) VALUES "
        "(1, NULL, NULL, NULL, NULL, NULL), (1, 'late', 7, 129, 'long', 'text'), (1, 1.5, 0, 129, -1, 12345),"
        f"(1, {2**63 - 1}, 1, 129, {2**63 - 1}, x'00'), (1, {2**63 - 1}, 1, 129, {2**63 - 1}, x'00')"
    )
    connection.close()
    summary = read_all(Summary(captures.open(path, read_only=True)))
    assert summary.frames == 5
    assert [kind.count for kind in summary.sizes] == [2, 3]
    assert [kind.greatest for kind in summary.sizes] == [5, 4]


def test_a_capture_without_frames_has_no_numbers(capture):
    summary = Summary(capture)
    assert not summary.read_some()
    assert (summary.frames, len(summary.cut(0, 0, 1_000))) == (0, 1)


@pytest.mark.parametrize("seconds", [1, 3_600, 365 * 24 * 3_600])
def test_the_first_buckets_fit_the_length_of_the_capture(captures, seconds):
    capture = captures.create()
    connection = capture.open_connection("ws://127.0.0.1/")
    count = 500
    step = seconds * 1_000 * MS // count
    capture.append(connection, [(START_NS + n * step, 1, 0x81, None, 1, b"x") for n in range(count)])
    capture.flush()
    summary = read_all(Summary(capture))
    assert summary.finest_ns >= MS
    assert (summary.last_ns - summary.first_ns) // summary.finest_ns < 16_384
