"""What a timeline shows stays inside the capture, follows its end, and never gets too short."""

from hypothesis import given
from hypothesis import strategies as st

from inspector.ui.timeline.range import SHORTEST_NS, TimelineRange

S = 1_000_000_000


def at(start, end, first=0, last=100):
    shown = TimelineRange()
    shown.set_extent((first * S, last * S))
    shown.show((start * S, end * S))
    return shown


def seconds(shown):
    return tuple(moment / S for moment in shown.shown)


def test_at_first_the_whole_is_shown_and_grows():
    shown = TimelineRange()
    shown.set_extent((0, 10 * S))
    assert (shown.chosen, seconds(shown)) == (None, (0, 10))
    shown.set_extent((0, 20 * S))
    assert seconds(shown) == (0, 20)


def test_zooming_keeps_the_moment_under_the_pointer():
    shown = at(0, 100)
    shown.zoom(0.5, 80 * S)
    assert seconds(shown) == (40, 90)
    shown.zoom(2, 80 * S)
    assert shown.chosen is None


def test_zooming_without_a_pointer_keeps_the_middle():
    shown = at(20, 60)
    shown.zoom(0.5)
    assert seconds(shown) == (30, 50)


def test_panning_stops_at_the_ends():
    shown = at(10, 30)
    shown.pan(0.5)
    assert seconds(shown) == (20, 40)
    shown.pan(-9)
    assert seconds(shown) == (0, 20)
    shown.pan(9)
    assert seconds(shown) == (80, 100)


def test_to_start_and_to_end():
    shown = at(40, 50)
    shown.to_end()
    assert seconds(shown) == (90, 100)
    shown.to_start()
    assert seconds(shown) == (0, 10)


def test_a_look_at_the_end_moves_on_with_it_and_any_other_stays():
    end, middle = at(90, 100), at(40, 50)
    for shown in (end, middle):
        shown.set_extent((0, 130 * S))
    assert (seconds(end), seconds(middle)) == ((120, 130), (40, 50))


def test_frames_of_one_moment_are_shown_in_its_middle():
    shown = TimelineRange()
    shown.set_extent((5 * S, 5 * S))
    assert seconds(shown) == (4.5, 5.5)


def test_the_whole_cannot_be_moved():
    shown = at(0, 100)
    for move in (lambda: shown.pan(1), shown.to_start, shown.to_end):
        move()
        assert shown.chosen is None


MOVES = st.one_of(
    st.tuples(st.just("zoom"), st.floats(0.01, 100), st.integers(-50, 200)),
    st.tuples(st.just("pan"), st.floats(-5, 5)),
    st.tuples(st.just("to_start")),
    st.tuples(st.just("to_end")),
    st.tuples(st.just("reset")),
)


@given(st.lists(MOVES, max_size=30), st.integers(1, 1_000))
def test_no_move_leaves_the_capture(moves, last):
    shown = TimelineRange()
    shown.set_extent((0, last * S))
    for name, *values in moves:
        if name == "zoom":
            values[1] *= S
        getattr(shown, name)(*values)
        start, end = shown.shown
        assert 0 <= start < end <= last * S
        assert end - start >= SHORTEST_NS
