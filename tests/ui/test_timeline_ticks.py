"""Marks are round, few, and say what they mean."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.ui import time_format
from inspector.ui.timeline.ticks import time_marks, time_step, value_marks
from inspector.ui.timeline.words import Measure

S = 1_000_000_000
DAY = 24 * 3600 * S


@pytest.fixture
def berlin(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    time_format._clock.cache_clear()
    yield
    monkeypatch.undo()
    time.tzset()
    time_format._clock.cache_clear()


@pytest.mark.parametrize(
    ("span", "most", "step"),
    [
        (10, 10, 1),
        (9_000_000, 4, 5_000_000),
        (6 * S, 2, 5 * S),
        (60 * S, 4, 15 * S),
        (600 * S, 5, 120 * S),
        (24 * 3600 * S, 4, 6 * 3600 * S),
        (30 * DAY, 4, 8 * DAY),
    ],
)
def test_steps_are_those_of_clocks(span, most, step):
    assert time_step(span, most) == step


@given(st.integers(0, 2**61), st.integers(1, 2**60), st.integers(1, 20))
def test_times_are_inside_and_no_more_than_have_room(start, span, most):
    marks = time_marks((start, start + span), most)
    assert len(marks) <= most + 1
    assert all(start <= at <= start + span for at, _ in marks)


def test_times_are_round_on_the_local_clock(berlin, qapp):
    start = 1_764_000_000 * S  # 17:00:00 in Berlin
    assert [text for _, text in time_marks((start, start + 12 * 3600 * S), 3)] == ["18:00:00", "00:00:00"]
    assert [text for _, text in time_marks((start + S, start + 2 * S), 2)] == [
        "17:00:01.0",
        "17:00:01.5",
        "17:00:02.0",
    ]


@pytest.mark.parametrize(
    ("measure", "top", "texts"),
    [
        (Measure.MESSAGES, 1.3, ["0", "1"]),
        (Measure.MESSAGES, 110_000, ["0", "50k", "100k"]),
        (Measure.MESSAGES, 4_200_000, ["0", "2M", "4M"]),
        (Measure.BYTES, 1.0, ["0 B", "1 B"]),
        (Measure.BYTES, 90 * 2**20, ["0 B", "32 MiB", "64 MiB"]),
        (Measure.ROUND_TRIPS, 21_000, ["0", "10 µs", "20 µs"]),
        (Measure.ROUND_TRIPS, 1_500_000_000, ["0", "500 ms", "1 s", "1.5 s"]),
    ],
)
def test_values_are_round_and_have_a_unit(qapp, measure, top, texts):
    assert [text for _, text in value_marks(measure, top, 3)] == texts


@given(st.sampled_from(list(Measure)), st.floats(1, 1e15), st.integers(1, 12))
def test_so_many_values_fit(measure, top, most):
    assert len(value_marks(measure, top, most)) <= most + 1


@given(measure=st.sampled_from(list(Measure)), top=st.floats(1, 1e12))
def test_one_value_is_named_where_there_is_little_room(measure, top):
    (_, _), (value, written) = value_marks(measure, top, 1)
    assert 0 < value <= top
    assert written
