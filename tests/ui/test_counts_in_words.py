"""One is said as one, wherever frames are counted in words."""

from pathlib import Path

import pytest

from inspector.capture.merging import Merged
from inspector.ui.captures_dialog.words import merged_sentence
from inspector.ui.choice_words import shown_words
from inspector.ui.counts import frames_text
from inspector.ui.frame_choice import Counted
from inspector.ui.status_bar import StatusBar


@pytest.mark.parametrize(("count", "text"), [(0, "0 frames"), (1, "1 frame"), (12_345, "12,345 frames")])
def test_frames_in_words(qapp, count, text):
    assert frames_text(count) == text


def test_what_was_merged_is_said_of_one_too(qapp):
    assert merged_sentence(Path("all.wscap"), Merged(1, 1)) == "“all” holds 1 frame of 1 connection."


def test_a_rate_of_one(qtbot):
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.set_received_rate(1, 5)
    assert bar.received.toolTip().startswith("1 frame with ")


@pytest.mark.parametrize(("total", "text"), [(0, ""), (4, "2 of 4")])
def test_nothing_is_counted_where_there_is_nothing(qapp, total, text):
    assert shown_words(Counted(min(total, 2), total, total, complete=True, chosen=True))[0] == text
