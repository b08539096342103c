"""The payload pane with hostile payloads, driven with real keys."""

from __future__ import annotations

import base64
import json
import stat
import threading

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QTextCursor
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMainWindow, QToolButton
from shiboken6 import delete

from inspector.capture.records import CaptureError
from inspector.payloads.registry import SHOWN_AT_FIRST
from inspector.payloads.visible import visible
from inspector.ui import background
from inspector.ui.copying import write_payload
from inspector.ui.payload_actions import PayloadMode
from inspector.ui.payload_lines import LONGEST_LINE
from inspector.ui.payload_loader import MOST_LINES
from inspector.ui.payload_source import PayloadSource, source_of
from inspector.ui.payload_view import PayloadView
from inspector.ui.theme import ThemeMode, current_theme
from inspector.wire.records import Opcode

# Qt's offscreen platform says this of every window it shows.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

KEY = Qt.Key
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def american_numbers():
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def view(qtbot, settings):
    widget = PayloadView(settings)
    qtbot.addWidget(widget)
    widget.resize(400, 500)
    widget.show()
    return widget


@pytest.fixture
def show(qtbot, view):
    def show(payload, opcode=Opcode.TEXT, mode=None):
        if mode is not None:
            view.set_mode(mode)
        view.show_payload(source_of(payload, opcode, "frame-1"))
        settle(qtbot, view)

    return show


def settle(qtbot, view):
    qtbot.waitUntil(lambda: not view.loader.busy and not view.text.busy, timeout=20_000)


def wait_for_workers(qtbot):
    """Let every worker end, and deliver what came of it."""
    barrier = threading.Barrier(3)
    for _ in range(2):
        background._threads.submit(barrier.wait)
    barrier.wait()
    qtbot.wait(20)


def told(view):
    return view._told.text()


def test_json_is_laid_out(show, view):
    show(b'{"a":[1,2.0]}')
    assert view.text.whole_text() == '{\n  "a": [\n    1,\n    2.0\n  ]\n}'
    assert view.text.toPlainText() == view.text.whole_text()
    assert told(view) == "JSON"
    assert view.problem == ""


def test_names_strings_and_numbers_have_the_theme_s_colours(show, view):
    theme = current_theme()
    for mode in (ThemeMode.LIGHT, ThemeMode.DARK):
        theme.set_mode(mode)
        show(b'{"a":"b","c":1}')
        formats = view.text.document().findBlockByNumber(1).layout().formats()
        colours = [part.format.foreground().color() for part in formats]
        assert colours == [theme.color("syntax_name"), theme.color("syntax_string")]
    theme.set_mode(ThemeMode.SYSTEM)


@pytest.mark.parametrize(
    "payload",
    [
        b"<img src=x onerror=alert(1)><b>bold</b> &amp; <style>*{}</style>",
        b"a\x00b\x07\x1b[31mred\x7f",
        b'{"a":"\\ud83d"} ' + b"\xed\xa0\xbd",
        "\u202eevil\u2066 \u2029 \u2028 \ufeff \ufdd0\ufdd1\ufffc".encode(),
        "مرحبا بالعالم שלום".encode(),
        "😀\U0010ffff\ufffe".encode(),
        b"\xff" * 100,
        b"\r\n\r\n\t",
        b"a\xc2\xa0b",
    ],
)
@pytest.mark.parametrize("mode", list(PayloadMode))
def test_hostile_text_is_shown_as_it_is(show, view, payload, mode):
    show(payload, mode=mode)
    view.grab()
    if mode is PayloadMode.HEX:
        assert view.hex.length == len(payload)
        return
    assert view.text.whole_text() == visible(payload.decode("utf-8", "backslashreplace"))
    drawn = view.text.document().toRawText().replace("\u2029", "\n")
    assert drawn == view.text.whole_text()


