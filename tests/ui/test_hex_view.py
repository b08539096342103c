"""The hex view, driven with real keys and a real mouse."""

from __future__ import annotations

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollBar

from inspector.ui.hex_cache import BLOCK, HexCache
from inspector.ui.hex_layout import HexLayout, Selection, moved
from inspector.ui.hex_painter import HexRow, row_texts
from inspector.ui.hex_view import HexView
from inspector.ui.hex_words import describe_byte
from inspector.ui.payload_source import PayloadSource, source_of
from inspector.ui.theme import ThemeMode, current_theme

# Qt's offscreen platform says this of every window it shows.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

KEY = Qt.Key
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def american_numbers():
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def view(qtbot):
    widget = HexView()
    qtbot.addWidget(widget)
    widget.resize(widget.sizeHint())
    widget.show()
    widget.set_source(source_of(bytes(range(256)) * 4, 2))
    widget.setFocus()
    return widget


class Reads:
    """A payload of 16-bit numbers that is nowhere, and what was read of it."""

    def __init__(self, length):
        self.calls = []
        self.source = PayloadSource("numbers", 2, length, self.read)

    def read(self, offset, length):
        self.calls.append((offset, length))
        numbers = range(offset // 2, (offset + length) // 2)
        return b"".join((number & 0xFFFF).to_bytes(2, "big") for number in numbers)


def point(view, offset, *, in_ascii=False):
    return view.point_of(offset, in_ascii=in_ascii).toPoint()


def drag(qtbot, view, start, end, modifier=PLAIN):
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, modifier, start)
    qtbot.mouseMove(view.viewport(), end)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, modifier, end)


def test_a_payload_of_100_megabytes_is_read_only_where_it_is_seen(qtbot, view):
    reads = Reads(100 * 1024 * 1024)
    view.set_source(reads.source)
    view.grab()
    qtbot.keyClick(view, KEY.Key_End, CONTROL)
    assert view.description() == "Reading…"
    assert view.selection == Selection(reads.source.length - 1, reads.source.length - 1)
    qtbot.waitUntil(lambda: "0xff" in view.description())
    view.grab()
    assert max(offset for offset, _ in reads.calls) > 99 * 1024 * 1024
    assert sum(length for _, length in reads.calls) <= 3 * BLOCK


def test_what_is_read_slowly_holds_nothing_up(qtbot, view):
    started, released = threading.Event(), threading.Event()

    def slow(_offset, length):
        started.set()
        released.wait(10)
        return b"A" * length

    view.set_source(PayloadSource("slow", 2, 1_000_000, slow))
    view.grab()
    assert started.wait(10)
    qtbot.keyClick(view, KEY.Key_PageDown)
    view.grab()
    view.set_source(source_of(b"quick", 2))
    released.set()
    qtbot.wait(20)
    assert view.description().startswith("Byte 0 (0x0) · 0x71")


def test_bytes_come_whole_across_the_edges_of_what_is_read_at_once(qtbot, qapp):
    reads, cache = Reads(5 * BLOCK + 100), HexCache()
    cache.set_source(reads.source)
    for offset, length in ((BLOCK - 4, 8), (5 * BLOCK + 96, 50), (0, 2), (4 * BLOCK, BLOCK + 1)):
        qtbot.waitUntil(lambda at=offset, size=length: cache.read(at, size) is not None)
        wanted = min(length, reads.source.length - offset)
        assert cache.read(offset, length) == Reads(0).read(offset, wanted + 1)[:wanted]
    assert cache.read(6 * BLOCK, 10) == b""
    assert len(reads.calls) == len(set(reads.calls)) == 4


def test_a_selection_that_is_not_at_hand_is_copied_when_it_is(qtbot, view):
    view.set_source(Reads(1_000_000).source)
    view.select(Selection(70_000, 70_003))
    qtbot.keyClick(view, KEY.Key_C, CONTROL)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "88 b8 88 b9")


def test_the_mouse_selects_in_hex_and_in_ascii(qtbot, view):
    drag(qtbot, view, point(view, 0x22), point(view, 0x35))
    assert view.selection == Selection(0x22, 0x35)
    drag(qtbot, view, point(view, 0x43, in_ascii=True), point(view, 0x41, in_ascii=True))
    assert view.selection == Selection(0x43, 0x41)


def test_shift_and_click_extends(qtbot, view):
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, PLAIN, point(view, 5))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, SHIFT, point(view, 9))
    assert view.selection == Selection(5, 9)


