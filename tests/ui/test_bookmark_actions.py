"""Bookmarks in the window: set, removed, written on, and gone to."""

from __future__ import annotations

from contextlib import closing

import pytest
from PySide6.QtCore import QRect, QStringListModel, Qt
from PySide6.QtWidgets import QListView

from inspector.capture.store import Capture
from inspector.ui.bookmark_actions import BookmarkActions
from inspector.ui.notices import Severity

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


@pytest.fixture
def capture(tmp_path):
    with closing(Capture.create(tmp_path / "own.wscap")) as made:
        made.append(made.open_connection("ws://h/"), [(1, 1, 0x81, None, 1, b"x") for _ in range(10)])
        made.flush()
        yield made


class Bench:
    """A table of ten rows, the actions, and what they said."""

    def __init__(self, capture, qtbot):
        self.capture = capture
        self.current = 3
        self.told = []
        self.table = QListView()
        self.table.setModel(QStringListModel([str(number) for number in range(1, 11)], self.table))
        self.table.resize(600, 400)
        qtbot.addWidget(self.table)
        self.actions = BookmarkActions(
            self.table, lambda: self.capture, lambda: self.current, lambda *told: self.told.append(told)
        )
        self.table.addActions(self.actions.actions_of_bookmarks)
        self.table.show()
        qtbot.waitExposed(self.table)
        self.table.setCurrentIndex(self.table.model().index(2, 0))
        self.asked, self.changed = [], []
        self.actions.frameRequested.connect(self.asked.append)
        self.actions.changed.connect(self.changed.append)

    def bookmarks(self):
        return {one.frame_id: one.text for one in self.capture.bookmarks.all()}


@pytest.fixture
def bench(capture, qtbot):
    return Bench(capture, qtbot)


def test_keys_set_and_remove(bench, qtbot):
    qtbot.keyClick(bench.table, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert bench.bookmarks() == {3: ""}
    qtbot.keyClick(bench.table, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert bench.bookmarks() == {}
    assert bench.changed == [3, 3]
    assert bench.told == []


def test_a_note_is_written_with_the_keyboard(bench, qtbot):
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(bench.table, Qt.Key.Key_B, both)
    editor = bench.actions.editor
    assert editor.isVisible()
    assert not editor.isModal()
    assert editor.title.text() == "Note on frame 3"
    assert not editor.remove.isVisible()
    qtbot.keyClicks(editor.field, "  too late ")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert bench.bookmarks() == {3: "too late"}
    assert not editor.isVisible()
    assert bench.table.hasFocus()
    qtbot.keyClick(bench.table, Qt.Key.Key_B, both)
    assert editor.field.text() == "too late"
    assert editor.remove.isVisible()


def test_esc_and_cancel_change_nothing(bench, qtbot):
    for leave in (
        lambda: qtbot.keyClick(bench.actions.editor.field, Qt.Key.Key_Escape),
        lambda: qtbot.mouseClick(bench.actions.editor.cancel, Qt.MouseButton.LeftButton),
    ):
        bench.actions.edit_action.trigger()
        qtbot.keyClicks(bench.actions.editor.field, "x")
        leave()
        assert not bench.actions.editor.isVisible()
        assert bench.bookmarks() == {}


def test_keys_of_the_editor_are_not_the_tables(bench, qtbot):
    bench.actions.edit_action.trigger()
    qtbot.keyClick(bench.actions.editor.save, Qt.Key.Key_Down)
    assert bench.table.currentIndex().row() == 2


def test_a_note_that_is_removed_can_be_brought_back(bench, qtbot):
    bench.capture.bookmarks.set(3, "precious")
    bench.actions.edit_action.trigger()
    qtbot.mouseClick(bench.actions.editor.remove, Qt.MouseButton.LeftButton)
    assert bench.bookmarks() == {}
    ((notice, act),) = bench.told
    assert notice.what == "The bookmark on frame 3 and its note were removed."
    assert (notice.hint, notice.action) == ("precious", "Undo")
    act()
    assert bench.bookmarks() == {3: "precious"}
    assert bench.told[-1][0].what == "The bookmark on frame 3 is back."


def test_going_round(bench, qtbot):
    for frame_id in (2, 5, 9):
        bench.capture.bookmarks.set(frame_id)
    for _ in range(4):
        qtbot.keyClick(bench.table, Qt.Key.Key_F2)
        bench.current = bench.asked[-1]
    assert bench.asked == [5, 9, 2, 5]
    bench.asked.clear()
    for _ in range(3):
        qtbot.keyClick(bench.table, Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
        bench.current = bench.asked[-1]
    assert bench.asked == [2, 9, 5]


def test_cleared_frames_are_passed_over(bench):
    bench.capture.bookmarks.set(2)
    bench.capture.clear()
    bench.capture.append(1, [(1, 1, 0x81, None, 1, b"x")])
    bench.capture.flush()
    bench.actions.next_action.trigger()
    assert bench.asked == []
    bench.capture.bookmarks.set(11)
    for action in (bench.actions.next_action, bench.actions.previous_action):
        bench.current = 0
        action.trigger()
    assert bench.asked == [11, 11]


def test_what_cannot_be_done_is_said(bench, capture, tmp_path):
    bench.actions.next_action.trigger()
    bench.current = 0
    bench.actions.toggle_action.trigger()
    bench.actions.edit_action.trigger()
    assert [told[0].what for told in bench.told] == [
        "There are no bookmarks yet: Ctrl+B sets one on the selected frame.",
        "Select a frame to bookmark it.",
        "Select a frame to write a note on it.",
    ]
    capture.save_copy(tmp_path / "copy.wscap")
    with closing(Capture.open(tmp_path / "copy.wscap", read_only=True)) as bench.capture:
        bench.current = 1
        bench.actions.toggle_action.trigger()
        bench.actions.edit_action.trigger()
        assert not bench.actions.editor.isVisible()
        assert "takes no notes: save a copy" in bench.told.pop()[0].what
    notice = bench.told[-1][0]
    assert "is open for reading only" in notice.what
    assert notice.severity is Severity.WARNING
    assert bench.changed == []


@pytest.mark.parametrize("top", [0, 200, 380])
def test_the_editor_stays_inside_and_beside_the_row(bench, top):
    editor = bench.actions.editor
    row = QRect(0, top, 600, 22)
    editor.open(1, "", bookmarked=True, beside=row)
    assert bench.table.viewport().rect().contains(editor.geometry())
    assert not editor.geometry().intersects(row)


def test_every_action_has_a_key_in_its_tooltip(bench):
    for action in bench.actions.actions_of_bookmarks:
        assert action.shortcut().toString() in action.toolTip()
