"""Ctrl+K lists every command of the window; typing narrows, Enter triggers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from inspector.ui import icons
from inspector.ui.command_palette import COMMAND, CommandPalette
from inspector.ui.fuzzy import fuzzy_score, fuzzy_sorted
from inspector.ui.layouts import GRID, ICON, ITEM

# Qt's offscreen platform says this of every window it shows.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


@pytest.fixture
def window(qtbot):
    widget = QMainWindow()
    qtbot.addWidget(widget)
    widget.resize(900, 600)
    widget.triggered = []
    for text, shortcut in (("&Connect", "F5"), ("Close connection", ""), ("Send && wait", "Ctrl+Return")):
        action = QAction(text, widget)
        action.setShortcut(shortcut)
        action.triggered.connect(lambda _checked=False, text=text: widget.triggered.append(text))
        widget.addAction(action)
    separator = QAction(widget)
    separator.setSeparator(True)
    hidden = QAction("Hidden", widget)
    hidden.setVisible(False)
    disabled = QAction("A disabled one", widget)
    disabled.setEnabled(False)
    widget.palette_ = CommandPalette(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def _first_dark(image):
    """Give the leftmost place of the text in the second row, which is not selected."""
    ground = image.pixel(image.width() // 2, ITEM + 2)
    columns = range(GRID, image.width())
    return next(x for x in columns if any(image.pixel(x, y) != ground for y in range(ITEM + 4, 2 * ITEM - 4)))


def test_ctrl_k_lists_what_can_be_done_with_disabled_last(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.palette_.isVisible()
    assert window.palette_.shown_texts() == ["Connect", "Close connection", "Send & wait", "A disabled one"]


def test_a_command_has_a_name_of_its_own_where_its_text_is_too_short(window):
    action = QAction("Hex", window)
    action.setProperty(COMMAND, "Payload: Hex")
    window.palette_.open()
    assert "Payload: Hex" in window.palette_.shown_texts()
    assert "Hex" not in window.palette_.shown_texts()


def test_texts_begin_at_one_place_with_and_without_an_icon(window):
    window.palette_.open()
    before = window.palette_.list.viewport().grab().toImage()
    QAction(icons.icon("plus"), "Last of all", window).setEnabled(False)
    window.palette_.open()
    after = window.palette_.list.viewport().grab().toImage()
    assert _first_dark(after) - _first_dark(before) == ICON + 2 * GRID


def test_typing_narrows_and_enter_triggers(window, qtbot):
    window.palette_.open()
    qtbot.keyClicks(window.palette_.search, "clo con")
    assert window.palette_.shown_texts() == ["Close connection"]
    qtbot.keyClick(window.palette_.search, Qt.Key.Key_Return)
    assert not window.palette_.isVisible()
    qtbot.waitUntil(lambda: window.triggered == ["Close connection"])


def test_arrow_keys_move_while_the_search_keeps_the_focus(window, qtbot):
    window.palette_.open()
    qtbot.keyClick(window.palette_.search, Qt.Key.Key_Down)
    qtbot.keyClick(window.palette_.search, Qt.Key.Key_Down)
    qtbot.keyClick(window.palette_.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.triggered == ["Send && wait"])


def test_a_click_triggers(window, qtbot):
    window.palette_.open()
    view = window.palette_.list
    area = view.visualRect(view.model().index(1, 0))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    qtbot.waitUntil(lambda: window.triggered == ["Close connection"])


def test_a_disabled_command_stays(window, qtbot):
    window.palette_.open()
    qtbot.keyClicks(window.palette_.search, "disabled")
    qtbot.keyClick(window.palette_.search, Qt.Key.Key_Return)
    assert window.palette_.isVisible()


def test_enter_takes_the_first_that_can_be_used(window, qtbot):
    window.palette_.open()
    qtbot.keyClicks(window.palette_.search, "a")
    assert window.palette_.shown_texts() == ["A disabled one", "Send & wait"]
    qtbot.keyClick(window.palette_.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.triggered == ["Send && wait"])


def test_a_shortcut_is_found_by_its_name(window, qtbot):
    window.palette_.open()
    qtbot.keyClicks(window.palette_.search, "f5")
    assert window.palette_.shown_texts() == ["Connect"]


def test_nothing_found_is_said(window, qtbot):
    window.palette_.open()
    qtbot.keyClicks(window.palette_.search, "zzz")
    assert window.palette_.shown_texts() == []
    assert not window.palette_.list.isVisible()
    qtbot.keyClick(window.palette_.search, Qt.Key.Key_Return)
    assert window.triggered == []


def test_esc_closes_it(window, qtbot):
    window.palette_.open()
    qtbot.keyClick(window.palette_.search, Qt.Key.Key_Escape)
    assert not window.palette_.isVisible()


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("conn", "Connect"),
        ("cc", "Close connection"),
        ("sp", "Send ping"),
        ("discon", "Disconnect"),
        ("SEND M", "Send message"),
        ("", "Connect"),
    ],
)
def test_the_best_match_is_first(query, first):
    names = ["Connect", "Disconnect", "Close connection", "Send ping", "Send message", "Copy as curl command"]
    assert fuzzy_sorted(query, [(name, name) for name in names])[0] == first


def test_every_letter_has_to_be_there_in_order():
    assert fuzzy_score("xyz", "Connect") is None
    assert fuzzy_score("tc", "Connect") is None
    assert fuzzy_score("sed", "send: d send") is not None
