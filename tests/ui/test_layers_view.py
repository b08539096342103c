"""The view of layers: bytes, bar and cards, at every width, and how it is filled."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QLabel

from inspector.payloads.layer_records import LayerKind
from inspector.payloads.layers import layers_of
from inspector.ui.labels import WrappedLabel
from inspector.ui.layers.card import LayerCard
from inspector.ui.layers.view import LayersView
from inspector.ui.theme import ThemeMode, current_theme
from inspector.wire.records import HTTP, WireFrame

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

EVENT = b'42/admin,12["chat message",{"text":"hello","n":1}]'
POST = b"POST /socket.io/?EIO=4&transport=polling&sid=abc HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n"


class Speaks:
    eio = 4


def taken(payload, head=0x81, http=None, speaks=Speaks):
    frame = WireFrame(0, 0, head, b"\x1a\x2b\x3c\x4d", len(payload), payload)
    return layers_of(frame._replace(masking_key=None) if http else frame, http, speaks and speaks())


@pytest.fixture
def view(qtbot):
    widget = LayersView()
    qtbot.addWidget(widget)
    widget.resize(460, 700)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def cards(view):
    return [card for card in view.findChildren(LayerCard) if card.isVisible()]


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


def test_a_message_has_a_card_for_each_layer(view):
    view.show_layers(taken(EVENT))
    heads = [texts(card)[:2] for card in cards(view)]
    assert heads == [
        ["WebSocket", "+ 6 B"],
        ["Engine.IO", "+ 1 B"],
        ["Socket.IO", "+ 27 B"],
        ["Application", "22 B"],
    ]
    assert "56 B in all: 22 B of the application, 34 B around it (61\u00a0%)" in texts(view)
    told = texts(cards(view)[2])
    assert told[told.index("ack id") + 1] == "12"
    assert "chat message" in told


def test_plain_websocket_has_two_cards(view):
    view.show_layers(taken(EVENT))
    view.show_layers(taken(b"hello", speaks=None))
    assert [texts(card)[0] for card in cards(view)] == ["WebSocket", "Application"]


def test_what_cannot_be_decoded_says_why(view):
    view.show_layers(taken(b'42["a",'))
    assert "The data is not JSON: Expecting value at character 6." in texts(view)
    assert "13 B in all; not all of it could be decoded" in texts(view)


@pytest.mark.parametrize(("width", "columns"), [(320, 1), (460, 2), (1200, 4)])
def test_cards_lie_side_by_side_where_there_is_room(view, qtbot, width, columns):
    view.resize(1000, 700)
    view.show_layers(taken(EVENT))
    view.resize(width, 700)
    qtbot.waitUntil(lambda: view.grid.width() <= width)
    assert view.grid.columns == columns
    assert len({card.x() for card in cards(view)}) == columns


@pytest.mark.parametrize("width", [320, 400, 460, 700, 900])
def test_no_word_is_cut(view, qtbot, qapp, width):
    current_theme().apply()
    try:
        for payload in (EVENT, b'0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":[],"pingInterval":25000}', EVENT):
            view.resize(width, 700)
            view.show_layers(taken(payload))
            qtbot.wait(1)
            labels = [label for label in view.findChildren(WrappedLabel) if label.isVisible()]
            assert labels
            assert [one.text() for one in labels if one.height() < one.heightForWidth(one.width())] == []
            assert view.widget().width() <= view.viewport().width()
    finally:
        qapp.setStyleSheet("")
        qapp.setPalette(QPalette())


@pytest.mark.parametrize("width", [370, 460, 1000])
def test_a_title_and_its_size_are_both_whole(view, qapp, width):
    view.resize(width, 700)
    head = POST[:-2] + b"X-Long: " + b"x" * 100_000 + b"\r\n\r\n"
    view.show_layers(taken(b"40", HTTP, http=head))
    qapp.processEvents()
    (card, *_others) = cards(view)
    title, size = [label for label in card.findChildren(QLabel) if label.isVisible()][:2]
    assert (title.text(), size.text()) == ("HTTP request", "+ 100093 B")
    for label in (title, size):
        assert label.width() >= label.sizeHint().width()


def test_the_bar_shares_its_width_by_bytes(view):
    view.show_layers(taken(EVENT))
    segments = view.bar.segments()
    assert [layer.kind for layer, _ in segments] == [
        LayerKind.WEBSOCKET,
        LayerKind.ENGINEIO,
        LayerKind.SOCKETIO,
        LayerKind.APPLICATION,
    ]
    widths = [area.width() for _, area in segments]
    assert widths[2] > widths[3] > widths[0] > widths[1] >= 4
    assert segments[-1][1].right() == pytest.approx(view.bar.width())


def test_arrow_keys_walk_over_the_layers_and_copy_takes_one(view, qtbot):
    view.show_layers(taken(EVENT))
    view.bytes.setFocus()
    qtbot.keyClick(view.bytes, Qt.Key.Key_Right)
    assert view.bytes.chosen.kind is LayerKind.WEBSOCKET
    qtbot.keyClick(view.bytes, Qt.Key.Key_Right)
    assert view.bytes.chosen.kind is LayerKind.ENGINEIO
    qtbot.keyClick(view.bytes, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Engine.IO: 34"
    assert view.bytes.accessibleDescription() == "Engine.IO: 34"
    qtbot.keyClick(view.bytes, Qt.Key.Key_Escape)
    assert view.bytes.chosen is None


def test_a_click_chooses_the_part_under_the_pointer(view, qtbot):
    view.show_layers(taken(EVENT))
    geometry = view.bytes._geometry()
    (area,) = geometry.area(6, 7)
    qtbot.mousePress(view.bytes, Qt.MouseButton.LeftButton, pos=area.center().toPoint())
    assert view.bytes.chosen.kind is LayerKind.ENGINEIO
    qtbot.mousePress(view.bytes, Qt.MouseButton.LeftButton, pos=QPoint(view.bytes.width() - 1, 1))
    assert view.bytes.chosen is None


def test_each_byte_is_drawn_in_its_layers_ground(view, qtbot):
    view.show_layers(taken(EVENT))
    picture = view.bytes.grab().toImage()
    theme = current_theme()
    for number, kind in ((0, "websocket"), (6, "engineio"), (8, "socketio")):
        (area,) = view.bytes._geometry().area(number, number + 1)
        colour = picture.pixelColor(int(area.left()) + 3, int(area.top()) + 1)
        assert colour == theme.color(f"layer_{kind}_ground")


def test_of_an_http_head_the_beginning_is_shown(view):
    view.show_layers(taken(b"40", HTTP, http=POST))
    geometry = view.bytes._geometry()
    assert geometry.numbers(0, len(POST)) == list(range(32))
    assert geometry.numbers(len(POST), len(POST) + 2) == [len(POST), len(POST) + 1]
    assert geometry.left_out == 0


def test_of_a_long_message_the_rest_is_counted(view):
    view.show_layers(taken(b'42["a","' + b"x" * 9_000 + b'"]'))
    geometry = view.bytes._geometry()
    assert geometry.rows == 12
    assert geometry.left_out == view._layers.total - geometry.columns * 12
    assert view.bytes.height() > geometry.height


def test_the_packets_of_a_body_are_gone_through(view, qtbot):
    view.show_layers(taken(b'40/a,\x1e42["x"]\x1e2', HTTP, http=POST))
    assert "Packet 1 of 3" in texts(view)
    assert not view.previous_button.isEnabled()
    assert "CONNECT" in " ".join(texts(cards(view)[2]))
    qtbot.mouseClick(view.next_button, Qt.MouseButton.LeftButton)
    assert "EVENT" in " ".join(texts(cards(view)[2]))
    qtbot.mouseClick(view.next_button, Qt.MouseButton.LeftButton)
    assert not view.next_button.isEnabled()
    assert "ping" in " ".join(texts(cards(view)[1]))


def test_it_says_what_to_do_when_there_is_nothing(view):
    assert "Choose a message in the table to see the layers that carried it." in texts(view)
    view.show_layers(taken(EVENT))
    view.clear("Too large.")
    assert "Too large." in texts(view)
    assert cards(view) == []


def test_both_themes_are_drawn(view, qtbot):
    theme = current_theme()
    try:
        for mode in (ThemeMode.DARK, ThemeMode.LIGHT):
            theme.set_mode(mode)
            view.show_layers(taken(EVENT))
            (area,) = view.bytes._geometry().area(0, 1)
            colour = view.bytes.grab().toImage().pixelColor(int(area.left()) + 3, int(area.top()) + 1)
            assert colour == theme.color("layer_websocket_ground")
    finally:
        theme.set_mode(ThemeMode.SYSTEM)


def message(payload):
    return WireFrame(0, 0, 0x81, None, len(payload), payload)


def test_a_small_message_is_taken_apart_at_once(view):
    view.show_message(message(EVENT), None, Speaks())
    assert len(cards(view)) == 4


def test_a_large_message_is_taken_apart_beside_the_window(view, qtbot):
    large = b'42["a","' + b"x" * 100_000 + b'"]'
    view.show_message(message(large), None, Speaks())
    assert cards(view) == []
    qtbot.waitUntil(lambda: len(cards(view)) == 4)


def test_what_comes_late_is_not_shown(view, qtbot):
    large = b'42["a","' + b"x" * 100_000 + b'"]'
    view.show_message(message(large), None, Speaks())
    view.show_message(message(b"hello"), None, None)
    qtbot.wait(100)
    assert len(cards(view)) == 2
    view.show_message(message(large), None, Speaks())
    view.clear()
    qtbot.wait(100)
    assert cards(view) == []