def test_right_to_left_text_leaves_the_pane_as_it_is(show, view):
    show("مرحبا".encode() + b"\nabc")
    assert view.text.document().defaultTextOption().textDirection() is Qt.LayoutDirection.LeftToRight
    lefts = [
        view.text.blockBoundingGeometry(view.text.document().findBlockByNumber(n)).left() for n in (0, 1)
    ]
    assert lefts[0] == lefts[1]
    cursor = view.text.textCursor()
    cursor.setPosition(0)
    # The first Arabic letter stands right of its word's last one, but the word is at the left edge.
    view.text.setTextCursor(cursor)
    assert view.text.cursorRect().left() < view.text.width() / 2


def test_one_line_of_10_megabytes_comes_in_parts_that_are_one_line_when_copied(qtbot, show, view):
    show(b"x" * 10_000_000)
    assert view.text.whole_text() == "x" * SHOWN_AT_FIRST
    assert told(view) == "Text, first 256.00 KiB shown"
    longest = max(view.text.document().findBlockByNumber(n).length() for n in range(10))
    assert longest == LONGEST_LINE + 1
    qtbot.mouseClick(view.more_button, Qt.MouseButton.LeftButton)
    settle(qtbot, view)
    assert view.text.whole_text() == "x" * (2 * SHOWN_AT_FIRST)
    view.text.selectAll()
    view.text.copy()
    assert QGuiApplication.clipboard().text() == "x" * (2 * SHOWN_AT_FIRST)


def test_show_more_ends_with_the_payload(qtbot, show, view):
    payload = json.dumps([{"id": number} for number in range(30_000)]).encode()
    show(payload)
    while view.more_button.isVisible():
        qtbot.mouseClick(view.more_button, Qt.MouseButton.LeftButton)
        settle(qtbot, view)
    assert json.loads(view.text.whole_text()) == json.loads(payload)
    assert told(view) == "JSON"


def test_a_payload_of_line_feeds_comes_in_parts_of_so_many_lines(qtbot, show, view):
    show(b"\n" * (MOST_LINES + 500))
    assert view.text.blockCount() == MOST_LINES + 1
    qtbot.mouseClick(view.more_button, Qt.MouseButton.LeftButton)
    settle(qtbot, view)
    assert view.text.whole_text() == "\n" * (MOST_LINES + 500)
    assert not view.more_button.isVisible()


def test_json_nested_100000_deep_is_shown_and_said(show, view):
    show(b"[" * 100_000 + b"]" * 100_000)
    assert "".join(view.text.whole_text().split()) == "[" * 100_000 + "]" * 100_000
    assert view.problem.startswith("Nested 100,000 levels deep")


def test_what_is_no_json_is_shown_raw_and_said(show, view):
    show(b'{"a" 1}')
    assert view.text.whole_text() == '{"a" 1}'
    assert view.problem == "Not JSON at character 6: expected a colon."
    assert view._problem_row.isVisible()
    show(b"fine")
    assert not view._problem_row.isVisible()


def test_bytes_without_text_are_shown_in_hex_unless_text_is_wanted(show, view):
    show(b"\x00\x01\x02", Opcode.BINARY)
    assert view.shows_hex
    assert not view.commands.wrap.isEnabled()
    assert told(view).startswith("Byte 0 (0x0) · 0x00")
    show(b"\x00\x01\x02", Opcode.BINARY, PayloadMode.TEXT)
    assert not view.shows_hex
    assert view.text.whole_text() == "⟨NUL⟩⟨SOH⟩⟨STX⟩"


def test_the_way_of_showing_is_remembered(qtbot, view, settings):
    view.set_mode(PayloadMode.HEX)
    view.commands.wrap.trigger()
    again = PayloadView(settings)
    qtbot.addWidget(again)
    assert again.mode is PayloadMode.HEX
    assert not again.text.wrapped
    settings.setValue("payload/mode", "nonsense")
    third = PayloadView(settings)
    qtbot.addWidget(third)
    assert third.mode is PayloadMode.PRETTY


