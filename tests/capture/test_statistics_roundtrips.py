"""Round trips of pings and heartbeats are found as frames come, and slow ones are never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.capture.statistics.places import Ids
from inspector.capture.statistics.roundtrips import Heartbeats, Points, RoundTrip

START_NS = 1_764_000_000_000_000_000
PING, PONG, TEXT = 0x89, 0x8A, 0x81
SENT, RECEIVED = 0, 1


@pytest.fixture
def found(captures):
    """Give ping, pong, direction and latency of each pair; a frame is (head, direction, ns, payload)."""

    def find(*frames, url="ws://127.0.0.1/", at_once=100):
        capture = captures.create()
        connection = capture.open_connection(url, opened_ns=START_NS)
        capture.append(
            connection,
            [(START_NS + ns, way, head, None, len(payload), payload) for head, way, ns, payload in frames],
        )
        capture.flush()
        beats, trips = Heartbeats(capture, None), []
        for after in range(0, len(frames), at_once):
            trips += beats.read(Ids(after, min(after + at_once, len(frames))))
        return [(trip.ping_id, trip.pong_id, trip.direction, trip.latency_ns) for trip in trips]

    return find


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_a_pong_answers_the_ping_with_the_same_payload_wherever_reading_stopped(found, at_once):
    frames = (
        (PING, SENT, 100, b"a"),
        (PING, RECEIVED, 110, b"a"),
        (PONG, RECEIVED, 150, b"a"),
        (PONG, SENT, 170, b"a"),
    )
    assert [trip[1] for trip in found(*frames[:1], frames[2], at_once=at_once)] == [2]
    assert found(
        (PING, SENT, 1, b"a"), (PING, SENT, 2, b"b"), (PONG, RECEIVED, 9, b"b"), at_once=at_once
    ) == [(2, 3, SENT, 7)]


def test_a_ping_of_the_other_side(found):
    assert found((PING, RECEIVED, 2, b""), (PONG, SENT, 5, b"")) == [(1, 2, RECEIVED, 3)]


def test_a_clock_that_was_set_back_gives_no_round_trip(found):
    assert found((PING, SENT, 5, b"a"), (PONG, RECEIVED, 2, b"a")) == []


def test_an_unsolicited_pong_answers_nothing(found):
    assert found((PONG, RECEIVED, 2, b"a"), (PING, SENT, 5, b"a")) == []


def test_heartbeats_of_engine_io(found):
    url = "ws://127.0.0.1/socket.io/?EIO=4&transport=websocket"
    opened = (TEXT, RECEIVED, 0, b'0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000}')
    assert found(opened, (TEXT, RECEIVED, 10, b"2"), (TEXT, SENT, 14, b"3"), url=url) == [(2, 3, RECEIVED, 4)]


def test_the_same_text_elsewhere_is_no_heartbeat(found):
    assert found((TEXT, RECEIVED, 10, b"2"), (TEXT, SENT, 14, b"3")) == []


def trip(number, latency=1):
    return RoundTrip(number, number + 1, number, SENT, latency)


@given(st.lists(st.integers(0, 100), max_size=300), st.integers(2, 9))
def test_points_are_few_and_the_slowest_is_among_them(latencies, most):
    points = Points(most)
    for number, latency in enumerate(latencies):
        points.add(trip(number, latency))
    shown = points.between(0, len(latencies))
    assert len(points.trips) <= most
    assert max((one.latency_ns for one in shown), default=None) == max(latencies, default=None)
    assert [one.time_ns for one in points.trips] == sorted(one.time_ns for one in points.trips)
    if points.stands_for == 1:
        assert [one.latency_ns for one in shown] == latencies


def test_points_of_a_stretch_of_time_are_found():
    points = Points()
    for number in range(5):
        points.add(trip(number))
    assert [one.time_ns for one in points.between(1, 3)] == [1, 2, 3]
