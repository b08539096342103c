"""Notes are listed in order, and lead to their frames."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from inspector.capture.records import NoteRecord
from inspector.ui.notes_view import NotesView

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")
NOTES = [
    NoteRecord(1, 10**18, "violation", "A client must mask.", "RFC 6455 §5.1", 1, 42),
    NoteRecord(2, 10**18, "<b>odd</b>", "No\nframe\0here.\u202e"),
]


@pytest.fixture
def view(qtbot):
    widget = NotesView()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_a_note_shows_its_sentence_and_section(view):
    view.show_notes(NOTES)
    assert view.item(0).text().endswith("A client must mask. (RFC 6455 §5.1)")
    assert not view.item(0).icon().isNull()


def test_hostile_text_is_made_visible_and_kept_out_of_tooltips(view):
    view.show_notes(NOTES)
    assert view.item(1).text().endswith("No↵frame⟨NUL⟩here.⟨U+202E⟩")
    assert "<b>" not in view.item(1).toolTip()


def test_enter_and_double_click_ask_for_the_frame(view, qtbot):
    view.show_notes(NOTES)
    view.setCurrentRow(0)
    with qtbot.waitSignal(view.frameRequested) as asked:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert asked.args == [42]
    with qtbot.waitSignal(view.frameRequested) as asked:
        view.itemDoubleClicked.emit(view.item(0))
    assert asked.args == [42]


def test_a_note_without_a_frame_asks_for_nothing(view, qtbot):
    view.show_notes(NOTES)
    view.setCurrentRow(1)
    with qtbot.assertNotEmitted(view.frameRequested):
        qtbot.keyClick(view, Qt.Key.Key_Return)


def test_the_current_note_stays_current_when_more_arrive(view):
    view.show_notes(NOTES[1:])
    view.setCurrentRow(0)
    view.show_notes(NOTES)
    assert view.currentRow() == 1


def test_copy_takes_the_chosen_notes(view, qtbot):
    view.show_notes(NOTES)
    view.selectAll()
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().count("\n") == 1


def test_without_notes_there_is_a_sentence(view):
    assert view._empty.isVisible()
    view.show_notes(NOTES)
    assert not view._empty.isVisible()