def test_a_new_selection_drops_what_a_worker_still_reads(qtbot, view):
    started, released = threading.Event(), threading.Event()

    def slow(offset, length):
        started.set()
        released.wait(10)
        return (b"x" * 100_000)[offset : offset + length]

    view.show_payload(PayloadSource("slow", Opcode.TEXT, 100_000, slow))
    assert view.loader.busy
    assert started.wait(10)
    view.show_payload(source_of(b"quick", Opcode.TEXT))
    assert view.text.whole_text() == "quick"
    released.set()
    wait_for_workers(qtbot)
    assert view.text.whole_text() == "quick"


def test_clearing_while_a_worker_reads_shows_the_empty_state(qtbot, view):
    view.show_payload(source_of(b"x" * 200_000, Opcode.TEXT))
    view.clear()
    wait_for_workers(qtbot)
    assert view.text.whole_text() == ""
    assert view._empty.isVisible()
    assert not view.commands.save.isEnabled()


def test_a_view_that_is_gone_hears_nothing_of_its_worker(qtbot, settings):
    widget = PayloadView(settings)
    widget.show_payload(source_of(b"[1]" * 80_000, Opcode.TEXT))
    widget.loader.loaded.connect(lambda _part: pytest.fail("It is gone."))
    delete(widget)
    wait_for_workers(qtbot)


@pytest.mark.parametrize("mode", list(PayloadMode))
@pytest.mark.parametrize("length", [100, 100_000])
def test_a_payload_that_cannot_be_read_is_said(qtbot, view, mode, length):
    def fail(_offset, _length):
        raise CaptureError("The capture was closed.")

    view.set_mode(mode)
    view.show_payload(PayloadSource("gone", Opcode.TEXT, length, fail))
    settle(qtbot, view)
    view.grab()
    qtbot.waitUntil(lambda: view.problem == "The payload cannot be read: The capture was closed.")


def test_the_window_lives_while_large_payloads_are_laid_out(qtbot, view):
    # No figure is judged here, only that the work is done in slices: see the benchmarks for times.
    view.show_payload(source_of(b"\n".join(b"line %d" % number for number in range(30_000)), Opcode.TEXT))
    steps = 0
    while view.loader.busy or view.text.busy:
        qtbot.wait(1)
        steps += 1
        assert steps < 5000
    assert steps > 1
    assert view.text.blockCount() > 20_000


# Finding.


def open_find(qtbot, view, wanted):
    view.text.setFocus()
    qtbot.keyClick(view.text, KEY.Key_F, CONTROL)
    qtbot.keyClicks(view.find_bar.field, wanted)


def test_places_are_counted_selected_and_stepped_through(qtbot, show, view):
    show(b"Abc abc\nxyz aBC", mode=PayloadMode.TEXT)
    open_find(qtbot, view, "abc")
    assert view.find_bar.count.text() == "1 of 3"
    assert view.text.selected_text() == "Abc"
    assert len(view.text.extraSelections()) == 3
    qtbot.keyClick(view.find_bar.field, KEY.Key_Return)
    assert (view.find_bar.count.text(), view.text.selected_text()) == ("2 of 3", "abc")
    qtbot.keyClick(view.find_bar.field, KEY.Key_F3)
    qtbot.keyClick(view.find_bar.field, KEY.Key_F3)
    assert view.find_bar.count.text() == "1 of 3"
    qtbot.keyClick(view.find_bar.field, KEY.Key_F3, SHIFT)
    assert (view.find_bar.count.text(), view.text.selected_text()) == ("3 of 3", "aBC")


def test_what_is_not_there_is_said(qtbot, show, view):
    show(b"abc")
    open_find(qtbot, view, "x.c")
    assert view.find_bar.count.text() == "not found"
    assert not view.find_bar.next.isEnabled()


def test_a_place_across_the_break_of_a_long_line_is_found(qtbot, show, view):
    show("😀".encode() * (LONGEST_LINE - 2) + b"needle")
    open_find(qtbot, view, "needle")
    assert view.find_bar.count.text() == "1 of 1"
    assert view.text.selected_text() == "needle"


