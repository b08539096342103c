"""The draft editor: how very long lines are wrapped, for Qt takes minutes to find words in them."""

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextOption

from inspector.ui.draft_editor import DraftEditor

BETWEEN_WORDS = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
ANYWHERE = QTextOption.WrapMode.WrapAnywhere


@pytest.fixture
def editor(qtbot):
    made = DraftEditor()
    qtbot.addWidget(made)
    made.resize(400, 100)
    made.show()
    return made


def paste(editor, text):
    data = QMimeData()
    data.setText(text)
    editor.insertFromMimeData(data)


def test_a_megabyte_on_one_line_is_wrapped_anywhere(editor):
    assert editor.wordWrapMode() == BETWEEN_WORDS
    paste(editor, "short\n" + "x" * 1_000_000)
    assert editor.wordWrapMode() == ANYWHERE
    paste(editor, " and more")
    assert editor.wordWrapMode() == ANYWHERE
    assert editor.draft() == "short\n" + "x" * 1_000_000 + " and more"


def test_many_short_lines_are_wrapped_between_words(editor):
    paste(editor, "a line of words\n" * 10_000)
    assert editor.wordWrapMode() == BETWEEN_WORDS


def test_another_draft_is_wrapped_as_it_needs(editor):
    editor.replace_draft("x" * 100_000)
    assert editor.wordWrapMode() == ANYWHERE
    editor.replace_draft("short")
    assert editor.wordWrapMode() == BETWEEN_WORDS
