"""What the timeline says has its time, its unit and its direction."""

import pytest

from inspector.ui.timeline.words import (
    Measure,
    bucket_text,
    byte_rate,
    duration,
    measure_name,
    measure_tip,
    moment,
    progress_text,
    rate,
    stretch_text,
    trip_text,
)

AT = 1_764_000_000_012_345_678
SUMS = {
    "messages_sent": 2.0, "messages_received": 1_108.0, "frames_sent": 2.0, "frames_received": 1_108.0,
    "payload_sent": 10.0, "payload_received": 2_048.0, "wire_sent": 10.0, "wire_received": 1_024.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0 ns"), (999, "999 ns"), (1_000, "1 µs"), (12_100, "12.1 µs"), (1_250_000, "1.25 ms"),
        (100_000_000, "100 ms"), (1_500_000_000, "1.5 s"), (120_000_000_000, "120 s"), (20_000, "20 µs"),
    ],
)  # fmt: skip
def test_durations_have_a_fitting_unit(qapp, nanoseconds, text):
    assert duration(nanoseconds) == text


@pytest.mark.parametrize(
    ("width", "tail"),
    [(10**10, ":00"), (10**9, ":00"), (10**7, ":00.01"), (10**3, ":00.012345"), (1, ":00.012345678")],
)
def test_a_moment_has_as_many_digits_as_its_bucket(qapp, width, tail):
    text = moment(AT, width)
    assert text.endswith(tail)
    assert len(text) == len("00:00") + len(tail)


def test_rates(qapp):
    assert [rate(3, 10**9), rate(3, 2 * 10**9), rate(554, 10**7)] == ["3/s", "1.5/s", "55,400/s"]
    assert byte_rate(512, 10**8) == "5.00 KiB/s"


def test_a_bucket_says_both_directions(qapp):
    told = bucket_text(Measure.MESSAGES, AT, 10**7, SUMS)
    assert told.endswith(".01 +10 ms   ↑ 200/s (2)   ↓ 110,800/s (1,108)")


def test_bytes_on_the_wire_are_told_where_they_differ(qapp):
    told = bucket_text(Measure.BYTES, AT, 10**9, SUMS)
    assert told.endswith("↑ 10 B/s   ↓ 2.00 KiB/s (1.00 KiB/s on the wire)")


def test_a_round_trip_says_whose_ping_it_was(qapp):
    assert trip_text(AT, 9_800, True).endswith(".012   our ping: 9.8 µs")
    assert trip_text(AT, 9_800, False, 4).endswith("their ping: 9.8 µs   slowest of 4")


def test_a_stretch_says_its_length(qapp):
    assert stretch_text((AT, AT + 5_880_000)).endswith(".012 +5.88 ms")


@pytest.mark.parametrize("measure", list(Measure))
def test_every_measure_is_named_and_explained(qapp, measure):
    assert measure_name(measure)
    assert measure_tip(measure)


@pytest.mark.parametrize(
    ("counted", "to_read", "text"),
    [
        (0, 0, ""),
        (10, 19_999, ""),
        (0, 20_000, "Counting: 0 % done"),
        (750_000, 250_000, "Counting: 75 % done"),
        (10_000_000, 200_000, ""),
    ],
)
def test_counting_is_told_until_it_is_as_good_as_done(qapp, counted, to_read, text):
    assert progress_text(counted, to_read) == text
