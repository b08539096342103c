"""The log where things are missing, wrong or elsewhere: what the person is told and can do then."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from inspector.capture.store import Capture
from inspector.ui.frame_copy import CopyForm
from inspector.ui.rules import Effect, Rule
from tests.ui.waiting import settle

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")
START_NS = 1_764_000_000_000_000_000
EVIL = r"/(a|aa)+$/"
"""A regular expression that tries an endless number of ways."""


def frame(number, head, payload, direction=1):
    return (START_NS + number * 1_000_000, direction, head, None, len(payload), payload)


@pytest.fixture
def capture(tmp_path):
    capture = Capture.create(tmp_path / "log.wscap")
    one, other = capture.open_connection("ws://h/one"), capture.open_connection("ws://h/other")
    capture.append(one, [frame(number, 0x81, b"tick %d" % number) for number in range(20)])
    capture.append(other, [frame(20, 0x01, b"in "), frame(21, 0x00, b"three "), frame(22, 0x80, b"parts")])
    capture.append(other, [frame(23, 0x81, b"a" * 40 + b"!")])
    capture.flush()
    yield capture
    capture.close()


def sentence(log):
    return log.table.empty.accessibleName()


def test_the_empty_table_says_that_the_filter_hides_all(qtbot, log):
    log.empty.no_frames = ("No frames yet.", "Connect", "")
    log.bar.field.set_text("nothing like this")
    settle(qtbot, log, 0)
    qtbot.waitUntil(
        lambda: sentence(log) == "None of the 24 frames is shown: filters or rules leave them out."
    )
    assert log.table.empty.isVisible()
    log.table.empty.button.click()
    settle(qtbot, log, 24)
    assert not log.bar.field.text()


def test_an_empty_connection_is_told_from_an_empty_capture(qtbot, log, capture):
    third = capture.open_connection("ws://h/third")
    log.choose_connection(third)
    settle(qtbot, log, 0)
    qtbot.waitUntil(lambda: sentence(log) == "No frames on this connection yet.")
    assert not log.table.empty.button.isVisible()


def test_a_cleared_log_is_told_from_an_empty_capture(qtbot, log, capture):
    told = []
    log.table.noticed.connect(told.append)
    log.choice.show_after(24)
    qtbot.waitUntil(lambda: sentence(log) == "No frames since the log was cleared.")
    log.show_frame(3)
    assert told[0].startswith("Frame 3 was cleared: ")
    capture.append(1, [frame(30, 0x81, b"new")])
    settle(qtbot, log, 1)


def test_a_regular_expression_that_takes_too_long_is_told(qtbot, log):
    log.bar.field.set_text(EVIL)
    qtbot.waitUntil(lambda: log.bar.mistake.isVisible(), timeout=20_000)
    assert "Frame 24" in log.bar.mistake.text()
    log.bar.field.set_text("tick")
    settle(qtbot, log, 20)
    qtbot.waitUntil(lambda: not log.bar.mistake.isVisible())


def test_a_highlight_that_takes_too_long_is_told(qtbot, log):
    log.rules.add(Rule("Evil", EVIL, Effect.HIGHLIGHT, active=True))
    qtbot.waitUntil(lambda: log.bar.mistake.isVisible(), timeout=20_000)
    assert log.bar.mistake.text().startswith("Rule “Evil”: Frame 24")
    assert "takes more than 0.1 s" in log.bar.mistake.text()


def test_a_word_that_asks_for_marks_is_told_from_the_text(qtbot, log):
    log.bar.field.set_text(" Bookmark ")
    expected = 'No frame is marked so. To search for the word, put it in quotation marks: "Bookmark"'
    qtbot.waitUntil(lambda: sentence(log) == expected)
    log.bar.field.set_text("nowhere")
    qtbot.waitUntil(lambda: sentence(log).startswith("None of the"))


def test_the_find_line_says_what_is_wrong_with_it(qtbot, log):
    log.finder.action.trigger()
    qtbot.keyClicks(log.finder.bar.field, "/ti(/")
    qtbot.waitUntil(lambda: log.finder.bar.problem.isVisible())
    assert "regular expression" in log.finder.bar.problem.text()
    assert log.finder.bar.count.text() == ""
    log.finder.bar.field.setText(EVIL)
    qtbot.waitUntil(lambda: "Frame 24" in log.finder.bar.problem.text(), timeout=20_000)
    log.finder.bar.field.setText("tick")
    qtbot.waitUntil(lambda: log.finder.bar.count.text() == "1 of 20")
    assert not log.finder.bar.problem.isVisible()


def test_another_filter_does_not_move_the_person_to_what_is_found(qtbot, log):
    log.finder.action.trigger()
    qtbot.keyClicks(log.finder.bar.field, "tick")
    qtbot.waitUntil(lambda: log.finder.bar.count.text() == "1 of 20")
    log.table.select_frame(7)
    log.bar.field.set_text("dir:received")
    settle(qtbot, log, 24)
    qtbot.waitUntil(lambda: log.finder.bar.count.text() == "7 of 20")
    assert log.table.current_frame_id == 7


def test_a_copied_message_is_whole(qtbot, log):
    log.bar.switch_action.trigger()
    settle(qtbot, log, 22)
    log.table.select_frame(21)
    log.table.actions_of_rows.copy_rows(CopyForm.TEXT)
    assert QGuiApplication.clipboard().text() == "in three parts"
    log.model.toggle(log.table.currentIndex().row())
    assert log.table.select_frame(22)
    log.table.actions_of_rows.copy_rows(CopyForm.HEX)
    assert QGuiApplication.clipboard().text() == b"three ".hex(" ")


@pytest.mark.parametrize("messages", [False, True])
def test_a_frame_elsewhere_is_shown_wherever_it_is(qtbot, log, messages):
    chosen = []
    log.seeker.connectionHidesFrame.connect(lambda: (chosen.append(None), log.choose_connection(None)))
    if messages:
        log.bar.switch_action.trigger()
    log.choose_connection(1)
    settle(qtbot, log, 20)
    log.bar.field.set_text("tick")
    log.show_frame(22)
    qtbot.waitUntil(lambda: log.table.current_frame_id == 22)
    assert chosen == [None]
    assert not log.choice.messages


def test_a_frame_that_is_not_searched_yet_is_shown_when_it_is(qtbot, log):
    log.choose_connection(2)
    log.show_frame(24)
    qtbot.waitUntil(lambda: log.table.current_frame_id == 24)
    assert not log.bar.pause_action.isChecked()


def test_urls_of_rules_may_hold_any_letter(qtbot, log):
    log.rules.add(Rule("Odd", "tick", Effect.HIDE, url='h/"one\\', active=True))
    log.rules.add(Rule("One", "tick", Effect.HIDE, url="h/one", active=True))
    settle(qtbot, log, 4)


def test_a_rule_without_a_filter_hides_nothing(qtbot, log):
    log.rules.add(Rule("Empty", "", Effect.HIDE, active=True))
    assert log.model.rowCount() == 24
    log.rules.add(Rule("All of one", "", Effect.HIDE, url="h/one", active=True))
    settle(qtbot, log, 4)


def test_a_filter_applies_when_the_person_goes_elsewhere(qtbot, log):
    log.bar.focus_field()
    qtbot.keyClicks(log.bar.field, "tick")
    log.table.setFocus()
    assert log.bar.field.filter.text == "tick"
    settle(qtbot, log, 20)


def test_the_filter_key_brings_back_filters_that_are_off(qtbot, log):
    log.bar.field.set_text("tick")
    log.bar.pause_action.trigger()
    log.bar.focus_action.trigger()
    assert log.bar.field.hasFocus()
    settle(qtbot, log, 20)


def test_the_count_of_messages_speaks_of_messages(qtbot, log):
    log.bar.switch_action.trigger()
    settle(qtbot, log, 22)
    qtbot.waitUntil(lambda: log.bar.count.text() == "22 messages")
    log.bar.field.set_text("tick")
    settle(qtbot, log, 20)
    qtbot.waitUntil(lambda: log.bar.count.text() == "20 messages")
    assert log.bar.count.toolTip() == "Messages shown, of 24 frames in the capture"


def test_a_note_is_read_on_its_row(log, capture):
    capture.bookmarks.set(3, "<b>odd</b> one")
    capture.flush()
    log.model.reread()
    tip = log.model.index(2, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;odd&lt;/b&gt; one" in tip
    assert "Bookmark" in tip


@pytest.fixture
def dialog(qtbot, log):
    log.open_rules()
    dialog = log._dialog
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    dialog.list.setFocus()
    return dialog


def test_a_removed_rule_comes_back(log, dialog):
    before = log.rules.all
    dialog.list.setCurrentRow(1)
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert [rule.name for rule in log.rules.all] == ["Heartbeats", "Large frames"]
    QTest.keyClick(dialog.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert log.rules.all == before
    assert dialog.list.currentRow() == 1


def test_a_rule_is_duplicated(qtbot, log, dialog):
    dialog.list.setCurrentRow(0)
    QTest.keyClick(dialog.list, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    first, second = log.rules.all[:2]
    assert (second.name, second.expression, second.active) == ("Heartbeats (copy)", first.expression, False)
    assert dialog.list.currentRow() == 1


def test_what_was_typed_stays_with_its_rule(qtbot, log, dialog):
    dialog.list.setCurrentRow(1)
    dialog.form.filter.setFocus()
    dialog.form.filter.clear()
    qtbot.keyClicks(dialog.form.filter, "size:>5")
    place = dialog.list.visualItemRect(dialog.list.item(0)).center()
    qtbot.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    dialog.list.setFocus()
    assert [rule.expression for rule in log.rules.all[:2]] == ["type:ping OR type:pong", "size:>5"]


def test_esc_in_the_filter_of_a_rule_closes_the_dialog_and_keeps_the_rule(qtbot, log, dialog):
    dialog.list.setCurrentRow(1)
    before = log.rules.all
    dialog.form.filter.setFocus()
    qtbot.keyClick(dialog.form.filter, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert log.rules.all == before


def test_without_rules_the_dialog_says_what_to_do(log, dialog):
    for _rule in log.rules.all:
        dialog.remove()
    assert not dialog.form.isEnabled()
    assert not dialog.form.name.text()
    assert dialog.told.text() == "“Heartbeats” was removed."
    for _count in range(3):
        dialog.bring_back()
    assert [rule.name for rule in log.rules.all] == ["Heartbeats", "Errors and violations", "Large frames"]


def words(log):
    return log.bar.field._words.popup()


def test_esc_closes_the_list_of_words_before_it_clears(qtbot, log):
    log.bar.focus_field()
    qtbot.keyClicks(log.bar.field, "di")
    qtbot.waitUntil(words(log).isVisible)
    qtbot.keyClick(words(log), Qt.Key.Key_Escape)
    assert not words(log).isVisible()
    assert log.bar.field.text() == "di"
    qtbot.keyClick(log.bar.field, Qt.Key.Key_Escape)
    assert not log.bar.field.text()


def test_a_word_is_chosen_by_a_click(qtbot, log):
    log.bar.focus_field()
    qtbot.keyClicks(log.bar.field, "dir:se")
    qtbot.waitUntil(words(log).isVisible)
    place = words(log).visualRect(words(log).model().index(0, 0)).center()
    qtbot.mouseClick(words(log).viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert log.bar.field.text() == "dir:sent"
    settle(qtbot, log, 0)
    qtbot.keyClick(log.bar.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert log.bar.field.text() == "dir:se"


@pytest.mark.parametrize("leave", ["pause", "focus"])
def test_the_list_of_words_goes_when_the_person_does(qtbot, log, leave):
    log.bar.focus_field()
    qtbot.keyClicks(log.bar.field, "di")
    qtbot.waitUntil(words(log).isVisible)
    if leave == "pause":
        log.bar.pause_action.trigger()
    else:
        log.table.setFocus()
    assert not words(log).isVisible()


@pytest.mark.parametrize("clear", ["esc", "all"])
def test_a_cleared_filter_comes_back_with_undo(qtbot, log, clear):
    log.bar.focus_field()
    qtbot.keyClicks(log.bar.field, "tick")
    qtbot.keyClick(log.bar.field, Qt.Key.Key_Return)
    settle(qtbot, log, 20)
    if clear == "esc":
        qtbot.keyClick(log.bar.field, Qt.Key.Key_Escape)
    else:
        log.bar.clear_action.trigger()
    settle(qtbot, log, 24)
    qtbot.keyClick(log.bar.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert log.bar.field.text() == "tick"
    settle(qtbot, log, 20)


def test_an_empty_field_offers_all_words_when_asked(qtbot, log):
    log.bar.focus_field()
    qtbot.keyClicks(log.bar.field, "x")
    qtbot.keyClick(log.bar.field, Qt.Key.Key_Backspace)
    assert not words(log).isVisible()
    qtbot.keyClick(log.bar.field, Qt.Key.Key_Down)
    assert words(log).isVisible()
    assert words(log).model().rowCount() > 8


def test_the_pinned_pane_says_why_it_stopped(qtbot, log):
    log.pinned.action.trigger()
    qtbot.keyClicks(log.pinned.field, EVIL)
    qtbot.keyClick(log.pinned.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Frame 24" in log.pinned.mistake.text(), timeout=20_000)
    log.pinned.field.set_text("tick")
    qtbot.waitUntil(lambda: log.pinned.count.text() == "20")
    assert not log.pinned.mistake.isVisible()
    log.pinned.field.set_text("")
    qtbot.keyClick(log.pinned.field, Qt.Key.Key_Escape)
    assert log.focusWidget() is log.table


@pytest.fixture
def many(qtbot, log, capture):
    """Have more rows than the table has room for, and stand in the middle of them."""
    words = (b"a", b"b")
    capture.append(1, [frame(100 + n, 0x81, b"%s %d" % (words[n % 2], n)) for n in range(300)])
    settle(qtbot, log, 324)
    log.table.select_frame(150)
    log.table.center_current()
    log.table.verticalScrollBar().setValue(log.table.verticalScrollBar().value() + 33)


def height_of_current(log):
    return log.table.visualRect(log.table.currentIndex()).top()


def test_the_selected_row_stays_where_it_is_when_the_filter_changes(qtbot, log, many):
    place = height_of_current(log)
    log.bar.field.set_text("b")
    settle(qtbot, log, 150)
    qtbot.waitUntil(lambda: log.table.current_frame_id == 150)
    assert (height_of_current(log), log.table.following) == (place, False)
    log.bar.clear()
    settle(qtbot, log, 324)
    assert (height_of_current(log), log.table.following) == (place, False)


def test_a_filter_that_hides_the_selected_row_does_not_go_to_the_end(qtbot, log, many):
    log.bar.field.set_text("/^a /")
    settle(qtbot, log, 150)
    assert not log.table.following
    assert log.table.verticalScrollBar().value() < log.table.verticalScrollBar().maximum()


def test_who_follows_still_follows_through_a_filter(qtbot, log, many):
    log.table.set_following(True)
    log.bar.field.set_text("/^a /")
    settle(qtbot, log, 150)
    assert log.table.following
    qtbot.waitUntil(lambda: log.table.verticalScrollBar().value() == log.table.verticalScrollBar().maximum())


def test_words_without_end_do_not_widen_the_window(qtbot, log):
    log.bar.field.set_text("n" * 300 + ":1")
    assert log.bar.mistake.isVisible()
    assert f"There is no field “{'n' * 40}…”" in log.bar.mistake.text()
    assert log.minimumSizeHint().width() < 600
    log.rules.add(Rule("n" * 300, "x" * 300 + ":1", Effect.HIDE, active=True))
    assert log.bar.rules_button.count == 0
    log.bar.rules_menu.aboutToShow.emit()
    assert log.bar.rules_menu.sizeHint().width() < 700
    log.open_rules()
    assert log._dialog.width() < 900
    log._dialog.close()


def test_the_filter_is_said_in_words(qtbot, log):
    assert "Ctrl+Shift+F" in log.bar.field.toolTip()
    type_words(qtbot, log, "dir:sent <b>")
    assert "Frames that were sent and have “&lt;b&gt;” in them." in log.bar.field.toolTip()
    assert "Ctrl+Shift+F" in log.bar.field.toolTip()
    log.bar.clear()
    assert "Frames that" not in log.bar.field.toolTip()


def type_words(qtbot, log, text):
    log.bar.focus_field()
    qtbot.keyClicks(log.bar.field, text)
    qtbot.keyClick(log.bar.field, Qt.Key.Key_Return)


def test_a_filter_that_is_a_rule_already_is_not_saved_twice(qtbot, log):
    type_words(qtbot, log, "tick")
    log.bar.save_action.trigger()
    assert [rule.expression for rule in log.rules.all].count("tick") == 1
    log._dialog.close()
    log.rules.set_active(3, False)
    type_words(qtbot, log, "tick")
    log.bar.save_action.trigger()
    assert [rule.active for rule in log.rules.all if rule.expression == "tick"] == [True]
    log._dialog.close()


def test_without_a_filter_there_is_nothing_to_save_and_that_is_said(qtbot, log):
    log.bar.save_action.trigger()
    assert log.bar.mistake.text() == "Type a filter first: then it can be saved as a rule."
    type_words(qtbot, log, "tick")
    assert not log.bar.mistake.isVisible()


def test_words_are_completed_behind_characters_of_two_units(qtbot, log):
    log.bar.focus_field()
    log.bar.field.set_text("🎉🎊 ")
    qtbot.keyClicks(log.bar.field, "di")
    qtbot.waitUntil(words(log).isVisible)
    qtbot.keyClick(words(log), Qt.Key.Key_Down)
    qtbot.keyClick(words(log), Qt.Key.Key_Return)
    assert log.bar.field.text() == "🎉🎊 dir:"


def test_a_mistake_behind_characters_of_two_units_is_underlined_in_its_place(log, monkeypatch):
    ranges = []
    monkeypatch.setattr(log.bar.field, "_underline", lambda start, end: ranges.append((start, end)))
    log.bar.field.set_text("🎉 sizee:1")
    assert ranges == [(3, 8)]


def test_the_line_to_type_in_is_as_high_as_its_sentences(log):
    popup = log.go_to.popup
    log.go_to.ask()
    for problem in (
        "",
        "Short.",
        "A long sentence about what can be typed here and what it is good for. " * 3,
    ):
        popup.say(problem)
        assert popup.height() == popup.layout().totalHeightForWidth(popup.width())
    popup.hide()