def test_escape_closes_the_search_and_its_marks(qtbot, show, view):
    show(b"abc")
    open_find(qtbot, view, "b")
    qtbot.keyClick(view.find_bar.field, KEY.Key_Escape)
    assert not view.find_bar.isVisible()
    assert view.text.extraSelections() == []
    assert view.text.hasFocus()


def test_what_comes_later_is_searched_too(qtbot, show, view):
    show(b"a" * SHOWN_AT_FIRST + b"needle" + b"a" * 10)
    open_find(qtbot, view, "needle")
    assert view.find_bar.count.text() == "not found"
    qtbot.mouseClick(view.more_button, Qt.MouseButton.LeftButton)
    settle(qtbot, view)
    assert view.find_bar.count.text().endswith("of 1")


def test_lines_that_are_still_being_put_in_are_searched_too(qtbot, view):
    view.show_payload(source_of(b"line\n" * 12_000 + b"needle", Opcode.TEXT))
    qtbot.waitUntil(lambda: view.text.busy)
    open_find(qtbot, view, "needle")
    settle(qtbot, view)
    assert view.find_bar.count.text().endswith("of 1")


def test_the_pane_s_keys_win_over_the_window_s_while_it_has_the_focus(qtbot, settings):
    window = QMainWindow()
    qtbot.addWidget(window)
    pane = PayloadView(settings)
    window.setCentralWidget(pane)
    filtering = QAction("Filter", window)
    filtering.setShortcut(QKeySequence("Ctrl+F"))
    window.addAction(filtering)
    heard = []
    filtering.triggered.connect(lambda: heard.append("filter"))
    window.show()
    pane.show_payload(source_of(b"abc", Opcode.TEXT))
    pane.text.setFocus()
    qtbot.waitUntil(pane.text.hasFocus)
    qtbot.keyClick(window.windowHandle(), KEY.Key_F, CONTROL)
    assert pane.find_bar.isVisible()
    assert heard == []


# Copying and saving.


@given(st.text(alphabet=st.sampled_from("ab\n😀é\x00" + "x" * 3)), st.data())
@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
def test_a_selection_is_copied_as_it_is_shown(view, text, data):
    text *= data.draw(st.sampled_from([1, 200]))
    view.set_mode(PayloadMode.TEXT)
    view.show_payload(source_of(text.encode()[:16_000], Opcode.TEXT))
    view.text._put_some()
    shown = view.text.whole_text()
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(shown)), st.integers(0, len(shown)))))
    view.text.select_match(start, end)
    assert view.text.selected_text() == shown[start:end]
    assert view.text.createMimeDataFromSelection().formats() == ["text/plain"]


@pytest.mark.parametrize(
    ("key", "modifier", "text"),
    [
        (KEY.Key_A, CONTROL | SHIFT, 'a\\xff"'),
        (KEY.Key_C, CONTROL | SHIFT, "61 ff 22"),
        (KEY.Key_C, CONTROL | Qt.KeyboardModifier.AltModifier, base64.b64encode(b'a\xff"').decode()),
    ],
)
def test_the_whole_payload_is_copied(qtbot, show, view, key, modifier, text):
    show(b'a\xff"')
    qtbot.keyClick(view.text, key, modifier)
    assert QGuiApplication.clipboard().text() == text


def test_too_much_for_the_clipboard_is_said(qtbot, view):
    view.show_payload(
        PayloadSource("big", Opcode.BINARY, 100_000_000, lambda _offset, length: bytes(min(length, 4096)))
    )
    settle(qtbot, view)
    view.commands.copies["hex"].trigger()
    assert view.problem.startswith("95.37 MiB are too much for the clipboard: 16.00 MiB at most.")


