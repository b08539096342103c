"""Frames of a file are found by their old numbers, and nothing else is."""

from hypothesis import given
from hypothesis import strategies as st

from inspector.capture.importing.frame_numbers import FrameNumbers


@given(old=st.sets(st.integers(0, 60)), steps=st.lists(st.integers(1, 3), min_size=61, max_size=61))
def test_each_is_found(old, steps):
    numbers, known, new = FrameNumbers(), {}, 0
    for number, step in zip(sorted(old), steps, strict=False):
        new += step
        numbers.add(number, new)
        known[number] = new
    assert {number: numbers.find(number) for number in range(-1, 62)} == {
        number: known.get(number) for number in range(-1, 62)
    }


def test_one_that_goes_back_is_not_found_again():
    numbers = FrameNumbers()
    numbers.add(5, 1)
    numbers.add(3, 2)
    numbers.add(6, 3)
    assert [numbers.find(number) for number in (3, 5, 6)] == [None, 1, 3]
