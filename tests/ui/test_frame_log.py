"""The log with a real capture: filters, rules, toggles, find, messages, all on real widgets."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector.capture.store import Capture
from inspector.ui.frame_columns import Column
from inspector.ui.frame_log import FrameLog
from inspector.ui.rules import Effect, Mark, Rule
from tests.ui.waiting import settle

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")
LEFT = Qt.MouseButton.LeftButton
START_NS = 1_764_000_000_000_000_000


def text(number, payload, direction=1):
    return (START_NS + number * 1_000_000, direction, 0x81, None, len(payload), payload)


@pytest.fixture
def capture(tmp_path):
    capture = Capture.create(tmp_path / "log.wscap")
    one, other = capture.open_connection("ws://h/one"), capture.open_connection("ws://h/other")
    for number in range(60):
        word = (b"tick", b"trade", b"hello")[number % 3]
        payload = b'{"type":"%s","n":%d}' % (word, number)
        capture.append(one if number < 40 else other, [text(number, payload, number % 2)])
    capture.append(
        one, [(START_NS + 10**9, 1, 0x89, None, 0, b""), (START_NS + 10**9, 0, 0x8A, None, 0, b"")]
    )
    capture.flush()
    yield capture
    capture.close()


def numbers(log):
    return [int(log.model.index(row, Column.NUMBER).data()) for row in range(log.model.rowCount())]


def type_filter(qtbot, log, words):
    log.bar.focus_action.trigger()
    qtbot.keyClicks(log.bar.field, words)
    qtbot.keyClick(log.bar.field, Qt.Key.Key_Return)


def test_everything_is_shown_at_first(qtbot, log):
    assert log.model.rowCount() == 62
    assert not log.bar.count.isVisible()


def test_a_typed_filter_chooses_the_rows_and_esc_brings_all_back(qtbot, log):
    type_filter(qtbot, log, "trade dir:received")
    settle(qtbot, log, 10)
    assert numbers(log)[:3] == [2, 8, 14]
    qtbot.waitUntil(lambda: log.bar.count.text() == "10 of 62")
    qtbot.keyClick(log.bar.field, Qt.Key.Key_Escape)
    assert log.model.rowCount() == 62
    qtbot.keyClick(log.bar.field, Qt.Key.Key_Escape)
    assert log.focusWidget() is log.table


def test_a_filter_applies_by_itself_after_a_pause(qtbot, log):
    log.bar.focus_field()
    qtbot.keyClicks(log.bar.field, "hello")
    settle(qtbot, log, 20)


def test_a_mistake_is_said_and_the_last_filter_stays(qtbot, log):
    type_filter(qtbot, log, "trade")
    settle(qtbot, log, 20)
    type_filter(qtbot, log, "sizee:>10")
    assert log.bar.mistake.isVisible()
    assert "sizee" in log.bar.mistake.text()
    assert log.bar.field.property("invalid")
    assert log.model.rowCount() == 20
    type_filter(qtbot, log, "size:>100")
    assert not log.bar.mistake.isVisible()
    settle(qtbot, log, 0)


def test_new_frames_are_matched_as_they_come(qtbot, log, capture):
    type_filter(qtbot, log, "late")
    settle(qtbot, log, 0)
    capture.append(1, [text(99, b"late one"), text(99, b"other")])
    settle(qtbot, log, 1)
    assert numbers(log) == [63]
    qtbot.waitUntil(lambda: log.bar.count.text() == "1 of 64")


def test_one_connection_and_a_filter(qtbot, log):
    log.choose_connection(2)
    settle(qtbot, log, 20)
    assert numbers(log)[0] == 41
    type_filter(qtbot, log, "hello")
    settle(qtbot, log, 7)
    log.choose_connection(None)
    settle(qtbot, log, 20)


def test_words_are_completed(qtbot, log):
    log.bar.focus_field()
    qtbot.keyClicks(log.bar.field, "trade di")
    popup = log.bar.field._words.popup()
    qtbot.waitUntil(popup.isVisible)
    assert popup.model().index(0, 0).data().startswith("dir:")
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert log.bar.field.text() == "trade dir:"


def test_control_frames_are_hidden_by_one_key(qtbot, log):
    log.bar.kinds.control.trigger()
    settle(qtbot, log, 60)
    assert log.bar.kinds_button.count == 3
    log.bar.kinds.actions_of_kinds["dir:sent"].trigger()
    settle(qtbot, log, 30)
    log.bar.clear_action.trigger()
    settle(qtbot, log, 62)
    assert log.bar.kinds.control.isChecked()


def test_several_rules_are_in_force_at_once(qtbot, log):
    log.rules.replace_all(
        [
            Rule("Heartbeats", "type:ping OR type:pong", Effect.HIDE, active=True),
            Rule("Trades", "trade", Effect.SHOW_ONLY, active=True),
            Rule("Off", "nothing at all", Effect.SHOW_ONLY),
        ]
    )
    settle(qtbot, log, 20)
    assert log.bar.rules_button.count == 2
    log.rules.set_active(1, False)
    settle(qtbot, log, 60)
    log.bar.rules_menu.aboutToShow.emit()
    texts = [action.text() for action in log.bar.rules_menu.actions()]
    assert texts[:3] == ["Hide Heartbeats", "Only Trades", "Only Off"]
    log.bar.rules_menu.actions()[0].trigger()
    settle(qtbot, log, 62)


def test_a_rule_for_one_connection_leaves_the_others_alone(qtbot, log):
    log.rules.replace_all([Rule("Trades", "trade", Effect.SHOW_ONLY, url="/other", active=True)])
    settle(qtbot, log, 42 + 7)
    log.rules.replace_all([Rule("Trades", "trade", Effect.HIDE, url="/other", active=True)])
    settle(qtbot, log, 62 - 7)


def test_highlights_change_nothing_but_the_colour(qtbot, log):
    log.rules.replace_all(
        [
            Rule("Sent trades", "trade dir:sent", Effect.HIGHLIGHT, Mark.BLUE, active=True),
            Rule("Trades", "trade", Effect.HIGHLIGHT, Mark.GREEN, active=True),
        ]
    )
    assert log.model.rowCount() == 62
    assert [log.model.look(row).mark for row in range(6)] == ["", "green", "", "", "blue", ""]


def test_a_filter_is_saved_as_a_rule(qtbot, log, settings):
    type_filter(qtbot, log, "trade")
    settle(qtbot, log, 20)
    log.bar.save_action.trigger()
    assert log.bar.field.text() == ""
    assert log.rules.all[-1] == Rule("trade", "trade", active=True)
    settle(qtbot, log, 20)
    dialog = log._dialog
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.form.name.text() == "trade"
    dialog.form.name.selectAll()
    qtbot.keyClicks(dialog.form.name, "Trades only")
    assert log.rules.all[-1].name == "Trades only"
    dialog.form.effect.setCurrentIndex(1)
    dialog.form.effect.activated.emit(1)
    settle(qtbot, log, 42)
    assert dialog.list.item(dialog.list.count() - 1).text() == "Hide Trades only"
    qtbot.mouseClick(dialog.remove_button, LEFT)
    settle(qtbot, log, 62)
    dialog.close()


def test_rules_are_moved_and_added_in_the_dialog(qtbot, log):
    log.open_rules()
    dialog = log._dialog
    names = [rule.name for rule in log.rules.all]
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.list.setFocus()
    dialog.list.setCurrentRow(1)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [rule.name for rule in log.rules.all][:2] == [names[1], names[0]]
    qtbot.mouseClick(dialog.add_button, LEFT)
    assert (log.rules.all[-1].name, dialog.form.name.text()) == ("New rule", "New rule")
    qtbot.keyClicks(dialog.form.filter, "sizee:1")
    qtbot.keyClick(dialog.form.filter, Qt.Key.Key_Return)
    assert "sizee" in dialog.form.problem.text()
    dialog.close()


def test_show_around_keeps_the_row_and_comes_back(qtbot, log):
    type_filter(qtbot, log, "hello")
    settle(qtbot, log, 20)
    log.table.select_frame(30)
    log.bar.pause_action.trigger()
    settle(qtbot, log, 62)
    assert log.table.current_frame_id == 30
    assert not log.bar.field.isEnabled()
    log.bar.pause_action.trigger()
    settle(qtbot, log, 20)
    qtbot.waitUntil(lambda: log.table.current_frame_id == 30)


def test_a_frame_that_the_filter_hides_can_be_shown(qtbot, log):
    type_filter(qtbot, log, "hello")
    settle(qtbot, log, 20)
    log.show_frame(5)
    settle(qtbot, log, 62)
    assert log.table.current_frame_id == 5


def test_find_goes_from_one_to_the_next_and_around(qtbot, log):
    log.table.setFocus()
    QTest.keyClick(log.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert log.finder.bar.isVisible()
    qtbot.keyClicks(log.finder.bar.field, '"n":4')
    qtbot.waitUntil(lambda: log.finder.bar.count.text() == "1 of 11")
    assert log.table.current_frame_id == 5
    qtbot.keyClick(log.finder.bar.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: log.table.current_frame_id == 41)
    qtbot.keyClick(log.finder.bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: log.table.current_frame_id == 5)
    log.finder.previous_action.trigger()
    qtbot.waitUntil(lambda: log.table.current_frame_id == 50)
    assert log.model.rowCount() == 62
    qtbot.keyClick(log.finder.bar.field, Qt.Key.Key_Escape)
    assert not log.finder.bar.isVisible()


def test_find_looks_only_at_what_is_shown(qtbot, log):
    type_filter(qtbot, log, "hello")
    settle(qtbot, log, 20)
    log.finder.action.trigger()
    qtbot.keyClicks(log.finder.bar.field, "trade")
    qtbot.waitUntil(lambda: log.finder.bar.count.text() == "not found")
    assert log.finder.bar.field.property("invalid")


def test_rules_and_toggles_survive_other_settings(qtbot, settings, capture):
    settings.setValue("rules", "[{broken")
    log = FrameLog(settings)
    qtbot.addWidget(log)
    assert [rule.name for rule in log.rules.all] == ["Heartbeats", "Errors and violations", "Large frames"]


def go_to(qtbot, log, typed):
    log.go_to.action.trigger()
    qtbot.keyClicks(log.go_to.popup.line, typed)
    qtbot.keyClick(log.go_to.popup.line, Qt.Key.Key_Return)


def test_go_to_a_number(qtbot, log):
    log.bar.focus_field()
    go_to(qtbot, log, "41")
    assert log.focusWidget() is log.table
    assert (log.table.current_frame_id, log.go_to.popup.isVisible()) == (41, False)
    go_to(qtbot, log, "1,000")
    assert log.go_to.popup.problem.text() == "There is no frame 1000: the last one is 62."
    assert log.table.current_frame_id == 41
    go_to(qtbot, log, "soon")
    assert log.go_to.popup.problem.text().startswith("Type a frame's number, a time")


def test_go_to_a_time(qtbot, log):
    moment = datetime.fromtimestamp(START_NS // 10**9)
    go_to(qtbot, log, moment.strftime("%H:%M:%S.030"))
    assert log.table.current_frame_id == 31
    go_to(qtbot, log, moment.strftime("%Y-%m-%d %H:%M"))
    assert log.table.current_frame_id == 1
    go_to(qtbot, log, "2099-01-01")
    assert log.table.current_frame_id == 62


def test_go_to_a_frame_that_the_filter_hides(qtbot, log):
    type_filter(qtbot, log, "hello")
    settle(qtbot, log, 20)
    go_to(qtbot, log, "41")
    settle(qtbot, log, 62)
    assert log.table.current_frame_id == 41


def test_columns_for_json_fields_are_added_removed_and_remembered(qtbot, log, settings):
    def add(path):
        log.fields.action.trigger()
        log.fields.popup.line.clear()
        qtbot.keyClicks(log.fields.popup.line, path)
        qtbot.keyClick(log.fields.popup.line, Qt.Key.Key_Return)

    add("type")
    add("$.n")
    assert log.model.fields == ("$.type", "$.n")
    section = len(Column)
    assert [log.model.index(row, section).data() for row in range(3)] == ["tick", "trade", "hello"]
    add("n")
    assert log.fields.popup.problem.text() == "$.n has a column already."
    add("a..b")
    assert "no step of a path" in log.fields.popup.problem.text()
    log.fields.popup.hide()
    again = FrameLog(settings)
    qtbot.addWidget(again)
    assert again.model.fields == ("$.type", "$.n")
    log.table.columns.field_actions[0].trigger()
    assert log.model.fields == ("$.n",)


def shown_columns(log):
    """Give titles and widths from left to right."""
    header = log.table.columns
    order = [header.logicalIndex(place) for place in range(header.count())]
    return {
        log.model.headerData(section, Qt.Orientation.Horizontal): header.sectionSize(section)
        for section in order
        if not header.isSectionHidden(section)
    }


def test_fields_find_their_place_among_arranged_columns(qtbot, log):
    log.resize(1400, 500)
    header = log.table.columns
    header.show_column(Column.FLAGS, True)
    for path in ("$.type", "$.n", "$.other"):
        log.fields._submitted(path)
    assert list(shown_columns(log))[-4:] == ["type", "n", "other", "Preview"]
    header.moveSection(header.visualIndex(len(Column) + 1), 0)
    header.resizeSection(len(Column) + 1, 133)
    header.resizeSection(len(Column) + 2, 77)
    log.fields.remove(0)
    shown = shown_columns(log)
    assert next(iter(shown)) == "n"
    assert list(shown)[-2:] == ["other", "Preview"]
    assert (shown["n"], shown["other"]) == (133, 77)


def test_the_time_between_selected_rows_is_shown(qtbot, log):
    log.table.select_frame(1)
    assert not log.bar.selection.isVisible()
    place = log.table.visualRect(log.model.index(4, Column.TYPE)).center()
    log.table.setFocus()
    qtbot.mouseClick(log.table.viewport(), LEFT, Qt.KeyboardModifier.ShiftModifier, place)
    assert log.bar.selection.text() == "5 selected, 4.0 ms"


def test_the_pinned_pane_follows_the_latest_match(qtbot, log, capture, settings):
    log.pinned.action.trigger()
    assert log.pinned.isVisible()
    qtbot.keyClicks(log.pinned.field, "hello")
    qtbot.keyClick(log.pinned.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "#60" in log.pinned.where.text())
    qtbot.waitUntil(lambda: '"n": 59' in log.pinned.payload.text.toPlainText())
    capture.append(1, [text(99, b"hello again"), text(99, b"other")])
    qtbot.waitUntil(lambda: "#63" in log.pinned.where.text())
    qtbot.waitUntil(lambda: "hello again" in log.pinned.payload.text.toPlainText())
    assert log.model.rowCount() >= 62
    qtbot.mouseClick(log.pinned.where, LEFT)
    assert log.table.current_frame_id == 63
    again = FrameLog(settings)
    qtbot.addWidget(again)
    assert again.pinned.field.text() == "hello"
    assert again.pinned.action.isChecked()
    log.pinned.action.trigger()
    assert not log.pinned.isVisible()


def test_the_pinned_pane_shows_whole_messages(qtbot, log, capture):
    log.pinned.action.trigger()
    log.pinned.field.set_text("jigsaw")
    start, middle, end = b"a jig", b"saw", b", whole"
    capture.append(1, [(START_NS + 10**9, 1, 0x01, None, len(start), start)])
    capture.append(1, [(START_NS + 10**9, 1, 0x00, None, len(middle), middle)])
    capture.flush()
    qtbot.waitUntil(lambda: "#63" in log.pinned.where.text())
    qtbot.waitUntil(lambda: log.pinned.payload.text.toPlainText() == "a jigsaw")
    capture.append(1, [(START_NS + 10**9, 1, 0x80, None, len(end), end)])
    capture.flush()
    qtbot.waitUntil(lambda: log.pinned.payload.text.toPlainText() == "a jigsaw, whole")
    assert log.pinned.count.text() == "1"