def test_a_click_beyond_the_bytes_takes_the_last_one(qtbot, view):
    view.set_source(source_of(b"abc", 2))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, PLAIN, QPoint(300, 120))
    assert view.selection == Selection(2, 2)


def test_dragging_below_the_view_scrolls_on(qtbot, view):
    bottom = QPoint(100, view.viewport().height() + 40)
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, PLAIN, point(view, 0))
    qtbot.mouseMove(view.viewport(), bottom)
    qtbot.waitUntil(lambda: view.verticalScrollBar().value() > 10)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, PLAIN, bottom)
    assert view.selection.anchor == 0
    assert view.selection.length > 200


@pytest.mark.parametrize(
    ("key", "modifier", "cursor"),
    [
        (KEY.Key_Right, PLAIN, 101),
        (KEY.Key_Left, PLAIN, 99),
        (KEY.Key_Right, CONTROL, 108),
        (KEY.Key_Up, PLAIN, 84),
        (KEY.Key_Down, PLAIN, 116),
        (KEY.Key_Home, PLAIN, 96),
        (KEY.Key_End, PLAIN, 111),
        (KEY.Key_Home, CONTROL, 0),
        (KEY.Key_End, CONTROL, 1023),
    ],
)
def test_keys_move_the_cursor(qtbot, view, key, modifier, cursor):
    view.select(Selection(100, 100))
    qtbot.keyClick(view, key, modifier)
    assert view.selection == Selection(cursor, cursor)
    view.select(Selection(100, 100))
    qtbot.keyClick(view, key, modifier | SHIFT)
    assert view.selection == Selection(100, cursor)


def test_there_is_nothing_above_the_first_row_and_below_the_last(qtbot, view):
    for start, key in ((5, KEY.Key_Up), (1020, KEY.Key_Down)):
        view.select(Selection(start, start))
        qtbot.keyClick(view, key)
        assert view.selection.cursor == start


def test_a_row_reads_like_a_dump():
    loud, quiet = row_texts(HexRow(HexLayout(16, 4), 16, b"\x00Hi\xff there you! abc"[:16]))
    assert loud == "         48 69 ff 20 74 68 65  72 65 20 79 6f 75 21 20   Hi  there you! "
    assert quiet == "0010  00                                                ·  ·            "


def test_a_page_is_what_is_seen(qtbot, view):
    qtbot.keyClick(view, KEY.Key_PageDown)
    page = view.selection.cursor
    assert page == view.verticalScrollBar().pageStep() * 16
    qtbot.keyClick(view, KEY.Key_PageUp)
    assert view.selection.cursor == 0


def test_the_cursor_stays_in_view(qtbot, view):
    for _ in range(40):
        qtbot.keyClick(view, KEY.Key_Down)
    assert view.viewport().rect().contains(point(view, view.selection.cursor))
    qtbot.keyClick(view, KEY.Key_Home, CONTROL)
    assert view.verticalScrollBar().value() == 0


