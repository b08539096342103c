"""The histogram of a real capture: bars, figures, and a range of sizes that is chosen."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt

from inspector.capture.statistics.distribution import Distribution
from inspector.capture.store import Capture
from inspector.ui.histogram.bins import bars_of
from inspector.ui.histogram.panel import Histogram, Kind
from inspector.ui.timeline.feed import StatisticsFeed

START_NS = 1_764_000_000_000_000_000
MS = 1_000_000
LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier


def filled(values):
    distribution = Distribution()
    for value in values:
        distribution.add(value)
    return distribution


SIZES = st.lists(st.integers(0, 2**30), max_size=50)


@given(SIZES, SIZES)
def test_every_value_is_in_the_one_bar_around_it(sent, received):
    bars = bars_of((filled(sent), filled(received)))
    for way, values in enumerate((sent, received)):
        counted = [sum(bar.low <= value <= bar.high for value in values) for bar in bars]
        assert counted == [bar.tallies[way] for bar in bars]
        assert sum(counted) == len(values)


@given(SIZES)
def test_bars_follow_one_another_without_gaps(values):
    bars = bars_of((filled(values), Distribution()))
    for before, after in itertools.pairwise(bars):
        assert before.high + 1 == after.low


@pytest.fixture
def capture():
    capture = Capture.create(None)
    yield capture
    capture.close()


@pytest.fixture
def feed(qapp, capture):
    feed = StatisticsFeed()
    feed.set_source(capture)
    yield feed
    feed.set_source(None)


@pytest.fixture
def histogram(qtbot, feed):
    histogram = Histogram(feed)
    qtbot.addWidget(histogram)
    histogram.resize(360, 420)
    histogram.show()
    return histogram


@pytest.fixture
def fill(qtbot, capture, feed):
    connection = capture.open_connection("ws://127.0.0.1/")

    def go(rows):
        capture.append(connection, rows)
        capture.flush()
        qtbot.waitUntil(lambda: feed.numbers is not None and feed.numbers.frames == capture.last_id)

    return go


def frames(sizes, direction=1):
    return [(START_NS, direction, 0x82, None, size, bytes(size)) for size in sizes]


@pytest.fixture
def figures(histogram):
    """Read the figures as a person does: by the names of rows, sent and received."""

    def read():
        lines = histogram.chart.accessibleDescription().split("\n")
        pairs = [[part.split(" ", 1) for part in line.split(", ")] for line in lines]
        return {name: (value, other) for (name, value), (_, other) in zip(*pairs, strict=True)}

    return read


def test_figures_of_sizes_by_direction(fill, figures):
    fill(frames(range(1, 101)) + frames([5, 5, 9], direction=0))
    assert figures() == {
        "count": ("3", "100"),
        "min": ("5 B", "1 B"),
        "p50": ("5 B", "50 B"),
        "p95": ("9 B", "95 B"),
        "p99": ("9 B", "99 B"),
        "max": ("9 B", "100 B"),
        "mean": ("6 B", "50 B"),
    }


def test_figures_grow_with_the_capture(fill, figures):
    fill(frames([10]))
    fill(frames([2_000_000]))
    assert figures()["max"] == ("–", "1.91 MiB")


def test_latencies_of_pings_by_who_asked(qtbot, histogram, fill, figures):
    fill(
        [
            (START_NS, 0, 0x89, None, 1, b"p"),
            (START_NS + 7 * MS, 1, 0x8A, None, 1, b"p"),
            (START_NS + 8 * MS, 1, 0x89, None, 0, b""),
            (START_NS + 10 * MS, 0, 0x8A, None, 0, b""),
        ]
    )
    qtbot.mouseClick(histogram.kind_buttons[Kind.LATENCIES], LEFT)
    assert figures()["p50"] == ("7 ms", "2 ms")
    assert histogram.chart.accessibleName() == "Histogram of latencies"


def test_the_bound_of_the_error_is_in_the_tooltip(histogram):
    tips = [label.toolTip() for label in histogram.findChildren(object) if hasattr(label, "toolTip")]
    assert any("95 % are not greater" in tip and "1.1 % at most" in tip for tip in tips)


@pytest.mark.parametrize(
    ("kind", "says"), [(Kind.SIZES, "No frames yet"), (Kind.LATENCIES, "No pings were answered")]
)
def test_it_says_that_there_is_nothing_yet(qtbot, histogram, feed, kind, says):
    histogram.set_kind(kind)
    qtbot.waitUntil(lambda: histogram.findChild(object, "emptyState").isVisible())
    assert histogram.findChild(object, "emptyState").accessibleName().startswith(says)


@pytest.fixture
def chart(histogram, fill):
    fill(frames([1, 10, 10, 100, 1_000]))
    return histogram.chart


def place_of(chart, value):
    """Return the middle of the bar of a value."""
    number = next(at for at, bar in enumerate(chart.bars) if bar.low <= value <= bar.high)
    return chart.column_of(number).center().toPoint()


def drag(qtbot, chart, first, last):
    qtbot.mousePress(chart, LEFT, pos=place_of(chart, first))
    qtbot.mouseRelease(chart, LEFT, pos=place_of(chart, last))


@pytest.mark.parametrize(("first", "last"), [(10, 100), (100, 10)])
def test_a_range_of_sizes_is_chosen_by_dragging(qtbot, histogram, chart, first, last):
    with qtbot.waitSignal(histogram.sizeRangeSelected) as told:
        drag(qtbot, chart, first, last)
    low, high = told.args
    assert 1 < low <= 10
    assert 100 <= high < 1_000
    assert chart.range == (low, high)


def test_it_is_cleared_with_escape_or_a_click_beside_the_bars(qtbot, histogram, chart):
    for clear in (
        lambda: qtbot.keyClick(chart, Qt.Key.Key_Escape),
        lambda: qtbot.mouseClick(chart, LEFT, pos=QPoint(1, 40)),
    ):
        drag(qtbot, chart, 10, 100)
        with qtbot.waitSignal(histogram.sizeRangeSelected) as told:
            clear()
        assert told.args == [None, None]
        assert chart.range is None


def test_what_is_cleared_elsewhere_is_not_told(qtbot, histogram, chart):
    drag(qtbot, chart, 10, 100)
    with qtbot.assertNotEmitted(histogram.sizeRangeSelected):
        histogram.forget_choice()
    assert chart.range is None


def test_keys_walk_and_choose(qtbot, histogram, chart):
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    with qtbot.waitSignal(histogram.sizeRangeSelected) as told:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert told.args == [chart.bars[0].low, chart.bars[0].high]
    for _ in range(2):
        qtbot.keyClick(chart, Qt.Key.Key_Right, SHIFT)
    assert chart.range == (chart.bars[0].low, chart.bars[2].high)


def test_latencies_choose_no_sizes(qtbot, histogram, chart):
    drag(qtbot, chart, 10, 100)
    with qtbot.waitSignal(histogram.sizeRangeSelected) as told:
        histogram.set_kind(Kind.LATENCIES)
    assert told.args == [None, None]


def test_pointing_says_the_values_and_how_many(qtbot, histogram, chart):
    told = []
    chart.pointed.connect(told.append)
    qtbot.mouseMove(chart, place_of(chart, 10))
    qtbot.waitUntil(lambda: bool(told))
    assert told[-1].tallies == (0, 2)


def test_bars_are_as_high_as_their_share_and_a_single_one_is_seen(chart):
    image = chart.grab().toImage()
    base = image.pixelColor(1, 1)

    def height(value):
        column = chart.column_of(
            next(at for at, bar in enumerate(chart.bars) if bar.low <= value <= bar.high)
        )
        x = round(column.center().x()) + 1
        return sum(image.pixelColor(x, y) != base for y in range(round(column.top()), round(column.bottom())))

    assert height(10) > 1.8 * height(1_000) > 0
    assert height(30) == 0


def test_it_reads_only_while_it_is_visible(qtbot, histogram, fill, capture, feed):
    fill(frames([1]))
    histogram.hide()
    qtbot.wait(100)
    capture.append(1, frames([2]))
    capture.flush()
    qtbot.wait(500)
    assert feed.numbers.frames == 1
    histogram.show()
    qtbot.waitUntil(lambda: feed.numbers.frames == 2)
