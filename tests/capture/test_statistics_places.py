"""Where frames of a stretch of time may be is never missed, and takes bounded memory."""

from hypothesis import given
from hypothesis import strategies as st

from inspector.capture.statistics.places import TimePlaces

STRETCHES = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 100), st.integers(0, 30)), max_size=60)


def filled(stretches, most):
    """Return places, and for each of them the last id and the times."""
    places, known, last = TimePlaces(most), [], 0
    for ids, from_ns, length in stretches:
        known.append((last, last + ids, from_ns, from_ns + length))
        last += ids
        places.add(last, from_ns, from_ns + length)
    return places, known


@given(
    STRETCHES,
    st.sampled_from([2, 3, 8, 1_000]),
    st.integers(0, 100),
    st.integers(0, 50),
    st.integers(-1, 300),
)
def test_no_stretch_that_holds_the_time_is_missed(stretches, most, start, length, after):
    places, known = filled(stretches, most)
    found = {
        number
        for ids in places.find(start, start + length, after)
        for number in range(ids.after + 1, ids.last + 1)
    }
    for first, last, from_ns, to_ns in known:
        if from_ns <= start + length and to_ns >= start:
            assert {number for number in range(first + 1, last + 1) if number > after} <= found
    assert all(number > after for number in found)
    assert len(places) <= most


@given(STRETCHES, st.integers(0, 100), st.integers(0, 50))
def test_without_merging_nothing_else_is_found(stretches, start, length):
    places, known = filled(stretches, 1_000)
    wanted = [last for _, last, from_ns, to_ns in known if from_ns <= start + length and to_ns >= start]
    assert [ids.last for ids in places.find(start, start + length)] == wanted


def test_merged_stretches_are_found_as_one():
    places, _ = filled([(10, 0, 5), (10, 50, 5), (10, 90, 5)], 2)
    assert [tuple(ids) for ids in places.find(0, 5)] == [(-1, 20)]
    assert [tuple(ids) for ids in places.find(90, 95)] == [(20, 30)]
