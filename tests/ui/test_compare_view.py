"""Two messages side by side in a window: seen, stepped through, swapped, copied."""

from __future__ import annotations

import json
from contextlib import closing

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from inspector.capture.records import CaptureError
from inspector.capture.store import Capture
from inspector.payloads.difference import Form, Kind
from inspector.ui.compare import work as compare_work
from inspector.ui.compare.action import Comparing
from inspector.ui.compare.shown import Shown, shown_of
from inspector.ui.compare.view import CompareView
from inspector.ui.compare.words import spoken_line, unified_text
from inspector.ui.payload_source import PayloadSource, source_of
from inspector.ui.theme import ThemeMode, current_theme

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

LEFT = {"op": "sub", "seq": 1, "list": list(range(100)), "old": 1}
RIGHT = {"seq": 2, "op": "sub", "list": list(range(100)), "new": 1}


def message(title, value):
    payload = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Shown(title, f"of {title}", source_of(payload, 1))


@pytest.fixture
def view(qtbot, settings):
    made = CompareView(settings)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def compare(view, qtbot):
    def run(left=LEFT, right=RIGHT):
        view.show_messages(message("one", left), message("other", right))
        qtbot.waitUntil(lambda: not view.work.busy, timeout=10_000)
        return view.compared.difference

    return run


def wait(qtbot, view):
    qtbot.waitUntil(lambda: not view.work.busy, timeout=10_000)


def test_the_summary_counts_the_differences(view, compare):
    compare()
    assert view.told.text() == "3 differences: 1 changed, 1 added, 1 removed"
    assert [label.text() for label in view.titles.titles] == ["one", "other"]
    assert view.commands.forms[Form.JSON].isChecked()
    assert view.problem.isHidden()
    assert not view.isModal()


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        (LEFT, LEFT, "The same, byte for byte."),
        (
            b'{"a":1}',
            b'{ "a": 1.0 }',
            "The same JSON: only white space, the order of names or how numbers are written differ.",
        ),
        (b"a\n", b"b\n", "2 differences: 1 added, 1 removed"),
        (b"abc def\n", b"abc xyz\n", "1 difference: 1 changed"),
    ],
)
def test_what_is_the_same_is_said(view, compare, left, right, told):
    compare(left, right)
    assert view.told.text() == told


