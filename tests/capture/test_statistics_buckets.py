"""Sums over time are the same in every width, whatever the order of times, and bounded in number."""

import itertools
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from inspector.capture.statistics.buckets import COLUMNS, WIDTHS, Level, Pyramid, fitting_width

ONE = tuple(float(number) for number in range(1, len(COLUMNS) + 1))


def groups(numbers):
    return [(number, ONE) for number in numbers]


def by_number(buckets):
    """Return how often each bucket was added to, without the empty ones."""
    first = buckets.start_ns // buckets.width_ns
    return {first + place: value for place, value in enumerate(buckets.columns["messages_sent"]) if value}


def test_each_width_is_a_multiple_of_the_one_before():
    assert WIDTHS[:5] == (1_000, 2_000, 10_000, 20_000, 100_000)
    assert all(wide % narrow == 0 for narrow, wide in itertools.pairwise(WIDTHS))


@given(st.integers(0, 2**62), st.integers(1, 5_000))
def test_a_span_takes_no_more_buckets_than_asked_for(span, most):
    width = fitting_width(span, most)
    assert span // width < most or width == WIDTHS[-1]
    narrower = [other for other in WIDTHS if other < width]
    assert not narrower or span // narrower[-1] >= most


@given(st.lists(st.integers(-50, 200)))
def test_a_level_sums_up_times_in_any_order(numbers):
    level = Level(1_000)
    level.add(groups(numbers))
    assert by_number(level.cut(-50_000, 200_000)) == Counter(numbers)
    assert [number for number, _ in level.groups()] == sorted(set(numbers))


def test_all_columns_are_summed_up():
    level = Level(1_000)
    level.add(groups([3, 3]))
    cut = level.cut(3_000, 3_999)
    assert {name: list(column) for name, column in cut.columns.items()} == {
        name: [2 * value] for name, value in zip(COLUMNS, ONE, strict=True)
    }


def test_a_cut_has_the_buckets_it_touches_and_the_empty_ones_between():
    level = Level(1_000)
    level.add(groups([1, 4, 9]))
    cut = level.cut(1_500, 8_200)
    assert (cut.start_ns, cut.width_ns, len(cut)) == (1_000, 1_000, 8)
    assert list(cut.columns["messages_sent"]) == [1, 0, 0, 1, 0, 0, 0, 0]


@given(st.lists(st.integers(0, 100_000), max_size=400), st.sampled_from([8, 64, 1_000]))
def test_a_pyramid_loses_nothing_and_stays_small(numbers, most):
    pyramid = Pyramid(1_000, most)
    for start in range(0, len(numbers), 50):
        # Groups come in the finest width there is by then.
        factor = pyramid.finest_ns // 1_000
        pyramid.add(groups(number // factor for number in numbers[start : start + 50]))
    cut = pyramid.cut(0, 100_000_000, 0)
    assert cut.width_ns == pyramid.finest_ns
    assert by_number(cut) == Counter(number // (cut.width_ns // 1_000) for number in numbers)
    assert len(by_number(cut)) <= most


@given(st.lists(st.integers(0, 5_000), max_size=300))
def test_every_width_of_a_pyramid_has_the_same_sum(numbers):
    pyramid = Pyramid(1_000)
    pyramid.add(groups(numbers))
    for width in WIDTHS[:12]:
        cut = pyramid.cut(0, 5_000_000, width)
        assert cut.width_ns == width
        assert sum(cut.columns["wire_received"]) == len(numbers) * ONE[-1]


def test_far_apart_times_take_no_room():
    pyramid = Pyramid(1_000)
    pyramid.add(groups([0, 10**15]))
    assert pyramid.finest_ns == 1_000
    assert list(pyramid.cut(10**18, 10**18, 0).columns["frames_sent"]) == [ONE[2]]
