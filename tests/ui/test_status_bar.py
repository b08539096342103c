"""The status bar: words and numbers with units, each explained."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from inspector.session.events import Closed, State
from inspector.ui.counts import exact_count, short_count
from inspector.ui.state_dot import DotShape, StateDot, dot_of
from inspector.ui.status_bar import StatusBar
from inspector.ui.theme import current_theme

# Qt's offscreen platform says this of every window it shows.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


@pytest.fixture
def bar(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    bar = StatusBar()
    window.setStatusBar(bar)
    window.resize(1200, 100)
    window.show()
    bar.test_window = window
    return bar


def test_at_first_there_is_no_connection(bar):
    assert (bar.state.text(), bar.detail.text()) == ("CLOSED", "")
    assert (bar.received.text(), bar.sent.text(), bar.round_trip.text()) == ("↓ 0/s", "↑ 0/s", "RTT –")
    assert bar.buffered.isHidden()
    assert bar.capture.text() == "capture: in memory"


@pytest.mark.parametrize("state", State)
def test_the_state_is_a_word_of_the_rfc_and_explained(bar, state):
    bar.set_state(state)
    assert bar.state.text() == state.name
    assert bar.state.accessibleName() == f"State: {state.name}"
    assert bar.state.toolTip()


def test_each_state_has_its_own_dot():
    looks = [dot_of(state) for state in State] + [dot_of(State.CLOSED, failed=True)]
    assert len(set(looks)) == len(looks)
    assert dot_of(State.OPEN)[0] is DotShape.FILLED
    assert dot_of(State.CLOSED, failed=True)[0] is DotShape.CROSS


def test_the_dot_is_drawn_as_the_state_is(qtbot):
    dot = StateDot()
    qtbot.addWidget(dot)

    def centre():
        return dot.grab().toImage().pixelColor(dot.width() // 2, dot.height() // 2).name()

    dot.set_state(State.OPEN)
    assert centre() == current_theme().color("ok").name()
    dot.set_state(State.CLOSED)
    assert centre() != current_theme().color("muted").name()
    dot.set_state(State.CLOSED, failed=True)
    assert centre() == current_theme().color("error").name()


def test_what_was_negotiated_is_shown(bar):
    bar.set_state(State.OPEN)
    bar.set_negotiated("chat", "permessage-deflate")
    assert bar.detail.text() == "chat · permessage-deflate"
    bar.set_negotiated(None, None)
    assert bar.detail.text() == ""


def test_a_close_shows_code_name_reason_and_who_closed_first(bar):
    bar.set_buffered(5)
    bar.set_closed(Closed(1000, "bye\u202e <b>", True, "remote"))
    assert bar.detail.text() == "1000 normal closure — bye⟨U+202E⟩ <b> · closed by the peer"
    assert "fulfilled" in bar.state.toolTip()
    assert bar.buffered.isHidden()
    bar.set_closed(Closed(1006, "", False, "local"))
    assert bar.detail.text() == "1006 abnormal closure · closed by this side"


def test_a_new_connection_forgets_the_old_one(bar):
    bar.set_closed(Closed(1000, "", True, "remote"))
    bar.set_round_trip(0.5)
    bar.set_state(State.CONNECTING)
    assert (bar.detail.text(), bar.round_trip.text()) == ("", "RTT –")


def test_every_number_has_a_unit_and_a_tooltip(bar):
    bar.set_received_rate(12480, 3_250_586)
    bar.set_sent_rate(2, 400)
    bar.set_round_trip(0.00123)
    bar.set_buffered(4096)
    bar.set_capture(84_000_000)
    assert bar.received.text() == "↓ 12,480/s  3.10 MiB/s"
    assert bar.received.toolTip() == "12,480 frames with 3.10 MiB of payload received per second"
    assert bar.sent.text() == "↑ 2/s  400 B/s"
    assert bar.round_trip.text() == "RTT 1.2 ms"
    assert "1.2 ms" in bar.round_trip.toolTip()
    assert bar.buffered.text() == "4.00 KiB buffered"
    assert "bufferedAmount" in bar.buffered.toolTip()
    assert not bar.buffered.isHidden()
    assert bar.capture.text() == "capture: live, 80.11 MiB"
    assert bar.capture.accessibleName() == "Capture: capture: live, 80.11 MiB"


def test_a_capture_that_is_not_written_says_why(bar):
    bar.set_capture(1000, problem="The disk is full.")
    assert bar.capture.text() == "capture: not written"
    assert bar.capture.toolTip() == "The disk is full."
    assert bar.capture.property("role") == "error"
    assert not bar.capture_mark.isHidden()
    bar.set_capture(1000, live=False)
    assert bar.capture.text() == "capture: read only, 1000 B"
    assert bar.capture_mark.isHidden()


def test_changing_numbers_do_not_move_their_neighbours(bar):
    bar.set_received_rate(123_456, 9_000_000)
    # The wish for more room goes up layout by layout.
    QApplication.processEvents()
    QApplication.processEvents()
    places = [figure.x() for figure in (bar.received, bar.sent, bar.round_trip, bar.capture)]
    bar.set_received_rate(1, 1)
    QApplication.processEvents()
    assert [figure.x() for figure in (bar.received, bar.sent, bar.round_trip, bar.capture)] == places


def test_it_fits_the_narrowest_window(bar):
    bar.set_state(State.OPEN)
    bar.set_negotiated("chat", "permessage-deflate; server_max_window_bits=15; client_max_window_bits=15")
    bar.set_received_rate(123_456, 9_000_000)
    bar.set_sent_rate(12_345, 9_000_000)
    bar.set_round_trip(0.1234)
    bar.set_capture(84_000_000_000)
    bar.test_window.resize(900, 100)
    QApplication.processEvents()
    assert bar.minimumSizeHint().width() <= 900
    assert bar.detail.toolTip().startswith("chat · permessage-deflate")


def test_nothing_is_read_as_rich_text(bar):
    labels = bar.findChildren(QLabel)
    assert len(labels) >= 7
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0"),
        (9_999, "9,999"),
        (12_480, "12.4k"),
        (999_999, "999k"),
        (1_248_032, "1.2M"),
        (3_000_000_000, "3.0G"),
    ],
)
def test_counts_stay_short(count, shown):
    assert short_count(count) == shown


def test_exact_counts_are_grouped():
    assert exact_count(1234567) == "1,234,567"