def test_a_payload_is_saved_for_its_owner_only(qtbot, show, view, tmp_path):
    payload = bytes(range(256)) * 10_000
    show(payload, Opcode.BINARY)
    with qtbot.waitSignal(view.saver.saved):
        view.commands.save.trigger()
        dialog = view.findChild(QFileDialog)
        assert dialog.selectedFiles()[0].endswith("frame-1.bin")
        dialog.fileSelected.emit(str(tmp_path / "saved.bin"))
        dialog.close()
    assert (tmp_path / "saved.bin").read_bytes() == payload
    assert stat.S_IMODE((tmp_path / "saved.bin").stat().st_mode) == 0o600


def test_why_saving_failed_is_said(qtbot, show, view, tmp_path):
    show(b"abc")
    with qtbot.waitSignal(view.saver.saved):
        view.saver.save(source_of(b"abc", 1), tmp_path / "missing" / "file")
    assert view.problem.startswith("The payload was not saved to ")
    assert view.problem.endswith(": No such file or directory.")


def test_a_payload_that_ends_too_early_is_said(tmp_path):
    short = PayloadSource("short", 2, 1000, lambda offset, _length: b"abc"[offset:])
    assert (
        write_payload(short, tmp_path / "x")
        == "Only 3 B of 1,000 B were saved: the rest is not in the capture."
    )


# What everyone can reach.


def test_every_control_has_a_name_and_every_command_a_key(view):
    buttons = [
        button for button in view.findChildren(QToolButton) if not isinstance(button.parent(), QLineEdit)
    ]
    assert [button.accessibleName() for button in buttons if not button.accessibleName()] == []
    keys = [action.shortcut().toString() for action in view.commands.all()]
    assert all(keys)
    assert len(set(keys)) == len(keys)
    assert all(action.shortcut().toString() in action.toolTip() for action in view.commands.all())


@pytest.mark.parametrize(("key", "mode"), [(KEY.Key_3, PayloadMode.HEX), (KEY.Key_2, PayloadMode.TEXT)])
def test_keys_switch_the_mode_and_the_focus_stays_inside(qtbot, show, view, key, mode):
    show(b"abc")
    view.text.setFocus()
    qtbot.keyClick(view.text, key, CONTROL)
    assert view.mode is mode
    assert view.shows_hex == (mode is PayloadMode.HEX)
    assert view.isAncestorOf(view.focusWidget())
    qtbot.keyClick(view.focusWidget(), KEY.Key_1, CONTROL)
    assert view.mode is PayloadMode.PRETTY


def test_it_fits_into_320_pixels(show, view):
    show(b'{"a":"' + b"long words " * 100 + b'"}')
    view.resize(320, 400)
    view.grab()
    assert view.width() == 320
    assert view.minimumSizeHint().width() <= 320


def test_the_text_is_read_only_and_selectable_by_keyboard(qtbot, show, view):
    show(b"abc")
    view.text.setFocus()
    qtbot.keyClicks(view.text, "x")
    assert view.text.whole_text() == view.text.toPlainText() == "abc"
    view.text.moveCursor(QTextCursor.MoveOperation.Start)
    qtbot.keyClick(view.text, KEY.Key_End, SHIFT)
    assert view.text.selected_text() == "abc"


def test_times_are_not_spent_on_what_is_not_seen(qtbot, view):
    """A payload of 1 GB that is not in memory is shown by its beginning alone."""
    read = []

    def part(offset, length):
        read.append(length)
        return b"y" * length

    view.show_payload(PayloadSource("huge", Opcode.TEXT, 1_000_000_000, part))
    settle(qtbot, view)
    assert sum(read) == SHOWN_AT_FIRST


def luminance(color):
    parts = (color.redF(), color.greenF(), color.blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("mode", [ThemeMode.LIGHT, ThemeMode.DARK])
@pytest.mark.parametrize("ground", ["base", "found", "selection"])
def test_every_colour_of_a_payload_can_be_read(qapp, mode, ground):
    theme = current_theme()
    theme.set_mode(mode)
    for name in ("text", "syntax_name", "syntax_string", "syntax_number", "syntax_word", "syntax_hidden"):
        light, dark = sorted((luminance(theme.color(name)), luminance(theme.color(ground))), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, name
    theme.set_mode(ThemeMode.SYSTEM)
