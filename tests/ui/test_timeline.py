"""The timeline on real captures: it loads when it is unfolded, follows, zooms and chooses."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from inspector.capture.store import Capture
from inspector.ui.theme import ThemeMode, current_theme
from inspector.ui.timeline.feed import StatisticsFeed
from inspector.ui.timeline.panel import Timeline
from inspector.ui.timeline.words import Measure

START_NS = 1_764_000_000_000_000_000
MS = 1_000_000
LEFT, NO_KEY, SHIFT = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def frames(count, first=0):
    """Make frames 10 ms apart, every other one sent."""
    return [
        (START_NS + n * 10 * MS, n % 2, 0x81, None, 4, b"1234") for n in range(first, first + count)
    ]  # fmt: skip


def pings():
    """Make a ping of ours that took 7 ms, and one of theirs that took 2 ms."""
    return [
        (START_NS, 0, 0x89, None, 1, b"p"),
        (START_NS + 7 * MS, 1, 0x8A, None, 1, b"p"),
        (START_NS + 20 * MS, 1, 0x89, None, 0, b""),
        (START_NS + 22 * MS, 0, 0x8A, None, 0, b""),
    ]


@pytest.fixture
def capture():
    capture = Capture.create(None)
    yield capture
    capture.close()


@pytest.fixture
def connection(capture):
    return capture.open_connection("ws://127.0.0.1/")


@pytest.fixture
def feed(qapp, capture):
    feed = StatisticsFeed()
    feed.set_source(capture)
    yield feed
    feed.set_source(None)


@pytest.fixture
def timeline(qtbot, feed, settings):
    timeline = Timeline(feed, settings)
    qtbot.addWidget(timeline)
    timeline.resize(900, 160)
    timeline.show()
    return timeline


@pytest.fixture
def unfold(qtbot, timeline, feed):
    """Unfold the timeline, and give its plot once it shows so many frames."""

    def go(count):
        timeline.set_folded(False)
        qtbot.waitUntil(lambda: timeline.plot is not None, timeout=20_000)
        qtbot.waitUntil(lambda: feed.numbers is not None and feed.numbers.frames == count, timeout=20_000)
        return timeline.plot

    return go


def fill(capture, connection, rows):
    capture.append(connection, rows)
    capture.flush()


def seconds(plot):
    return tuple((moment - START_NS) / 1e9 for moment in plot.shown)


def test_nothing_heavy_is_imported_before_it_is_unfolded():
    code = (
        "import sys, inspector.ui.timeline.panel, inspector.ui.histogram.panel\n"
        "print(*{'numpy', 'pyqtgraph'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "\n"), done.stderr


def test_the_process_ends_without_a_word(tmp_path):
    code = """
import sys
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
from inspector.capture.store import Capture
from inspector.ui.timeline.panel import Timeline
from inspector.ui.timeline.feed import StatisticsFeed

