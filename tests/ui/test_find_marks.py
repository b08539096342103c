"""What is found in the log is marked in the payload: as text, laid out, in hex, and far down."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from inspector.capture.filtering.sought import read_sought
from inspector.capture.store import Capture
from inspector.ui.payload_actions import PayloadMode
from inspector.ui.payload_source import PayloadSource, source_of
from inspector.ui.payload_view import PayloadView
from inspector.ui.theme import current_theme
from inspector.wire.records import Opcode
from tests.ui.waiting import until

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")
F3 = Qt.Key.Key_F3


@pytest.fixture
def view(qtbot, settings):
    widget = PayloadView(settings)
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    widget.show()
    return widget


def settle(qtbot, view):
    qtbot.waitUntil(lambda: not view.loader.busy and not view.text.busy, timeout=20_000)


def marked(view):
    """Give what has the ground of a found place."""
    ground = current_theme().color("found")
    marks = [one for one in view.text.extraSelections() if one.format.background().color() == ground]
    return [one.cursor.selectedText() for one in marks]


def here(view):
    """Give the text from the cursor on."""
    return view.text.whole_text()[view.text.position_in_text() :]


def test_the_first_place_is_brought_into_view_and_all_are_marked(qtbot, view):
    view.show_sought(read_sought("tick"))
    view.show_payload(source_of(b'{"a":"Tick","b":["tick"]}', Opcode.TEXT))
    assert marked(view) == ["Tick", "tick"]
    assert here(view).startswith('Tick",')
    view.show_payload(source_of(b"another tick", Opcode.TEXT))
    assert (marked(view), here(view)) == (["tick"], "tick")
    view.show_payload(source_of(b"none", Opcode.TEXT))
    assert marked(view) == []


def test_what_is_sought_anew_is_marked_in_the_payload_that_is_there(view):
    view.show_payload(source_of(b"one two", Opcode.TEXT))
    view.show_sought(read_sought("two"))
    assert (marked(view), here(view)) == (["two"], "two")
    view.show_sought(read_sought("/o.e/"))
    assert (marked(view), here(view)) == (["one"], "one two")
    view.show_sought(None)
    assert marked(view) == []


def test_what_is_cut_by_the_layout_of_a_format_is_marked(view):
    view.show_sought(read_sought('"b":[1'))
    view.show_payload(source_of(b'{"a":0,"b":[1,2]}', Opcode.TEXT))
    assert here(view).startswith('"b": [\n    1')
    assert [mark.split() for mark in marked(view)] == [['"b":', "[", "1"]]


def test_a_place_far_down_is_brought_into_view(qtbot, view):
    view.show_sought(read_sought("needle"))
    view.show_payload(source_of(b"line\n" * 500 + b"a needle\n" + b"line\n" * 500, Opcode.TEXT))
    settle(qtbot, view)
    assert marked(view) == ["needle"]
    assert view.text.viewport().rect().contains(view.text.cursorRect())
    assert view.text.verticalScrollBar().value() > 400


def test_more_of_a_long_payload_is_laid_out_until_it_is_there(qtbot, view):
    payload = b"line\n" * 120_000 + b"a needle\n" + b"line\n" * 200_000
    view.show_sought(read_sought("needle"))
    view.show_payload(source_of(payload, Opcode.TEXT))
    qtbot.waitUntil(lambda: here(view).startswith("needle\n"), timeout=20_000)
    settle(qtbot, view)
    assert view.loader.shown < 900_000


def test_no_more_is_laid_out_for_what_is_nowhere_near(qtbot, view):
    view.show_sought(read_sought("needle"))
    view.show_payload(source_of(b"line\n" * 600_000 + b"needle", Opcode.TEXT))
    qtbot.waitUntil(lambda: view.loader.shown >= 1024 * 1024, timeout=20_000)
    settle(qtbot, view)
    qtbot.wait(50)
    assert view.loader.shown < 1_400_000


def test_the_bytes_are_marked_in_hex(qtbot, view):
    view.set_mode(PayloadMode.HEX)
    view.show_sought(read_sought("tick"))
    view.show_payload(source_of(b"\0" * 2_000 + b"TICKtick\xff", Opcode.BINARY))
    assert view.hex.marks == [(2_000, 2_004), (2_004, 2_008)]
    assert (view.hex.selection.start, view.hex.selection.end) == (2_000, 2_001)
    assert view.hex.viewport().rect().contains(view.hex.point_of(2_000).toPoint())
    ground = current_theme().color("found")
    place = view.hex.point_of(2_005).toPoint()
    image = view.hex.viewport().grab().toImage()
    near = {
        image.pixelColor(place.x() + dx, place.y() + dy).name() for dx in range(-6, 7) for dy in range(-8, 9)
    }
    assert ground.name() in near
    view.show_sought(None)
    assert view.hex.marks == []
    view.show_payload(source_of(b"tick", Opcode.BINARY))
    assert view.hex.marks == []


def test_bytes_that_are_read_beside_are_marked(qtbot, view):
    payload = b"\0" * 300_000 + b"needle"
    view.set_mode(PayloadMode.HEX)
    view.show_sought(read_sought("needle"))
    view.show_payload(
        PayloadSource(
            "frame-1", Opcode.BINARY, len(payload), lambda offset, length: payload[offset:][:length]
        )
    )
    qtbot.waitUntil(lambda: view.hex.marks == [(300_000, 300_006)])
    assert view.hex.selection.start == 300_000


def test_the_pane_s_own_find_comes_first(qtbot, view):
    view.show_sought(read_sought("two"))
    view.show_payload(source_of(b"one two", Opcode.TEXT))
    view.commands.find.trigger()
    view.find_bar.field.setText("one")
    assert (marked(view), view.text.selected_text()) == (["one"], "one")
    view.show_sought(read_sought("two"))
    assert marked(view) == ["one"]


def test_bytes_are_found_as_text_and_as_digits(qtbot, view):
    view.show_payload(source_of(b"\x00\xfftick" * 3 + b"\0" * 999 + b"TICK", Opcode.BINARY))
    assert view.shows_hex
    view.hex.setFocus()
    qtbot.keyClick(view.hex, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(view.find_bar.field, "tick")
    assert (view.find_bar.count.text(), view.hex.selection) == ("1 of 4", (2, 2))
    assert view.hex.marks == [(2, 6), (8, 12), (14, 18), (1_017, 1_021)]
    qtbot.keyClick(view.find_bar.field, Qt.Key.Key_Return)
    assert (view.find_bar.count.text(), view.hex.selection) == ("2 of 4", (8, 8))
    for _ in range(2):
        qtbot.keyClick(view.find_bar.field, F3, Qt.KeyboardModifier.ShiftModifier)
    assert (view.find_bar.count.text(), view.hex.selection) == ("4 of 4", (1_017, 1_017))
    assert view.hex.viewport().rect().contains(view.hex.point_of(1_017).toPoint())
    qtbot.keyClick(view.find_bar.field, F3)
    assert view.hex.selection == (2, 2)
    view.find_bar.field.setText("0x00 FF")
    assert (view.hex.marks, view.hex.selection) == ([(0, 2), (6, 8), (12, 14)], (6, 6))
    view.find_bar.field.setText("0x0")
    assert view.find_bar.count.text() == "not found"
    view.find_bar.field.setText("tick")
    qtbot.keyClick(view.find_bar.field, Qt.Key.Key_Escape)
    assert view.hex.marks == []
    assert view.hex.hasFocus()


def test_find_goes_on_in_the_next_payload_however_it_is_shown(qtbot, view):
    view.show_payload(source_of(b"a tick", Opcode.TEXT))
    view.commands.find.trigger()
    view.find_bar.field.setText("tick")
    view.show_payload(source_of(b"\0\0tick\xff", Opcode.BINARY))
    assert view.shows_hex
    assert (view.hex.marks, view.find_bar.count.text()) == ([(2, 6)], "1 of 1")
    view.show_payload(source_of(b"tick tick", Opcode.TEXT))
    assert marked(view) == ["tick", "tick"]


def test_the_window_marks_what_is_found_and_goes_on_after_esc(with_window, qtbot):
    async def scenario(it):
        connection = it.capture.open_connection("ws://h/")
        payloads = [b"nothing", b'{"a":"needle"}', b"x", b"Needle two", b"y"]
        rows = [(n, 1, 0x81, None, len(each), each) for n, each in enumerate(payloads)]
        it.capture.append(connection, rows)
        it.capture.flush()
        log, view = it.window.log, it.window.details.payload
        await until(lambda: log.model.rowCount() == 5)
        log.table.setFocus()
        qtbot.keyClick(log.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClicks(log.finder.bar.field, "needle")
        await until(lambda: log.table.current_frame_id == 2)
        assert (marked(view), here(view)[:6]) == (["needle"], "needle")
        qtbot.keyClick(log.finder.bar.field, Qt.Key.Key_Return)
        await until(lambda: log.table.current_frame_id == 4)
        assert (marked(view), here(view)) == (["Needle"], "Needle two")
        qtbot.keyClick(log.finder.bar.field, Qt.Key.Key_Escape)
        assert marked(view) == []
        qtbot.keyClick(log.table, F3)
        await until(lambda: log.table.current_frame_id == 2)
        assert marked(view) == ["needle"]
        assert not log.finder.bar.isVisible()
        log.table.select_frame(4)
        assert marked(view) == []

    with_window(scenario)


@pytest.fixture
def capture():
    capture = Capture.create(None)
    capture.append(capture.open_connection("ws://h/"), [(1, 1, 0x81, None, 1, b"%d" % n) for n in range(9)])
    capture.flush()
    yield capture
    capture.close()


def test_f3_goes_on_with_what_was_sought_last(qtbot, log):
    log.table.setFocus()
    qtbot.keyClick(log.table, F3)
    assert log.finder.bar.isVisible()
    qtbot.keyClicks(log.finder.bar.field, "/[37]/")
    qtbot.waitUntil(lambda: log.table.current_frame_id == 4)
    qtbot.keyClick(log.finder.bar.field, Qt.Key.Key_Escape)
    assert not log.finder.bar.isVisible()
    qtbot.keyClick(log.table, F3)
    qtbot.waitUntil(lambda: log.table.current_frame_id == 8)
    qtbot.keyClick(log.table, F3, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: log.table.current_frame_id == 4)
    assert not log.finder.bar.isVisible()
    log.finder.action.trigger()
    qtbot.waitUntil(lambda: log.finder.bar.count.text() == "1 of 2")


def test_f3_says_that_there_is_none_any_more(qtbot, log):
    log.finder.action.trigger()
    qtbot.keyClicks(log.finder.bar.field, "3")
    qtbot.waitUntil(lambda: log.table.current_frame_id == 4)
    qtbot.keyClick(log.finder.bar.field, Qt.Key.Key_Escape)
    log.bar.field.set_text("-3")
    qtbot.waitUntil(lambda: log.model.rowCount() == 8)
    log.finder.next_action.trigger()
    qtbot.waitUntil(log.finder.bar.isVisible)
    assert log.finder.bar.count.text() == "not found"


def test_what_is_typed_is_sought_in_another_capture_too(qtbot, log):
    log.finder.action.trigger()
    qtbot.keyClicks(log.finder.bar.field, "other")
    qtbot.waitUntil(lambda: log.finder.bar.count.text() == "not found")
    another = Capture.create(None)
    another.append(another.open_connection("ws://h/"), [(1, 1, 0x81, None, 5, b"Other")] * 3)
    another.flush()
    log.set_capture(another)
    qtbot.waitUntil(lambda: log.finder.bar.count.text() == "0 of 3")
    log.set_capture(None)
    assert log.finder.bar.count.text() == "not found"
    another.close()


def test_f3_says_what_is_wrong_with_what_was_sought_last(qtbot, log):
    log.finder.action.trigger()
    log.finder.bar.field.setText("/a(/")
    qtbot.waitUntil(log.finder.bar.problem.isVisible)
    qtbot.keyClick(log.finder.bar.field, Qt.Key.Key_Escape)
    qtbot.keyClick(log.table, F3)
    assert log.finder.bar.problem.isVisible()
