"""The composer: every mode typed with real keys, and what it asks to be sent."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QTabBar,
    QToolButton,
)

from inspector.session.events import State
from inspector.ui.composer import Composer
from inspector.ui.composer_modes import TABS, Mode
from inspector.ui.fragments import MARKER
from inspector.ui.history import SentEntry, SentHistory
from inspector.ui.intentions import (
    SendBinary,
    SendClose,
    SendFile,
    SendFragments,
    SendPing,
    SendPong,
    SendText,
    StartRepeat,
    StopRepeat,
)
from inspector.ui.theme import current_theme

# Qt's offscreen platform says this of every window it shows.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture(autouse=True)
def american_numbers():
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def history(tmp_path, qapp):
    return SentHistory(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def composer(qtbot, history):
    widget = Composer(history)
    qtbot.addWidget(widget)
    widget.resize(480, 260)
    widget.sent = []
    widget.intended.connect(widget.sent.append)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.set_state(State.OPEN)
    widget.choose(Mode.TEXT)
    return widget


def typed(qtbot, composer, mode, text):
    composer.choose(mode)
    qtbot.keyClicks(QApplication.focusWidget(), text)


def test_ctrl_enter_sends_text_and_keeps_the_draft(composer, qtbot):
    typed(qtbot, composer, Mode.TEXT, "hello")
    qtbot.keyClick(composer.pane.editor, Qt.Key.Key_Return)
    qtbot.keyClicks(composer.pane.editor, "world")
    qtbot.keyClick(composer.pane.editor, Qt.Key.Key_Return, CONTROL)
    assert composer.sent == [SendText("hello\nworld")]
    assert composer.pane.draft() == "hello\nworld"


def test_what_is_typed_after_sending_is_another_message(composer, qtbot):
    typed(qtbot, composer, Mode.TEXT, "one")
    for text in ("", "two"):
        qtbot.keyClicks(composer.pane.editor, text)
        qtbot.keyClick(composer.pane.editor, Qt.Key.Key_Return, CONTROL)
    assert composer.sent == [SendText("one"), SendText("two")]


def test_the_tab_key_leaves_the_draft(composer, qtbot):
    typed(qtbot, composer, Mode.TEXT, "one")
    qtbot.keyClick(composer.pane.editor, Qt.Key.Key_Return, CONTROL)
    qtbot.keyClick(composer.pane.editor, Qt.Key.Key_Tab)
    assert composer.pane.draft() == "one"
    assert not composer.pane.editor.hasFocus()


def test_the_button_sends(composer, qtbot):
    typed(qtbot, composer, Mode.TEXT, "x")
    qtbot.mouseClick(composer.tools.send, LEFT)
    assert composer.sent == [SendText("x")]


def test_an_empty_text_message_can_be_sent(composer):
    composer.send()
    assert composer.sent == [SendText("")]


def test_every_character_is_sent_as_typed(composer):
    text = "no-break\u00a0space, NUL \0, \u202eright to left\u202c, 🦄, <b>markup</b>"
    composer.pane.set_draft(text)
    composer.send()
    assert composer.sent == [SendText(text)]


def test_text_can_go_as_binary(composer, qtbot):
    composer.pane.set_draft("é")
    qtbot.keyClick(composer.tools.kind, Qt.Key.Key_Down)
    composer.send()
    assert composer.sent == [SendBinary(b"\xc3\xa9")]


def test_json_that_is_wrong_is_not_sent_and_says_where(composer, qtbot):
    typed(qtbot, composer, Mode.JSON, '{"a": }')
    assert not composer.tools.send.isEnabled()
    assert composer.status.text() == "Not JSON at line 1, column 7: a value is expected."
    assert composer.status.property("role") == "error"
    assert composer.tools.send.toolTip() == composer.status.text()
    qtbot.keyClick(composer.pane.editor, Qt.Key.Key_Return, CONTROL)
    assert composer.sent == []
    qtbot.keyClick(composer, Qt.Key.Key_F8)
    assert composer.pane.editor.textCursor().position() == 6
    assert len(composer.pane.editor.extraSelections()) == 1
    qtbot.keyClicks(composer.pane.editor, "1")
    assert composer.pane.editor.extraSelections() == []
    composer.send()
    assert composer.sent == [SendText('{"a": 1}')]


def test_what_is_no_json_can_go_as_text(composer, qtbot):
    typed(qtbot, composer, Mode.JSON, "{")
    composer.choose(Mode.TEXT)
    composer.send()
    assert composer.sent == [SendText("{")]


def test_format_can_be_undone(composer, qtbot):
    typed(qtbot, composer, Mode.JSON, '{"a":[1,2]}')
    qtbot.mouseClick(composer.tools.format, LEFT)
    assert composer.pane.draft() == '{\n  "a": [\n    1,\n    2\n  ]\n}'
    composer.commands.compact.trigger()
    assert composer.pane.draft() == '{"a":[1,2]}'
    qtbot.keyClick(composer.pane.editor, Qt.Key.Key_Z, CONTROL)
    assert composer.pane.draft().startswith("{\n")


def test_the_error_is_marked_behind_characters_of_two_units(composer):
    composer.choose(Mode.JSON)
    composer.pane.set_draft('["🦄🦄", x]')
    assert composer.pane.problem_offset == 7
    selection = composer.pane.editor.extraSelections()[0]
    assert selection.cursor.selectedText() == "x"


def test_hex_is_binary_and_its_error_has_a_place(composer, qtbot):
    typed(qtbot, composer, Mode.HEX, "0x48 65 6")
    assert "Half a byte at line 1, column 9" in composer.status.text()
    assert not composer.tools.send.isEnabled()
    qtbot.keyClicks(composer.pane.editor, "c")
    assert composer.status.text() == "3 B"
    composer.send()
    assert composer.sent == [SendBinary(b"Hel")]


def test_hex_as_text_has_to_be_utf8(composer, qtbot):
    typed(qtbot, composer, Mode.HEX, "c3a9 ff")
    composer.tools.kind.setFocus()
    qtbot.keyClick(composer.tools.kind, Qt.Key.Key_Up)
    assert "Byte 3 is not UTF-8" in composer.status.text()
    assert not composer.tools.send.isEnabled()
    composer.pane.set_draft("c3a9")
    composer.send()
    assert composer.sent == [SendText("é")]


def test_base64(composer, qtbot):
    typed(qtbot, composer, Mode.BASE64, "SGk=")
    composer.send()
    assert composer.sent == [SendBinary(b"Hi")]


def test_each_mode_keeps_its_draft(composer, qtbot):
    typed(qtbot, composer, Mode.TEXT, "words")
    typed(qtbot, composer, Mode.HEX, "41")
    typed(qtbot, composer, Mode.PING, "p")
    composer.choose(Mode.TEXT)
    assert composer.pane.draft() == "words"
    composer.choose(Mode.JSON)
    assert composer.pane.draft() == "words"
    composer.choose(Mode.HEX)
    assert composer.pane.draft() == "41"


def test_a_file_is_sent_by_its_path(composer, qtbot, tmp_path):
    path = tmp_path / "data.bin"
    composer.choose(Mode.FILE)
    assert composer.status.text() == "Choose a file."
    qtbot.keyClicks(composer.pane.file.line, str(path))
    assert "There is no file" in composer.status.text()
    path.write_bytes(bytes(2000))
    composer.pane.settle()
    assert composer.status.text() == "1.95 KiB (2,000 B)"
    composer.send()
    assert composer.sent == [SendFile(str(path), text=False)]
    composer.sent.clear()
    path.unlink()
    composer.send()
    assert composer.sent == []


def test_a_file_dropped_on_the_editor_becomes_the_one_to_send(composer, tmp_path):
    path = tmp_path / "dropped.txt"
    path.write_text("x")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier.NoModifier
    )
    composer.pane.editor.dragEnterEvent(enter)
    assert not enter.isAccepted()
    composer.dragEnterEvent(enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier.NoModifier)
    composer.dropEvent(drop)
    assert composer.mode is Mode.FILE
    assert composer.pane.draft() == str(path)
    assert composer.panes[Mode.TEXT].draft() == ""


def test_a_ping_counts_its_bytes(composer, qtbot):
    typed(qtbot, composer, Mode.PING, "ping")
    pane = composer.pane
    assert pane.counter.text() == "4 / 125 B"
    pane.line.setText("é" * 63)
    assert pane.counter.text() == "126 / 125 B"
    assert pane.counter.property("role") == "error"
    assert "at most 125 bytes" in composer.status.text()
    composer.send()
    assert composer.sent == []
    pane.line.setText("p")
    qtbot.keyClick(pane.line, Qt.Key.Key_Return, CONTROL)
    assert composer.sent == [SendPing(b"p")]


def test_a_pong_can_be_typed_as_hex(composer, qtbot):
    composer.choose(Mode.PONG)
    composer.pane.form.setCurrentIndex(1)
    qtbot.keyClicks(composer.pane.line, "00 ff")
    composer.send()
    assert composer.sent == [SendPong(b"\x00\xff")]


def test_close_with_code_and_reason(composer, qtbot):
    composer.choose(Mode.CLOSE)
    pane = composer.pane
    assert pane.code.currentText() == "1000 normal closure"
    pane.code.setCurrentIndex(1)
    qtbot.keyClicks(pane.reason, "bye")
    assert pane.meaning.text().startswith("going away: ")
    composer.send()
    assert composer.sent == [SendClose(1001, "bye")]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("1005", "may not be in a close frame"),
        ("2999", "may not be"),
        ("5000", "may not be"),
        ("x", "Type a close code"),
    ],
)
def test_codes_that_may_not_be_sent(composer, qtbot, code, words):
    composer.choose(Mode.CLOSE)
    composer.pane.code.lineEdit().selectAll()
    qtbot.keyClicks(composer.pane.code.lineEdit(), code)
    assert words in composer.status.text()
    assert not composer.tools.send.isEnabled()


def test_a_code_of_ones_own(composer, qtbot):
    composer.choose(Mode.CLOSE)
    composer.pane.code.lineEdit().selectAll()
    qtbot.keyClicks(composer.pane.code.lineEdit(), "4711")
    composer.send()
    assert composer.sent == [SendClose(4711, "")]


def test_an_empty_close_has_no_reason(composer):
    composer.choose(Mode.CLOSE)
    pane = composer.pane
    pane.code.setEditText("no code")
    composer.send()
    pane.reason.setText("why")
    composer.send()
    assert composer.sent == [SendClose(None, "")]
    assert "no place for a reason" in composer.status.text()


def test_a_reason_counts_bytes_of_utf8(composer):
    composer.choose(Mode.CLOSE)
    composer.pane.reason.setText("é" * 62)
    assert composer.pane.counter.text() == "124 / 123 B"
    assert "at most 123 bytes" in composer.status.text()
    composer.pane.reason.setText("é" * 61)
    composer.send()
    assert composer.sent == [SendClose(1000, "é" * 61)]


def cells(panel, column):
    return [panel.table.item(row, column).text() for row in range(panel.table.rowCount())]


def test_fragments_at_markers(composer, qtbot):
    typed(qtbot, composer, Mode.TEXT, "one")
    composer.commands.fragments.trigger()
    panel = composer.pane.fragments
    assert panel.isVisible()
    assert "put the cursor where it is to be cut" in panel.note.text()
    qtbot.mouseClick(panel.insert, LEFT)
    qtbot.keyClicks(composer.pane.editor, "two")
    qtbot.keyClick(composer.pane.editor, Qt.Key.Key_M, CONTROL)
    assert cells(panel, 1) == ["text", "continuation", "continuation"]
    assert cells(panel, 2) == ["0", "0", "1"]
    assert cells(panel, 3) == ["3 B", "3 B", "0 B"]
    assert cells(panel, 4) == ["one", "two", ""]
    assert composer.status.text() == "6 B in frames: 3"
    composer.send()
    assert composer.sent == [SendFragments(True, [b"one", b"two", b""])]


def test_fragments_in_equal_parts(composer, qtbot):
    typed(qtbot, composer, Mode.HEX, "0102030405")
    composer.commands.fragments.trigger()
    panel = composer.pane.fragments
    panel.equal.click()
    panel.count.setValue(3)
    assert cells(panel, 1) == ["binary", "continuation", "continuation"]
    assert cells(panel, 4) == ["01 02", "03 04", "05"]
    composer.send()
    assert composer.sent == [SendFragments(False, [b"\1\2", b"\3\4", b"\5"])]


def test_a_million_fragments_are_shown_in_part(composer, qtbot):
    typed(qtbot, composer, Mode.TEXT, "x")
    composer.commands.fragments.trigger()
    panel = composer.pane.fragments
    panel.equal.click()
    panel.count.setValue(1_000_000)
    assert panel.table.rowCount() == 200
    assert "Not shown: 999,800 frames" in panel.note.text()
    composer.send()
    assert len(composer.sent[0].parts) == 1_000_000


def test_a_marker_is_a_character_while_fragments_are_off(composer):
    composer.pane.set_draft(f"a{MARKER}b")
    assert "sent as a character" in composer.status.text()
    composer.send()
    assert composer.sent == [SendText(f"a{MARKER}b")]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.CONNECTING, "CONNECTING: send when it is OPEN"),
        (State.CLOSING, "CLOSING: nothing more can be sent"),
        (State.CLOSED, "Not connected: connect to send"),
    ],
)
def test_without_open_nothing_is_sent_and_drafts_stay_editable(composer, qtbot, state, words):
    composer.set_state(state)
    for mode in Mode:
        composer.choose(mode)
        assert not composer.tools.send.isEnabled()
        assert not composer.commands.send.isEnabled()
        assert words in composer.tools.send.toolTip() or composer.pane.problem
    typed(qtbot, composer, Mode.TEXT, "draft")
    assert composer.pane.draft() == "draft"
    assert composer.status.text() == f"{words} · 5 B"
    qtbot.keyClick(composer.pane.editor, Qt.Key.Key_Return, CONTROL)
    composer.send()
    assert composer.sent == []
    composer.set_state(State.OPEN)
    composer.send()
    assert composer.sent == [SendText("draft")]


def test_alt_up_and_down_walk_through_what_was_sent(composer, qtbot):
    typed(qtbot, composer, Mode.TEXT, "one")
    composer.send()
    typed(qtbot, composer, Mode.HEX, "02")
    composer.send()
    typed(qtbot, composer, Mode.PING, "three")
    composer.send()
    composer.choose(Mode.BASE64)
    qtbot.keyClicks(composer.pane.editor, "SG")
    seen = []
    for _ in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up, ALT)
        seen.append((composer.mode, composer.pane.draft()))
    assert seen == [
        (Mode.PING, "text three"),
        (Mode.HEX, "02"),
        (Mode.TEXT, "one"),
        (Mode.TEXT, "one"),
    ]
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down, ALT)
    assert (composer.mode, composer.pane.draft()) == (Mode.BASE64, "SG")


def test_a_recalled_draft_can_be_undone(composer, qtbot):
    typed(qtbot, composer, Mode.TEXT, "sent")
    composer.send()
    composer.pane.set_draft("not sent")
    qtbot.keyClick(composer.pane.editor, Qt.Key.Key_Up, ALT)
    assert composer.pane.draft() == "sent"
    qtbot.keyClick(composer.pane.editor, Qt.Key.Key_Z, CONTROL)
    assert composer.pane.draft() == "not sent"


def test_recall_brings_back_how_it_was_sent(composer):
    composer.recall(SentEntry("text", "x", "binary"))
    assert composer.tools.kind.currentText() == "as binary"
    composer.send()
    composer.recall(SentEntry("close", "4000 bye", ""))
    composer.send()
    composer.recall(SentEntry("close", "none ", ""))
    composer.send()
    composer.recall(SentEntry("ping", "hex 00", ""))
    composer.send()
    assert composer.sent == [SendBinary(b"x"), SendClose(4000, "bye"), SendClose(None, ""), SendPing(b"\0")]


def test_the_list_of_sent_messages_is_searched(composer, qtbot, history):
    for text in ("apple", "banana", "cherry"):
        history.add(SentEntry("text", text, "text"))
    qtbot.mouseClick(composer.tools.history, LEFT)
    popup = composer.popup
    assert popup.shown_texts() == ["cherry", "banana", "apple"]
    qtbot.keyClicks(popup.search, "bnn")
    assert popup.shown_texts() == ["banana"]
    qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    assert composer.pane.draft() == "banana"
    composer.commands.history.trigger()
    qtbot.keyClick(popup.search, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert popup.shown_texts() == ["banana", "apple"]
    assert [entry.draft for entry in history.entries()] == ["banana", "apple"]


def test_repeat_starts_counts_and_stops(composer, qtbot):
    typed(qtbot, composer, Mode.TEXT, "again")
    composer.commands.repeat.trigger()
    assert composer.repeat.isVisible()
    composer.repeat.interval.setValue(50)
    composer.repeat.times.setValue(3)
    qtbot.mouseClick(composer.repeat.button, LEFT)
    assert composer.sent == [StartRepeat("again", 50, 3)]
    composer.set_repeating(True, 1200)
    assert composer.repeat.button.text() == "Stop"
    assert composer.repeat.counter.text() == "Sent: 1,200"
    composer.choose(Mode.PING)
    assert composer.repeat.isVisible()
    qtbot.mouseClick(composer.repeat.button, LEFT)
    assert composer.sent[1:] == [StopRepeat()]
    composer.set_repeating(False, 1200)
    assert not composer.repeat.isVisible()


def test_repeat_of_bytes_until_stopped(composer, qtbot):
    typed(qtbot, composer, Mode.HEX, "00")
    composer.commands.repeat.trigger()
    qtbot.mouseClick(composer.repeat.button, LEFT)
    assert composer.sent == [StartRepeat(b"\0", 1000, None)]
    composer.set_repeating(True, 0)
    composer.commands.repeat.trigger()
    assert composer.sent[1:] == [StopRepeat()]


def test_repeat_cannot_start_with_what_cannot_be_sent(composer, qtbot):
    typed(qtbot, composer, Mode.JSON, "{")
    composer.commands.repeat.trigger()
    assert not composer.repeat.button.isEnabled()
    composer.pane.set_draft("{}")
    assert composer.repeat.button.isEnabled()
    composer.commands.fragments.trigger()
    assert not composer.repeat.button.isEnabled()
    assert "switch them off" in composer.repeat.button.toolTip()
    composer.commands.fragments.trigger()
    composer.set_state(State.CLOSED)
    assert not composer.repeat.button.isEnabled()


def test_buffered_bytes_are_shown(composer):
    assert composer.buffered.text() == "Buffered: 0 B"
    composer.set_buffered_amount(5 * 1024 * 1024)
    assert composer.buffered.text() == "Buffered: 5.00 MiB"


def test_a_long_draft_is_checked_when_typing_pauses_or_at_once_when_sent(composer, qtbot):
    composer.choose(Mode.JSON)
    composer.pane.set_draft('["' + "x" * 40_000 + '"]')
    qtbot.waitUntil(lambda: composer.tools.send.isEnabled())
    composer.pane.editor.insertPlainText("!")
    composer.send()
    assert composer.sent == []
    assert "nothing may follow" in composer.status.text()


def test_alt_and_a_number_choose_a_mode(composer, qtbot):
    composer.set_socketio(True)
    for number, mode in enumerate(Mode, 1):
        qtbot.keyClick(composer, getattr(Qt.Key, f"Key_{number}"), ALT)
        assert composer.mode is mode
        assert composer.tabs.currentIndex() == TABS.index(mode)
        assert composer.pane.isAncestorOf(QApplication.focusWidget())


def test_alt_down_still_opens_a_list(composer, qtbot):
    composer.tools.kind.setFocus()
    qtbot.keyClick(composer.tools.kind, Qt.Key.Key_Down, ALT)
    assert composer.tools.kind.view().isVisible()
    composer.tools.kind.hidePopup()


def test_everything_has_a_name_and_every_command_a_shortcut(composer):
    for kind in (QComboBox, QSpinBox, QToolButton, QPlainTextEdit):
        for widget in composer.findChildren(kind):
            internal = isinstance(widget.parent(), QLineEdit | QTabBar)
            assert internal or widget.accessibleName(), widget
    for line in composer.findChildren(QLineEdit):
        assert line.accessibleName() or line.objectName().startswith("qt_") or line.parent().accessibleName()
    named = [action for action in composer.findChildren(QAction) if action.text()]
    shortcuts = [action.shortcut().toString() for action in named if action in composer.actions()]
    assert all(shortcuts)
    assert len(shortcuts) == len(set(shortcuts)) == 19
    assert QKeySequence("Ctrl+Return").toString() in shortcuts


@pytest.fixture
def themed(qapp):
    """The program's own look, which takes more room than Qt's."""
    current_theme().apply()
    yield
    qapp.setStyleSheet("")


def test_it_works_in_a_narrow_column(themed, composer):
    for mode in Mode:
        composer.choose(mode)
        assert composer.minimumSizeHint().width() <= 440, mode
    composer.commands.repeat.trigger()
    composer.commands.fragments.trigger()
    composer.choose(Mode.JSON)
    assert composer.minimumSizeHint().width() <= 440
