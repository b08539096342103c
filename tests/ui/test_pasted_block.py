"""A very long text in the composer: held as it is instead of being laid out in an editor."""

import pytest
from PySide6.QtCore import QLocale, QMimeData, Qt
from PySide6.QtTest import QTest

from inspector.ui.composer_modes import Mode
from inspector.ui.intentions import SendBinary, SendText
from inspector.ui.pasted_block import LONG_DRAFT
from inspector.ui.typed_pane import TypedPane

LONG = "first line\r\n" + "x" * 10_000_000


@pytest.fixture
def pane(qtbot):
    made = TypedPane(Mode.TEXT)
    qtbot.addWidget(made)
    made.resize(500, 120)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    return made


def paste(pane, text):
    data = QMimeData()
    data.setText(text)
    pane.editor.insertFromMimeData(data)


def test_a_long_text_never_reaches_the_editor_and_is_sent_as_it_is(pane):
    paste(pane, LONG)
    assert pane.editor.document().characterCount() == 1
    assert pane.editor.isHidden()
    assert pane.block.isVisible()
    assert pane.block.first_line.text().startswith("first line")
    assert (
        pane.block.said.text() == f"{QLocale().toString(len(LONG))} characters on 2 lines, sent as they are"
    )
    assert pane.intention() == SendText(LONG)


def test_it_is_pasted_where_the_cursor_is(pane):
    QTest.keyClicks(pane.editor, "before after")
    cursor = pane.editor.textCursor()
    cursor.setPosition(6)
    cursor.setPosition(7, cursor.MoveMode.KeepAnchor)
    pane.editor.setTextCursor(cursor)
    text = "\N{NO-BREAK SPACE}" * (LONG_DRAFT + 1)
    paste(pane, text)
    assert pane.draft() == f"before{text}after"


@pytest.mark.parametrize("by_key", [True, False])
def test_taken_out_again_leaves_what_was_typed(pane, by_key):
    QTest.keyClicks(pane.editor, "typed")
    paste(pane, LONG)
    if by_key:
        QTest.keyClick(pane.window().focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    else:
        QTest.mouseClick(pane.block.remove, Qt.MouseButton.LeftButton)
    assert pane.intention() == SendText("typed")
    assert pane.editor.isVisible()
    assert pane.editor.hasFocus()


def test_it_can_be_edited_after_all(pane):
    text = "line\n" * (LONG_DRAFT // 5 + 1)
    paste(pane, text)
    QTest.mouseClick(pane.block.edit, Qt.MouseButton.LeftButton)
    assert pane.editor.draft() == text
    assert pane.block.isHidden()
    assert pane.draft() == text


def test_a_shorter_draft_takes_its_place(pane):
    pane.set_draft(LONG)
    assert pane.draft() == LONG
    pane.set_draft("short")
    assert pane.editor.isVisible()
    assert pane.intention() == SendText("short")


def test_hex_that_is_wrong_is_told_and_has_no_place_in_an_editor(qtbot):
    pane = TypedPane(Mode.HEX)
    qtbot.addWidget(pane)
    pane.set_draft("00" * LONG_DRAFT)
    assert pane.intention() == SendBinary(bytes(LONG_DRAFT))
    pane.set_draft("zz" * LONG_DRAFT)
    assert pane.problem
    assert pane.problem_offset is None


def test_json_that_is_held_is_not_laid_out(pane):
    pane.set_mode(Mode.JSON)
    pane.set_draft('["' + "x" * LONG_DRAFT + '"]')
    assert not pane.problem
    assert not pane.can_be_laid_out