def test_copying_gives_hex_or_the_text_of_the_ascii_column(qtbot, view):
    drag(qtbot, view, point(view, 0x41), point(view, 0x43))
    qtbot.keyClick(view, KEY.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "41 42 43"
    drag(qtbot, view, point(view, 0x41, in_ascii=True), point(view, 0x43, in_ascii=True))
    qtbot.keyClick(view, KEY.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "ABC"


def test_too_much_for_the_clipboard_is_said(qtbot, view):
    view.set_source(Reads(100 * 1024 * 1024).source)
    qtbot.keyClick(view, KEY.Key_A, CONTROL)
    with qtbot.waitSignal(view.problem) as said:
        qtbot.keyClick(view, KEY.Key_C, CONTROL)
    assert said.args[0].startswith("Too much for the clipboard")


def test_the_byte_under_the_cursor_is_described(view):
    view.set_source(source_of("a\x00 ü€😀\xff".encode() + b"\xff", 2))
    told = []
    view.described.connect(told.append)
    for offset in (0, 1, 2, 4, 7, 9, 14):
        view.select(Selection(offset, offset))
    assert told[0] == "Byte 0 (0x0) · 0x61 · 97 · 0110 0001 · “a”"
    assert [text.split(" · ")[4:] for text in told[1:]] == [
        ["NUL"],
        ["space"],
        ["byte 2 of 2 of “ü” U+00FC LATIN SMALL LETTER U WITH DIAERESIS"],
        ["byte 3 of 3 of “€” U+20AC EURO SIGN"],
        ["byte 2 of 4 of “😀” U+1F600 GRINNING FACE"],
        [],
    ]
    view.select(Selection(0, 3))
    assert told[-1] == "4 bytes selected, 0 to 3"
    assert view.accessibleDescription() == told[-1]


def test_nothing_to_show_is_no_trouble(qtbot, view):
    view.set_source(None)
    view.grab()
    for key in (KEY.Key_Down, KEY.Key_End, KEY.Key_PageDown):
        qtbot.keyClick(view, key)
    qtbot.keyClick(view, KEY.Key_C, CONTROL)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton)
    assert view.selection == Selection(0, 0)
    assert view.description() == "No bytes"


def test_a_narrow_view_shows_fewer_bytes_a_row_and_keeps_its_place(view):
    assert isinstance(view.verticalScrollBar(), QScrollBar)
    view.verticalScrollBar().setValue(20)
    view.resize(320, view.height())
    assert view.point_of(8).x() == view.point_of(0).x()
    assert view.verticalScrollBar().value() == 40


def test_a_source_that_gives_less_than_it_said_is_drawn_as_far_as_it_goes(qtbot, view):
    view.set_source(PayloadSource("short", 2, 1000, lambda offset, length: b"abc"[offset : offset + length]))
    view.select(Selection(500, 500))
    view.grab()
    qtbot.waitUntil(lambda: view.description() == "")
    view.grab()


def test_both_themes_draw_with_their_own_colours(view):
    theme = current_theme()
    grounds = []
    for mode in (ThemeMode.LIGHT, ThemeMode.DARK):
        theme.set_mode(mode)
        grounds.append(view.viewport().grab().toImage().pixelColor(1, 1))
        assert grounds[-1] == theme.color("base")
    theme.set_mode(ThemeMode.SYSTEM)
    assert grounds[0] != grounds[1]


@given(st.integers(1, 10**10), st.integers(0, 200), st.data())
def test_the_layout_finds_every_byte_where_it_draws_it(length, columns, data):
    layout = HexLayout.fitting(columns, length)
    offset = data.draw(st.integers(0, length - 1))
    row, index = divmod(offset, layout.bytes_a_row)
    for part in (0, 1, 1.9):
        assert layout.at(row, layout.hex_column(index) + part, length) == (offset, False)
    assert layout.at(row, layout.ascii_start + index + 0.5, length) == (offset, True)
    assert layout.rows(length) == (length - 1) // layout.bytes_a_row + 1


@given(st.integers(0, 50), st.integers(-9, 99), st.floats(-50, 200), st.integers(0, 90))
def test_any_point_is_some_byte(length, row, column, columns):
    assert 0 <= HexLayout.fitting(columns, length).at(row, column, length).offset <= max(0, length - 1)


@given(st.binary(min_size=1, max_size=16))
def test_a_row_shows_each_byte_once(part):
    layout = HexLayout.fitting(100, 4096)
    loud, quiet = row_texts(HexRow(layout, 0x7F0, part))
    both = [b if a == " " else a for a, b in zip(loud, quiet, strict=True)]
    assert all(a == " " or b == " " for a, b in zip(loud, quiet, strict=True))
    assert bytes.fromhex("".join(both[layout.hex_start : layout.ascii_start])) == part
    assert "".join(both[:4]) == "07f0"


@given(st.integers(0, 40), st.lists(st.tuples(st.integers(-100, 100), st.booleans())))
def test_a_selection_never_leaves_the_payload(length, moves):
    selection = Selection(0, 0)
    for target, extend in moves:
        selection = moved(selection, target, length, extend=extend)
        assert 0 <= selection.start < selection.end <= max(1, length)


ACTIONS = st.one_of(
    st.tuples(
        st.sampled_from(
            [KEY.Key_Left, KEY.Key_Up, KEY.Key_Down, KEY.Key_PageDown, KEY.Key_PageUp, KEY.Key_End]
        ),
        st.sampled_from([PLAIN, SHIFT, CONTROL]),
    ),
    st.tuples(st.floats(-50, 700), st.floats(-50, 400)),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.integers(0, 700), st.lists(ACTIONS, max_size=12))
def test_whatever_a_person_does_the_selection_is_inside(view, length, actions):
    view.set_source(source_of(bytes(length), 2))
    for action in actions:
        if isinstance(action[0], float):
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, SHIFT, QPointF(*action).toPoint())
        else:
            QTest.keyClick(view, *action)
        assert 0 <= view.selection.start < view.selection.end <= max(1, length)


@given(st.binary(min_size=1, max_size=7), st.data())
def test_every_byte_can_be_described(around, data):
    at = data.draw(st.integers(0, len(around) - 1))
    assert describe_byte(5, around, at).startswith(f"Byte 5 (0x5) · 0x{around[at]:02x}")
