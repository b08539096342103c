"""A pong answers the ping with its payload, and slow round trips are never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.capture.statistics.roundtrips import ControlFrame, Pairing, Points, RoundTrip

PING, PONG = 9, 10
SENT, RECEIVED = 0, 1


def paired(*frames, connection=1):
    """Return ids and latencies of what answers what; a frame is (opcode, direction, time, payload)."""
    pairing = Pairing()
    trips = [
        pairing.take(ControlFrame(number, connection, time_ns, direction, opcode, payload))
        for number, (opcode, direction, time_ns, payload) in enumerate(frames, 1)
    ]
    return [(trip.ping_id, trip.pong_id, trip.latency_ns) for trip in trips if trip]


def test_a_pong_answers_the_ping_with_the_same_payload():
    assert paired(
        (PING, SENT, 100, b"a"),
        (PING, SENT, 110, b"b"),
        (PONG, RECEIVED, 150, b"a"),
        (PONG, RECEIVED, 170, b"b"),
    ) == [(1, 3, 50), (2, 4, 60)]


def test_pings_of_both_directions_are_apart():
    assert paired(
        (PING, SENT, 1, b"x"), (PING, RECEIVED, 2, b"x"), (PONG, SENT, 5, b"x"), (PONG, RECEIVED, 9, b"x")
    ) == [(2, 3, 3), (1, 4, 8)]


def test_a_pong_for_a_later_ping_settles_those_before():
    # RFC 6455 §5.5.3: an endpoint may answer only the most recently processed ping.
    assert paired(
        (PING, SENT, 1, b"1"), (PING, SENT, 2, b"2"), (PONG, RECEIVED, 9, b"2"), (PONG, RECEIVED, 10, b"1")
    ) == [(2, 3, 7)]


def test_equal_payloads_are_answered_in_their_order():
    assert paired(
        (PING, SENT, 1, b""), (PING, SENT, 4, b""), (PONG, RECEIVED, 6, b""), (PONG, RECEIVED, 8, b"")
    ) == [(1, 3, 5), (2, 4, 4)]


@pytest.mark.parametrize(
    "frames",
    [
        [(PONG, RECEIVED, 1, b"heartbeat")],
        [(PING, SENT, 1, b"a"), (PONG, SENT, 2, b"a")],
        [(PING, SENT, 1, b"a"), (PONG, RECEIVED, 2, b"b")],
        [(PING, SENT, 5, b"a"), (PONG, RECEIVED, 2, b"a")],
    ],
    ids=["unsolicited", "own direction", "other payload", "clock set back"],
)
def test_there_is_no_round_trip(frames):
    assert paired(*frames) == []


def test_another_connection_answers_nothing():
    pairing = Pairing()
    pairing.take(ControlFrame(1, 1, 1, SENT, PING, b"a"))
    assert pairing.take(ControlFrame(2, 2, 2, RECEIVED, PONG, b"a")) is None
    assert pairing.take(ControlFrame(3, 1, 3, RECEIVED, PONG, b"a")) is not None


def test_pings_that_nobody_answers_take_no_room():
    pairing = Pairing()
    for number in range(1_000):
        pairing.take(ControlFrame(number, 1, number, SENT, PING, b"%d" % number))
    assert pairing.take(ControlFrame(2_000, 1, 2_000, RECEIVED, PONG, b"0")) is None
    assert pairing.take(ControlFrame(2_001, 1, 2_001, RECEIVED, PONG, b"999")) is not None


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
