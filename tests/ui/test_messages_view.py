"""The log as messages: fragments joined, and a message opened to its frames."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from inspector.capture.store import Capture
from inspector.ui.frame_columns import Column
from inspector.ui.frame_log import FrameLog
from inspector.ui.rules import Effect, Mark, Rule
from inspector.ui.whole_message import JoinedPayload, MessageReader
from tests.ui.waiting import settle

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


def frame(head, payload, direction=1):
    return (1_764_000_000_000_000_000, direction, head, None, len(payload), payload)


@pytest.fixture
def capture():
    capture = Capture.create(None)
    one = capture.open_connection("ws://h/1")
    capture.append(
        one, [frame(0x81, b"whole"), frame(0x01, b"frag"), frame(0x89, b"hb"), frame(0x00, b"ment")]
    )
    capture.append(
        one, [frame(0x80, b"ed"), frame(0x82, b"\x01\x02"), frame(0x02, b"\x03"), frame(0x80, b"\x04")]
    )
    capture.flush()
    yield capture
    capture.close()


@pytest.fixture
def log(qtbot, log):
    """Show messages instead of frames."""
    log.resize(1000, 400)
    log.bar.switch_action.trigger()
    settle(qtbot, log, 5)
    return log


def cells(log, *columns):
    rows = range(log.model.rowCount())
    return [tuple(log.model.index(row, column).data() for column in columns) for row in rows]


def test_each_message_has_one_row(log):
    assert cells(log, Column.NUMBER, Column.TYPE, Column.LENGTH, Column.PREVIEW) == [
        ("1", "text", "5", "whole"),
        ("2", "▸ text ×3", "10", "fragmented"),
        ("3", "ping", "2", "hb"),
        ("6", "binary", "2", "01 02"),
        ("7", "▸ binary ×2", "2", "03 04"),
    ]


def test_a_message_opens_to_its_frames_and_closes(qtbot, log, qtmodeltester):
    log.table.select_frame(2)
    qtbot.keyClick(log.table, Qt.Key.Key_Return)
    assert cells(log, Column.NUMBER, Column.TYPE, Column.PREVIEW) == [
        ("1", "text", "whole"),
        ("2", "▾ text ×3", "fragmented"),
        ("2", "└ text", "frag"),
        ("4", "└ continuation", "ment"),
        ("5", "└ continuation", "ed"),
        ("3", "ping", "hb"),
        ("6", "binary", "01 02"),
        ("7", "▸ binary ×2", "03 04"),
    ]
    assert (log.table.currentIndex().row(), log.model.row_of(5), log.model.row_of(7)) == (1, 4, 7)
    qtmodeltester.check(log.model)
    place = log.table.visualRect(log.model.index(7, Column.PREVIEW)).center()
    qtbot.mouseDClick(log.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, place.y()))
    assert log.model.rowCount() == 10
    log.table.select_frame(2)
    qtbot.keyClick(log.table, Qt.Key.Key_Return)
    assert log.model.rowCount() == 7
    assert cells(log, Column.TYPE)[-3:] == [("▾ binary ×2",), ("└ binary",), ("└ continuation",)]


def test_a_message_of_one_frame_does_not_open(qtbot, log):
    log.table.select_frame(1)
    qtbot.keyClick(log.table, Qt.Key.Key_Return)
    assert log.model.rowCount() == 5


def test_an_open_message_stays_open_while_others_come(qtbot, log, capture):
    log.table.select_frame(2)
    qtbot.keyClick(log.table, Qt.Key.Key_Return)
    capture.append(1, [frame(0x81, b"late")])
    qtbot.waitUntil(lambda: log.model.rowCount() == 9)
    assert cells(log, Column.PREVIEW)[-1] == ("late",)
    log.bar.switch_action.trigger()
    qtbot.waitUntil(lambda: log.model.rowCount() == 9 and log.model.frame_id(3) == 4)


def test_the_view_is_remembered(qtbot, log, settings):
    again = FrameLog(settings)
    qtbot.addWidget(again)
    assert again.bar.units.current == 1


def test_a_joined_payload_is_read_in_parts(capture):
    payload = MessageReader(capture).payload(2)
    assert isinstance(payload, JoinedPayload)
    assert payload.length == 10
    whole = b"fragmented"
    for offset in range(11):
        for length in range(12):
            assert payload.read(offset, length) == whole[offset : offset + length]
    assert MessageReader(capture).payload(1) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gment", ["2"]),
        ("size:>6", ["2"]),
        ("size:2", ["3", "6", "7"]),
        ("-e", ["3", "6", "7"]),
        ("/^frag.*ed$/", ["2"]),
    ],
)
def test_what_a_filter_asks_is_asked_of_whole_messages(qtbot, log, text, found):
    log.bar.field.set_text(text)
    settle(qtbot, log, len(found))
    assert [cell for (cell,) in cells(log, Column.NUMBER)] == found
    log.bar.switch_action.trigger()
    if text.startswith("size"):
        settle(qtbot, log, {"size:>6": 0, "size:2": 3}[text])


def marks(log):
    return {log.model.frame_id(row): log.model.look(row).mark for row in range(log.model.rowCount())}


def test_sizes_are_highlighted_as_they_are_shown(qtbot, log):
    log.rules.replace_all([Rule("large", "size:>6", Effect.HIGHLIGHT, Mark.AMBER, active=True)])
    assert {frame_id for frame_id, mark in marks(log).items() if mark} == {2}
    log.bar.switch_action.trigger()
    settle(qtbot, log, 8)
    assert not any(marks(log).values())
    log.bar.switch_action.trigger()
    settle(qtbot, log, 5)
    assert {frame_id for frame_id, mark in marks(log).items() if mark} == {2}


def test_what_is_added_to_rows_is_added_to_whole_messages(qtbot, log, capture):
    payload = b'{"a":"jigsaw"}'
    capture.append(1, [frame(0x01, payload[:8]), frame(0x89, b""), frame(0x80, payload[8:])])
    capture.bookmarks.set(9)
    capture.flush()
    log.rules.replace_all([Rule("found", "jigsaw", Effect.HIGHLIGHT, Mark.AMBER, active=True)])
    log.model.set_fields(["$.a"])
    settle(qtbot, log, 7)
    look = log.model.look(5)
    assert (look.frames, look.mark, look.bookmarked, look.fields) == (2, "amber", True, ("jigsaw",))
    log.model.toggle(5)
    looks = [log.model.look(row) for row in (5, 6, 7, 8)]
    assert [look.mark for look in looks] == ["amber", "amber", "amber", ""]
    assert [look.bookmarked for look in looks] == [True, True, False, False]
    assert [look.fields for look in looks] == [("jigsaw",), ("",), ("",), ("",)]
