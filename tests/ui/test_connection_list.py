"""The left pane: connections, local server and captures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inspector.capture.records import ConnectionRecord
from inspector.session.events import State
from inspector.ui.connection_delegate import server_title
from inspector.ui.connection_items import (
    CaptureItem,
    ConnectionItem,
    Kind,
    Section,
    ServerItem,
    connection_item,
    connection_name,
)
from inspector.ui.connection_list import ConnectionList
from inspector.ui.connection_model import ConnectionModel
from inspector.ui.connection_words import row_title
from inspector.ui.theme import current_theme

# Qt's offscreen platform says this of every window it shows.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

ECHO = ConnectionItem(1, "/echo", "ws://127.0.0.1:8765/echo", State.OPEN, "client", 12, 128)
CHAT = ConnectionItem(2, "/chat", "ws://127.0.0.1:8765/chat", State.CONNECTING, "client", 0, 0)
SERVED = ConnectionItem(3, "/echo", "ws://127.0.0.1:8765/echo", State.CLOSED, "server", 128, 12)
RUNNING = ServerItem(running=True, url="ws://127.0.0.1:8765", connections=3)


@pytest.fixture
def pane(qtbot):
    pane = ConnectionList()
    qtbot.addWidget(pane)
    pane.resize(240, 500)
    pane.show()
    pane.setFocus()
    return pane


@pytest.fixture
def chosen(pane):
    told = []
    pane.connectionChosen.connect(told.append)
    return told


def titles(pane):
    rows = pane.model()
    return [row_title(rows.row(place)) for place in range(rows.rowCount())]


def place_of(pane, kind, key=None):
    QApplication.processEvents()
    return pane.visualRect(pane.model().index(pane.model().row_of(kind, key))).center()


def click(pane, kind, key=None):
    QTest.mouseClick(
        pane.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place_of(pane, kind, key)
    )


def selected(pane):
    return [pane.model().row(index.row()).key for index in pane.selectedIndexes()]


def test_the_model_is_correct_whatever_it_holds(qapp, qtmodeltester):
    model = ConnectionModel()
    qtmodeltester.check(model)
    model.set_connections([ECHO, CHAT])
    model.set_server(RUNNING)
    model.set_captures([CaptureItem("/a", "a"), CaptureItem("/b", "b", "84 MB", current=True)])
    qtmodeltester.check(model)
    model.fold(Section.CONNECTIONS, True)
    model.set_connections([SERVED])
    qtmodeltester.check(model)


def test_empty_it_says_so_and_offers_what_can_be_done(pane, qtbot):
    assert titles(pane) == [
        "CONNECTIONS", "All connections", "No connections yet", "LOCAL SERVER", "Stopped", "CAPTURES",
        "Open a capture…",
    ]  # fmt: skip
    with qtbot.waitSignal(pane.openCaptureRequested):
        click(pane, Kind.OPEN_CAPTURE)


def test_all_connections_are_chosen_at_first(pane, chosen):
    pane.set_connections([ECHO, CHAT])
    assert (pane.chosen, selected(pane), chosen) == (None, [None], [])


def test_a_click_chooses_a_connection(pane, chosen):
    pane.set_connections([ECHO, CHAT])
    click(pane, Kind.CONNECTION, 2)
    click(pane, Kind.CONNECTION, 2)
    click(pane, Kind.ALL)
    assert chosen == [2, None]


def test_the_keys_choose_connections_and_walk_over_the_rest(pane, chosen):
    pane.set_connections([ECHO, CHAT])
    for _ in range(3):
        QTest.keyClick(pane, Qt.Key.Key_Down)
    assert chosen == [1, 2]
    assert pane.model().row(pane.currentIndex().row()).kind is Kind.SECTION
    assert selected(pane) in ([2], [])


def test_what_is_chosen_stays_while_the_list_changes(pane, chosen):
    pane.set_connections([ECHO, CHAT])
    pane.choose(2)
    pane.set_connections([ECHO, replace(CHAT, state=State.OPEN, received=7), SERVED])
    pane.set_connections([CHAT, SERVED])
    pane.set_connections([SERVED, CHAT])
    assert (chosen, pane.chosen, selected(pane)) == ([2], 2, [2])


def test_when_the_chosen_connection_goes_all_are_chosen(pane, chosen):
    pane.set_connections([ECHO, CHAT, SERVED])
    pane.choose(2)
    pane.set_connections([ECHO, SERVED])
    assert (chosen, selected(pane)) == ([2, None], [None])


def test_a_connection_that_is_not_there_cannot_be_chosen(pane, chosen):
    pane.set_connections([ECHO])
    pane.choose(99)
    assert (chosen, pane.chosen) == ([], None)


def test_only_what_changed_is_told(qapp):
    model = ConnectionModel()
    connections = [replace(ECHO, id=number) for number in range(1, 101)]
    model.set_connections(connections)
    told = []
    model.dataChanged.connect(lambda first, last: told.append(("changed", first.row(), last.row())))
    model.rowsInserted.connect(lambda _parent, first, last: told.append(("inserted", first, last)))
    model.rowsRemoved.connect(lambda _parent, first, last: told.append(("removed", first, last)))
    model.modelReset.connect(lambda: told.append("reset"))
    model.set_connections(list(connections))
    assert told == []
    connections[41] = replace(connections[41], received=129)
    model.set_connections(list(connections))
    assert told == [("changed", 43, 43)]
    told.clear()
    model.set_connections([*connections, replace(ECHO, id=101)])
    assert told == [("inserted", 102, 102), ("changed", 0, 1)]
    told.clear()
    model.set_connections(connections[:-1])
    assert told == [("removed", 101, 102), ("changed", 0, 1)]


def test_sections_fold_by_mouse_and_keys_and_keep_what_is_chosen(pane, chosen):
    pane.set_connections([ECHO, CHAT])
    pane.choose(2)
    click(pane, Kind.SECTION, Section.CONNECTIONS)
    assert titles(pane)[:2] == ["CONNECTIONS", "LOCAL SERVER"]
    assert pane.chosen == 2
    QTest.keyClick(pane, Qt.Key.Key_Right)
    assert titles(pane)[:2] == ["CONNECTIONS", "All connections"]
    assert selected(pane) == [2]
    QTest.keyClick(pane, Qt.Key.Key_Left)
    QTest.keyClick(pane, Qt.Key.Key_Return)
    assert titles(pane)[1] == "All connections"
    assert chosen == [2]


def test_the_server_is_started_and_stopped_by_its_button(pane, qtbot):
    QApplication.processEvents()
    assert pane.server_button.accessibleName() == "Start the local server"
    with qtbot.waitSignal(pane.serverToggled) as told:
        QTest.mouseClick(pane.server_button, Qt.MouseButton.LeftButton)
    assert told.args == [True]
    pane.set_server(RUNNING)
    assert pane.server_button.toolTip() == "Stop the local server"
    with qtbot.waitSignal(pane.serverToggled) as told:
        QTest.mouseClick(pane.server_button, Qt.MouseButton.LeftButton)
    assert told.args == [False]


def test_the_server_is_started_by_enter_on_its_row(pane, qtbot):
    pane.setCurrentIndex(pane.model().index(pane.model().row_of(Kind.SERVER)))
    with qtbot.waitSignal(pane.serverToggled) as told:
        QTest.keyClick(pane, Qt.Key.Key_Return)
    assert told.args == [True]


def test_the_button_stays_at_its_row(pane):
    def inside():
        QApplication.processEvents()
        row = pane.visualRect(pane.model().index(pane.model().row_of(Kind.SERVER)))
        return row.contains(pane.server_button.geometry())

    assert inside()
    pane.set_connections([replace(ECHO, id=number) for number in range(1, 40)])
    assert inside()
    pane.verticalScrollBar().setValue(pane.verticalScrollBar().maximum())
    assert inside()
    pane.resize(400, 300)
    assert inside()
    click(pane, Kind.SECTION, Section.SERVER)
    assert pane.server_button.isHidden()


@pytest.mark.parametrize(("width", "counts"), [(400, 2), (150, 0)])
def test_a_long_name_matters_more_than_counts(pane, width, counts):
    name = "/api/v2/stream/orders/of/everybody"
    pane.set_connections([replace(ECHO, name=name, sent=12_345, received=67_890)])
    pane.resize(width, 300)
    place_of(pane, Kind.CONNECTION, 1)
    picture = (
        pane.viewport()
        .grab(pane.visualRect(pane.model().index(pane.model().row_of(Kind.CONNECTION, 1))))
        .toImage()
    )
    colors = {
        picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())
    }
    wanted = {current_theme().color("sent").name(), current_theme().color("received").name()}
    assert len(colors & wanted) == counts


def test_the_button_is_drawn_where_there_is_no_room_for_a_word(pane):
    pane.resize(150, 400)
    QApplication.processEvents()
    assert (pane.server_button.text(), pane.server_button.icon().isNull()) == ("", False)
    pane.resize(500, 400)
    QApplication.processEvents()
    assert (pane.server_button.text(), pane.server_button.icon().isNull()) == ("Start", True)


def test_a_capture_is_opened_by_a_click(pane, qtbot):
    pane.set_captures([CaptureItem("/tmp/a.wscap", "a"), CaptureItem("/tmp/b.wscap", "b")])
    with qtbot.waitSignal(pane.captureChosen) as told:
        click(pane, Kind.CAPTURE, "/tmp/b.wscap")
    assert told.args == ["/tmp/b.wscap"]


def ask_for_menu(pane, kind, key=None):
    place = place_of(pane, kind, key)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, pane.viewport().mapToGlobal(place))
    pane.contextMenuEvent(event)


def test_each_kind_of_row_asks_for_its_own_menu(pane):
    pane.set_connections([ECHO])
    pane.set_captures([CaptureItem("/a", "a")])
    told = []
    pane.connectionMenuRequested.connect(lambda connection, _place: told.append(connection))
    pane.serverMenuRequested.connect(lambda _place: told.append("server"))
    pane.captureMenuRequested.connect(lambda path, _place: told.append(path))
    for kind, key in ((Kind.CONNECTION, 1), (Kind.ALL, None), (Kind.CAPTURE, "/a")):
        ask_for_menu(pane, kind, key)
    QApplication.processEvents()
    ask_for_menu(pane, Kind.SECTION, Section.SERVER)
    assert told == [1, None, "/a"]
    pane.choose(1)
    pane.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint()))
    assert told[-1] == 1


def spoken(pane, kind, key=None):
    return pane.model().index(pane.model().row_of(kind, key)).data(Qt.ItemDataRole.AccessibleTextRole)


def test_every_row_says_in_words_what_it_shows(pane):
    pane.set_connections([ECHO, replace(SERVED, problem="The server answered 403.")])
    pane.set_server(RUNNING)
    pane.set_captures([CaptureItem("/a", "a", "84 MB", current=True)])
    assert spoken(pane, Kind.CONNECTION, 1) == "/echo, client, OPEN, 12 frames sent, 128 received"
    assert spoken(pane, Kind.CONNECTION, 3).endswith("12 received, The server answered 403.")
    assert spoken(pane, Kind.SERVER) == "LOCAL SERVER, Running, ws://127.0.0.1:8765, 3 connections"
    assert spoken(pane, Kind.CAPTURE, "/a") == "a, 84 MB, shown now"
    assert spoken(pane, Kind.ALL) == "All connections, 2"
    assert pane.accessibleName()


def test_a_tooltip_shows_markup_as_it_is(pane):
    pane.set_connections([replace(ECHO, url="ws://h/<img src=x>", problem="<b>no</b>")])
    tip = pane.model().index(pane.model().row_of(Kind.CONNECTION, 1)).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;img src=x&gt;" in tip
    assert "<img" not in tip
    assert "<b>" not in tip


def colors_in(pane, kind, key=None):
    QApplication.processEvents()
    index = pane.model().index(pane.model().row_of(kind, key))
    image = pane.viewport().grab(pane.visualRect(index)).toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_states_have_their_colours(pane):
    failed = replace(SERVED, id=4, problem="The server answered 403.", sent=0, received=0)
    pane.set_connections([ECHO, CHAT, SERVED, failed])
    theme = pane._theme

    def drawn(color, connection):
        return theme.color(color).name() in colors_in(pane, Kind.CONNECTION, connection)

    assert [drawn("ok", number) for number in (1, 2, 3, 4)] == [True, False, False, False]
    assert [drawn("accent", number) for number in (1, 2, 3, 4)] == [False, True, False, False]
    assert [drawn("error", number) for number in (1, 2, 3, 4)] == [False, False, False, True]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("ws://127.0.0.1:8765/echo", "/echo"),
        ("wss://example.com", "example.com"),
        ("wss://example.com:444/", "example.com:444"),
        ("wss://me:secret@example.com/", "example.com"),
        ("ws://[::1", "ws://[::1"),
        ("/chat", "/chat"),
    ],
)
def test_a_connection_is_named_by_its_path_or_its_host(url, name):
    assert connection_name(url) == name


def test_an_item_is_made_from_the_capture_record():
    record = ConnectionRecord(7, "ws://h/chat", 1, role="server", error="The peer is gone.")
    assert connection_item(record, State.CLOSED, (3, 4)) == ConnectionItem(
        7, "/chat", "ws://h/chat", State.CLOSED, "server", 3, 4, "The peer is gone."
    )


@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton])
def test_what_is_chosen_stays_marked_wherever_one_clicks(pane, chosen, button):
    pane.set_connections([ECHO, CHAT])
    pane.set_captures([CaptureItem("/c/a.wscap", "a")])
    pane.choose(CHAT.id)
    below = QPoint(20, pane.viewport().height() - 4)
    for place in (place_of(pane, Kind.CAPTURE, "/c/a.wscap"), place_of(pane, Kind.OPEN_CAPTURE), below):
        QTest.mouseClick(pane.viewport(), button, Qt.KeyboardModifier.NoModifier, place)
        marked = [index.row() for index in pane.selectionModel().selectedIndexes()]
        assert marked == [pane.model().row_of(Kind.CONNECTION, CHAT.id)]
    assert chosen == [CHAT.id]


def test_a_count_that_has_no_room_in_words_is_a_number(pane):
    metrics = pane.fontMetrics()
    words = metrics.horizontalAdvance("Running · 3 connections")
    assert server_title("Running", RUNNING, metrics, words) == "Running · 3 connections"
    assert server_title("Running", RUNNING, metrics, words - 1) == "Running · 3"