app = QApplication([])
feed = StatisticsFeed()
feed.set_source(Capture.create(None))
timeline = Timeline(feed, QSettings(sys.argv[1], QSettings.Format.IniFormat))
timeline.set_folded(False)
timer = QTimer(interval=20)
timer.timeout.connect(lambda: app.quit() if timeline.plot is not None and feed.numbers else None)
timer.start()
app.exec()
"""
    command = [sys.executable, "-W", "error", "-c", code, str(tmp_path / "settings.ini")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_it_is_folded_at_first_and_remembers(qtbot, feed, settings, timeline):
    assert timeline.folded
    assert not timeline.header.measure_buttons[Measure.BYTES].isVisible()
    qtbot.mouseClick(timeline.header.fold_button, LEFT)
    assert not timeline.folded
    timeline.set_measure(Measure.BYTES)
    again = Timeline(feed, settings)
    qtbot.addWidget(again)
    assert (again.folded, again.measure) == (False, Measure.BYTES)
    qtbot.waitUntil(lambda: timeline.plot is not None and again.plot is not None, timeout=20_000)


def test_it_tells_menus_that_it_was_folded(qtbot, timeline, unfold):
    with qtbot.waitSignal(timeline.foldedChanged) as told:
        unfold(0)
    assert told.args == [False]
    with qtbot.waitSignal(timeline.foldedChanged) as told:
        timeline.toggle()
    assert told.args == [True]


def test_settings_that_make_no_sense_are_left_alone(qtbot, feed, settings):
    settings.setValue("timeline/measure", "parsecs")
    timeline = Timeline(feed, settings)
    qtbot.addWidget(timeline)
    assert timeline.measure is Measure.MESSAGES


def test_without_frames_it_says_so_and_stops_when_they_come(qtbot, capture, connection, timeline, unfold):
    unfold(0)
    empty = timeline.findChild(object, "emptyState")
    qtbot.waitUntil(empty.isVisible)
    assert timeline.plot.picture.blank
    place = empty.mapTo(timeline, empty.rect().center())
    assert empty.isAncestorOf(timeline.childAt(place)) or timeline.childAt(place) is empty
    fill(capture, connection, frames(3))
    qtbot.waitUntil(lambda: not empty.isVisible())
    assert not timeline.plot.picture.blank


def test_it_shows_the_whole_and_follows_the_growth(qtbot, capture, connection, unfold):
    fill(capture, connection, frames(101))
    plot = unfold(101)
    qtbot.waitUntil(lambda: seconds(plot) == (0, 1))
    fill(capture, connection, frames(100, first=101))
    qtbot.waitUntil(lambda: seconds(plot) == (0, 2))


def test_curves_hold_the_rates_of_each_direction(qtbot, capture, connection, timeline, unfold):
    fill(capture, connection, frames(100))
    plot = unfold(100)
    width = plot._numbers.buckets.width_ns / 1e9
    for measure, factor in ((Measure.MESSAGES, 1), (Measure.BYTES, 4)):
        timeline.set_measure(measure)
        totals = [sum(rates) * width for rates in plot.picture.rates.values()]
        assert totals == pytest.approx([50 * factor] * 2)


def test_pointing_says_time_and_rates(qtbot, capture, connection, unfold):
    fill(capture, connection, frames(101))
    plot = unfold(101)
    qtbot.mouseMove(plot, plot.rect().center())
    qtbot.waitUntil(lambda: "↑" in plot.said)
    assert "+2 ms" in plot.said
    plot.point_nowhere()
    assert plot.said == ""


def test_pointing_at_a_round_trip_says_how_long_it_took(qtbot, capture, connection, timeline, unfold):
    fill(capture, connection, pings())
    plot = unfold(4)
    timeline.set_measure(Measure.ROUND_TRIPS)
    qtbot.waitUntil(lambda: not plot.empty)
    area = plot.picture.area
    plot.point_at(area.left() + area.width() * 7 / 22)
    assert plot.said.endswith("our ping: 7 ms")
    plot.point_at(area.right() - 1)
    assert plot.said.endswith("their ping: 2 ms")
    plot.point_at(area.left() + area.width() * 0.7)
    assert plot.said == ""


@pytest.fixture
def plot(capture, connection, unfold):
    """Ten seconds of frames."""
    fill(capture, connection, frames(1_001))
    return unfold(1_001)


def wheel(plot, x, turned, modifiers=NO_KEY):
    at = QPointF(x, 40)
    event = QWheelEvent(
        at,
        at,
        QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot, event)


def place_of(plot, second):
    """Return where a second is on the plot, in its pixels."""
    area = plot.picture.area
    start, end = seconds(plot)
    return round(area.left() + area.width() * (second - start) / (end - start))


def test_the_wheel_zooms_around_the_pointer_and_double_click_shows_the_whole(qtbot, plot, feed, timeline):
    x = place_of(plot, 5)
    wheel(plot, x, 120 * 4)
    start, end = seconds(plot)
    assert end - start == pytest.approx(10 / 1.25**4)
    assert plot.time_at(x) == pytest.approx(START_NS + 5e9, abs=2e7)
    assert timeline.header.whole_button.isVisible()
    qtbot.waitUntil(lambda: feed.numbers.wanted == plot.shown)
    qtbot.mouseDClick(plot, LEFT)
    assert seconds(plot) == (0, 10)
    assert not timeline.header.whole_button.isVisible()


def test_a_close_look_shows_finer_buckets(qtbot, plot, feed):
    for _ in range(12):
        wheel(plot, place_of(plot, 5), 120 * 4)
    qtbot.waitUntil(lambda: feed.numbers.wanted == plot.shown and feed.numbers.fine)
    assert feed.numbers.buckets.width_ns < MS


def test_shift_and_the_wheel_move(plot):
    wheel(plot, place_of(plot, 0), 120 * 4)
    before = seconds(plot)
    wheel(plot, 400, -120, SHIFT)
    assert seconds(plot)[0] == pytest.approx(before[0] + (before[1] - before[0]) * 0.1)


def drag(qtbot, plot, first, last, modifiers=NO_KEY):
    points = [QPoint(place_of(plot, second), 40) for second in (first, last)]
    qtbot.mousePress(plot, LEFT, modifiers, points[0])
    QApplication.sendEvent(plot, _move(points[1]))
    qtbot.mouseRelease(plot, LEFT, modifiers, points[1])


def _move(point):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    return QMouseEvent(QEvent.Type.MouseMove, QPointF(point), QPointF(point), LEFT, LEFT, NO_KEY)


def test_dragging_moves_what_is_shown(qtbot, plot):
    plot.zoom(0.5)
    assert seconds(plot) == (2.5, 7.5)
    drag(qtbot, plot, 5, 4)
    assert seconds(plot) == pytest.approx((3.5, 8.5), abs=0.05)
    assert plot.cursor().shape() == Qt.CursorShape.ArrowCursor


@pytest.mark.parametrize("way", ["shift", "tool"])
def test_a_stretch_of_time_is_chosen_and_cleared(qtbot, plot, timeline, way):
    if way == "tool":
        qtbot.mouseClick(timeline.header.select_button, LEFT)
    with qtbot.waitSignal(timeline.rangeSelected) as told:
        drag(qtbot, plot, 6, 2, SHIFT if way == "shift" else NO_KEY)
    start, end = ((moment - START_NS) / 1e9 for moment in told.args[0])
    assert (start, end) == pytest.approx((2, 6), abs=0.05)
    assert plot.selected == told.args[0]
    assert timeline.header.clear_button.isVisible()
    with qtbot.waitSignal(timeline.rangeSelected) as told:
        qtbot.mouseClick(timeline.header.clear_button, LEFT)
    assert told.args == [None]
    assert (plot.selected, timeline.header.clear_button.isVisible()) == (None, False)


def test_a_click_with_shift_clears_what_is_chosen(qtbot, plot, timeline):
    timeline.select_range((START_NS, START_NS + MS))
    with qtbot.waitSignal(timeline.rangeSelected) as told:
        qtbot.mouseClick(plot, LEFT, SHIFT, plot.rect().center())
    assert told.args == [None]


def test_what_is_chosen_elsewhere_is_marked_and_not_told(qtbot, plot, timeline):
    before = plot.picture.grab().toImage()
    with qtbot.assertNotEmitted(timeline.rangeSelected):
        timeline.mark_range((START_NS, START_NS + MS))
    assert plot.selected == (START_NS, START_NS + MS)
    assert plot.picture.grab().toImage() != before


def test_what_was_chosen_before_it_was_loaded_is_marked(timeline, unfold):
    timeline.mark_range((START_NS, START_NS + MS))
    assert timeline.header.clear_button.isVisible()
    assert unfold(0).selected == (START_NS, START_NS + MS)


def test_keys_zoom_move_choose_and_go_back(qtbot, plot, timeline):
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    assert seconds(plot) == pytest.approx((1, 9))
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert seconds(plot) == pytest.approx((1.8, 9.8))
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert seconds(plot) == pytest.approx((0, 8))
    qtbot.keyClick(plot, Qt.Key.Key_End)
    assert seconds(plot) == pytest.approx((2, 10))
    with qtbot.waitSignal(timeline.rangeSelected) as told:
        qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert told.args == [plot.shown]
    with qtbot.waitSignal(timeline.rangeSelected) as told:
        qtbot.keyClick(plot, Qt.Key.Key_Escape)
    assert told.args == [None]
    assert plot.zoomed
    qtbot.keyClick(plot, Qt.Key.Key_Escape)
    assert not plot.zoomed
    qtbot.keyClick(plot, Qt.Key.Key_Minus)
    assert not plot.zoomed


def test_another_connection_is_shown_from_its_own_start(qtbot, capture, plot, feed, timeline):
    other = capture.open_connection("ws://127.0.0.1/other")
    fill(capture, other, frames(11, first=5_000))
    plot.zoom(0.1)
    feed.show_connection(other)
    assert plot.empty
    qtbot.waitUntil(lambda: not plot.empty)
    qtbot.waitUntil(lambda: seconds(plot) == (50, 50.1))
    feed.show_connection(None)
    qtbot.waitUntil(lambda: seconds(plot) == (0, 50.1))


def test_folded_it_reads_nothing(qtbot, capture, connection, plot, timeline, feed):
    timeline.set_folded(True)
    qtbot.wait(100)
    fill(capture, connection, frames(10, first=2_000))
    qtbot.wait(500)
    assert feed.numbers.frames == 1_001
    timeline.set_folded(False)
    qtbot.waitUntil(lambda: feed.numbers.frames == 1_011)


def test_it_says_why_it_cannot_read(qtbot, feed, timeline, unfold):
    plot = unfold(0)
    closed = Capture.create(None)
    fill(closed, closed.open_connection("ws://127.0.0.1/"), frames(3))
    closed.close()
    feed.set_source(closed)
    qtbot.waitUntil(lambda: plot.said == "The capture in memory is closed.")
    empty = timeline.findChild(object, "emptyState")
    assert (empty.isVisible(), empty.accessibleName()) == (True, plot.said)


def test_a_missing_library_is_named(qtbot, feed, timeline, monkeypatch):
    monkeypatch.setitem(sys.modules, "inspector.ui.timeline.plot", None)
    timeline.set_folded(False)
    qtbot.waitUntil(lambda: "inspector.ui.timeline.plot is missing" in timeline._waiting.text())


def test_both_themes_are_followed_at_once(qtbot, plot):
    theme = current_theme()
    before = theme.mode
    try:
        for mode in (ThemeMode.DARK, ThemeMode.LIGHT):
            theme.set_mode(mode)
            image = plot.grab().toImage()
            assert image.pixelColor(image.width() - 3, 2) == theme.color("base")
            colours = {
                image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
            }
            assert theme.color("received").name() in colours
    finally:
        theme.set_mode(before)


def test_it_can_be_used_without_seeing_it(plot, timeline):
    assert plot.accessibleName() == "Timeline"
    assert "↑" in plot.accessibleDescription()
    assert plot.focusPolicy() == Qt.FocusPolicy.StrongFocus
    for button in (timeline.header.fold_button, timeline.header.select_button, timeline.header.clear_button):
        assert button.accessibleName()


@pytest.mark.parametrize("width", [260, 460, 900])
def test_the_header_gives_way(qtbot, plot, timeline, width):
    timeline.select_range((START_NS, START_NS + MS))
    plot.zoom(0.5)
    timeline.resize(width, 160)
    qtbot.wait(10)
    shown = [child for child in timeline.header.children() if getattr(child, "isVisible", bool)()]
    assert timeline.header.clear_button in shown
    if width >= 460:
        assert all(child.geometry().right() <= width for child in shown)
    assert (timeline.header.clear_button.text() != "") == (width == 900)