def test_stepping_from_difference_to_difference(view, compare, qtbot):
    compare()
    places = [view.commands.place.text()]
    for _ in range(4):
        qtbot.keyClick(view.rows, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        places.append(view.commands.place.text())
    assert places == [
        "place 1 of 3", "place 2 of 3", "place 3 of 3", "place 3 of 3", "place 3 of 3",
    ]  # fmt: skip
    assert view.rows.accessibleDescription() == 'Added: "new": 1'
    qtbot.keyClick(view.rows, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert view.rows.accessibleDescription() == 'Removed: "old": 1'


def test_a_difference_comes_into_view(view, compare, qtbot):
    left = list(range(400))
    right = [*left[:390], -1, *left[391:]]
    view.commands.fold.setChecked(False)
    compare(left, right)
    view.resize(600, 300)
    bar = view.rows.verticalScrollBar()
    assert view.rows.current == 391
    for _ in range(2):
        qtbot.waitUntil(lambda: bar.value() <= 391 < bar.value() + bar.pageStep())
        qtbot.keyClick(view.rows, Qt.Key.Key_Home)
        assert bar.value() == 0
        qtbot.keyClick(view.rows, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)


def test_swapping_sides(view, compare, qtbot):
    compare()
    qtbot.keyClick(view.rows, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    wait(qtbot, view)
    assert [label.text() for label in view.titles.titles] == ["other", "one"]
    gone = [line.left for line in view.compared.difference.lines if line.kind is Kind.REMOVED]
    assert gone == ['  "new": 1']


def test_another_form_is_chosen(view, compare, qtbot):
    compare()
    for key, form in ((Qt.Key.Key_2, Form.TEXT), (Qt.Key.Key_3, Form.HEX), (Qt.Key.Key_1, Form.JSON)):
        qtbot.keyClick(view.rows, key, Qt.KeyboardModifier.ControlModifier)
        wait(qtbot, view)
        assert view.compared.difference.form is form
        assert view.commands.forms[form].isChecked()


def test_what_cannot_be_as_asked_says_why(view, compare, qtbot):
    compare(b"{", b"[]")
    view.commands.forms[Form.JSON].trigger()
    wait(qtbot, view)
    assert view.problem.text() == "The left message is not JSON (character 2): they are compared as text."
    assert view.problem.isVisible()
    assert view.commands.forms[Form.TEXT].isChecked()


def test_folding_is_remembered_and_a_fold_opens(view, compare, qtbot, settings):
    compare()
    folded = [at for at, line in enumerate(view.compared.difference.lines) if line.kind is Kind.FOLDED]
    assert len(folded) == 1
    while view.rows.current != folded[0]:
        qtbot.keyClick(view.rows, Qt.Key.Key_Down)
    qtbot.keyClick(view.rows, Qt.Key.Key_Return)
    wait(qtbot, view)
    assert not [line for line in view.compared.difference.lines if line.kind is Kind.FOLDED]
    assert not CompareView(settings).commands.fold.isChecked()


def test_a_fold_opens_with_a_double_click(view, compare, qtbot):
    compare()
    at = next(n for n, line in enumerate(view.compared.difference.lines) if line.kind is Kind.FOLDED)
    height = view.rows._painter.row_height
    qtbot.mouseDClick(
        view.rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, at * height + height // 2)
    )
    assert not view.commands.fold.isChecked()
    wait(qtbot, view)


def test_all_is_copied_as_one_text(view, compare, qtbot):
    compare({"a": 1, "b": 2}, {"a": 1, "b": 3})
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(view.rows, Qt.Key.Key_C, both)
    assert QGuiApplication.clipboard().text() == (
        '--- one\n+++ other\n {\n   "a": 1,\n-  "b": 2\n+  "b": 3\n }'
    )


def test_selected_lines_are_copied(view, compare, qtbot):
    compare({"a": 1, "b": 2}, {"a": 1, "b": 3})
    qtbot.keyClick(view.rows, Qt.Key.Key_Home)
    for _ in range(2):
        qtbot.keyClick(view.rows, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view.rows, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == ' {\n   "a": 1,\n-  "b": 2\n+  "b": 3'
    qtbot.keyClick(view.rows, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    view.rows.menuRequested.emit(view.mapToGlobal(QPoint(5, 5)))
    (menu,) = view.findChildren(QMenu)
    texts = {}
    for action in menu.actions()[1:3]:
        action.trigger()
        texts[action.text()] = json.loads(QGuiApplication.clipboard().text())
    menu.close()
    assert texts == {"Copy their left side": {"a": 1, "b": 2}, "Copy their right side": {"a": 1, "b": 3}}


def test_the_mouse_selects_lines(view, compare, qtbot):
    compare()
    height = view.rows._painter.row_height
    viewport = view.rows.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(50, height // 2))
    qtbot.mouseMove(viewport, QPoint(50, 2 * height + 3))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(50, 2 * height + 3))
    qtbot.mouseClick(
        viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, QPoint(50, 3 * height + 3)
    )
    assert len(view.rows.selected_lines()) == 4


def test_a_large_comparison_is_cancelled_at_once(view, qtbot):
    left, right = (json.dumps([n * sign for n in range(300_000)]).encode() for sign in (1, -1))
    view.show_messages(message("one", left), message("other", right))
    qtbot.waitUntil(lambda: view.progress.value() > 0, timeout=20_000)
    assert view.progress.isVisible()
    qtbot.mouseClick(view.cancel, Qt.MouseButton.LeftButton)
    assert not view.work.busy
    assert not view.progress.isVisible()
    assert view._empty.isVisible()
    assert view.compared is None


def test_closing_ends_the_work(view, qtbot):
    left, right = (json.dumps([n * sign for n in range(100_000)]).encode() for sign in (1, -1))
    view.show_messages(message("one", left), message("other", right))
    qtbot.keyClick(view.rows, Qt.Key.Key_Escape)
    assert not view.work.busy
    assert not view.isVisible()


def test_what_cannot_be_read_is_said(view, qtbot, monkeypatch):
    def refuse(_offset, _length):
        raise CaptureError("the disk is gone")

    view.show_messages(message("one", LEFT), Shown("b", "", PayloadSource("b", 1, 5, refuse)))
    wait(qtbot, view)
    assert view.problem.text() == "The payload cannot be read: the disk is gone"
    monkeypatch.setattr(compare_work, "MOST_COMPARED", 3)
    view.swap()
    wait(qtbot, view)
    assert "are too much to be compared" in view.problem.text()


@pytest.mark.parametrize("mode", [ThemeMode.LIGHT, ThemeMode.DARK])
def test_each_kind_has_its_ground_in_both_themes(view, compare, qtbot, mode):
    theme = current_theme()
    theme.set_mode(mode)
    try:
        compare({"a": 1, "b": [1]}, {"a": 2, "c": 3})
        picture = view.rows.viewport().grab().toImage()
        lines = view.compared.difference.lines
        height = view.rows._painter.row_height
        middle = picture.width() // 2
        seen = {
            line.kind: (picture.pixelColor(3, y), picture.pixelColor(middle + 3, y))
            for at, line in enumerate(lines)
            for y in [at * height + 2]
        }
        assert seen[Kind.CHANGED] == (theme.color("warning_ground"),) * 2
        assert seen[Kind.REMOVED] == (theme.color("error_ground"), theme.color("alternate"))
        assert seen[Kind.ADDED] == (theme.color("alternate"), theme.color("ok_ground"))
        assert seen[Kind.SAME][0] == QColor(theme.color("base"))
    finally:
        theme.set_mode(ThemeMode.SYSTEM)


def test_lines_in_words(compare):
    difference = compare({"a": "x {1}", "b": 1}, {"a": "y", "c": 2})
    assert [spoken_line(line) for line in difference.lines if line.difference] == [
        'Changed: "a": "x {1}",, now "a": "y",',
        'Removed: "b": 1',
        'Added: "c": 2',
    ]


def test_one_text_has_what_is_gone_before_what_has_come(compare):
    difference = compare({"a": [1], "b": 2}, {"a": "x", "b": 2})
    assert unified_text(difference.lines) == (' {\n-  "a": [\n-    1\n-  ],\n+  "a": "x",\n   "b": 2\n }')


# From the table.


@pytest.fixture
def capture(tmp_path):
    with closing(Capture.create(tmp_path / "own.wscap")) as made:
        connection = made.open_connection("ws://h/chat")
        made.append(connection, [(1, 0, 0x81, None, 7, b'{"a":1}'), (2, 1, 0x81, None, 7, b'{"a":2}')])
        made.append_http(connection, 1, b"HTTP/1.1 200 OK\r\n\r\n", b"body", 4, 3)
        made.flush()
        yield made


def test_sides_are_made_of_frames(capture):
    sent, received, http = (shown_of(capture, frame_id) for frame_id in (1, 2, 3))
    assert (sent.title, received.title) == ("Frame 1: text sent", "Frame 2: text received")
    assert http.title == "Frame 3: HTTP received"
    assert "ws://h/chat" in sent.detail
    assert received.source.part(0, 7) == (b'{"a":2}', "")
    assert http.source.part(0, 4) == (b"body", "")
    assert shown_of(capture, 9) is None


def test_two_selected_frames_are_compared(capture, qtbot, settings):
    window = QWidget()
    qtbot.addWidget(window)
    selected = [1, 2]
    comparing = Comparing(window, settings, lambda: capture, lambda: selected)
    told = []
    comparing.problem.connect(told.append)
    assert not comparing.action.isEnabled()
    assert "Select two messages" in comparing.action.toolTip()
    comparing.set_count(2)
    assert comparing.action.isEnabled()
    comparing.action.trigger()
    (view,) = window.findChildren(CompareView)
    assert view.isWindow()
    wait(qtbot, view)
    assert view.told.text() == "1 difference: 1 changed"
    view.close()
    selected[:] = [1, 99]
    comparing.action.trigger()
    selected[:] = [1, 2, 3]
    comparing.compare_selected()
    assert told == ["One of the two is not in the capture any more: select others."]
