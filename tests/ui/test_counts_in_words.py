"""One is said as one, wherever frames are counted in words."""

from pathlib import Path

import pytest

from inspector.capture.merging import Merged
from inspector.ui.captures_dialog.words import merged_sentence
from inspector.ui.counts import frames_text
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
