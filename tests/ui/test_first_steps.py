"""From the empty window to a first message, with nothing read before."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector.session.events import State
from inspector.session.options import ConnectOptions, Reconnect
from inspector.ui.carrying_out import speaks_socketio
from inspector.ui.frame_columns import Column
from tests.ui.waiting import until

LEFT = Qt.MouseButton.LeftButton


def previews(it):
    it.window.model.refresh()
    return [it.window.model.summary(row).preview for row in range(it.window.model.rowCount())]


def test_two_clicks_to_the_first_message_and_its_echo(with_window):
    async def scenario(it):
        QTest.mouseClick(it.window.table.empty.button, LEFT)
        await until(lambda: it.bench.state is State.OPEN)
        assert it.window.table.empty.isVisible()
        assert "Connected" in it.window.table.empty.accessibleName()
        QTest.mouseClick(it.window.table.empty.button, LEFT)
        await until(lambda: b"Hello" in previews(it))
        assert it.window.table.empty.isHidden()

    with_window(scenario)


def test_the_link_leads_to_the_socketio_server(with_window):
    async def scenario(it):
        assert it.window.table.empty.second.isVisible()
        QTest.mouseClick(it.window.table.empty.second, LEFT)
        await until(lambda: it.bench.state is State.OPEN)
        assert speaks_socketio(it.bench.current)
        assert it.window.bar.url.currentText() == it.bench.server.url + "/socket.io/"
        assert it.window.bar.kind.current == 1
        await until(lambda: it.window.composer.emit_pane.isVisible())

    with_window(scenario)


def test_the_echo_is_no_socketio_whatever_was_chosen_before(with_window):
    async def scenario(it):
        it.window.bar.set_socketio(True)
        it.window.try_echo()
        await until(lambda: it.bench.state is State.OPEN)
        assert not speaks_socketio(it.bench.current)

    with_window(scenario)


def test_nothing_is_offered_for_a_server_of_others(with_window):
    async def scenario(it):
        it.bench.start_server(0)
        await until(lambda: it.bench.server is not None and it.bench.server.running)
        it.window.connect_to(it.bench.server.url + "/silent")
        await until(lambda: it.bench.state is State.OPEN)
        await until(lambda: "Connected" in it.window.table.empty.accessibleName())
        assert it.window.table.empty.button.isHidden()
        assert it.window.table.empty.second.isHidden()

    with_window(scenario)


def test_the_first_step_comes_back_where_nothing_was_said(with_window):
    async def scenario(it):
        it.window.try_echo()
        await until(lambda: it.bench.state is State.OPEN)
        it.bench.cancel_current()
        await until(lambda: it.bench.state is State.CLOSED)
        await until(lambda: "local echo" in it.window.table.empty.button.text() or it.window.model.rowCount())

    with_window(scenario)


def test_the_echo_shows_each_message_once_on_its_way_and_once_back(with_window):
    async def scenario(it):
        it.window.try_echo()
        await until(lambda: it.bench.state is State.OPEN)
        QTest.mouseClick(it.window.table.empty.button, LEFT)
        await until(lambda: it.bench.capture.last_id >= 4)  # the server's two are in the capture as well
        await until(lambda: previews(it) == [b"Hello", b"Hello"])
        assert it.window.connections.chosen == it.bench.current.connection_id

    with_window(scenario)


def test_a_connection_asked_for_is_shown_in_place_of_another(with_window):
    async def scenario(it):
        it.window.try_echo()
        await until(lambda: it.bench.state is State.OPEN)
        first = it.window.connections.chosen
        it.window.try_echo()
        await until(lambda: it.bench.state is State.OPEN and it.window.connections.chosen != first)
        assert it.window.connections.chosen == it.bench.current.connection_id

    with_window(scenario)


def test_whoever_went_back_to_all_connections_stays_there(with_window):
    async def scenario(it):
        it.window.try_echo()
        await until(lambda: it.bench.state is State.OPEN)
        it.window.connections.choose(None)
        it.window.try_echo()
        await until(lambda: it.bench.state is State.OPEN)
        assert it.window.connections.chosen is None

    with_window(scenario)


def test_all_connections_say_of_each_row_which_end_it_was_seen_from(with_window):
    async def scenario(it):
        columns = it.window.table.columns
        it.window.try_echo()
        await until(lambda: it.bench.state is State.OPEN)
        QTest.mouseClick(it.window.table.empty.button, LEFT)
        await until(lambda: previews(it) == [b"Hello", b"Hello"])
        assert columns.isSectionHidden(Column.CONNECTION)
        it.window.connections.choose(None)
        await until(lambda: it.window.model.rowCount() == 4)
        assert not columns.isSectionHidden(Column.CONNECTION)
        model = it.window.model
        said = [model.index(row, Column.CONNECTION).data() for row in range(4)]
        assert said == ["1 client", "2 server", "2 server", "1 client"]
        it.window.connections.choose(it.bench.current.connection_id)
        assert columns.isSectionHidden(Column.CONNECTION)

    with_window(scenario)


def test_a_connection_that_comes_back_is_followed(with_window):
    async def scenario(it):
        it.bench.start_server(0)
        await until(lambda: it.bench.server is not None and it.bench.server.running)
        url = it.bench.server.url + "/close?code=1012"
        it.window.connect_with(ConnectOptions(url, reconnect=Reconnect(True, 0.05)))
        await until(lambda: it.window.connections.chosen is not None)
        first = it.window.connections.chosen
        await until(lambda: it.bench.current.connection_id != first)
        await until(lambda: it.window.connections.chosen == it.bench.current.connection_id)

    with_window(scenario)


def test_the_first_step_is_offered_on_a_second_connection_as_well(with_window):
    async def scenario(it):
        it.window.try_echo()
        await until(lambda: it.bench.state is State.OPEN)
        QTest.mouseClick(it.window.table.empty.button, LEFT)
        await until(lambda: previews(it) == [b"Hello", b"Hello"])
        first = it.bench.current.connection_id
        it.window.try_echo()
        await until(lambda: it.bench.state is State.OPEN and it.bench.current.connection_id != first)
        await until(lambda: "Connected" in it.window.table.empty.accessibleName())
        QTest.mouseClick(it.window.table.empty.button, LEFT)
        await until(lambda: previews(it) == [b"Hello", b"Hello"] and it.bench.capture.last_id == 8)

    with_window(scenario)


def test_a_connection_that_failed_has_no_frames_to_wait_for(with_window):
    async def scenario(it):
        it.window.try_echo()
        await until(lambda: it.bench.state is State.OPEN)
        QTest.mouseClick(it.window.table.empty.button, LEFT)
        await until(lambda: previews(it) == [b"Hello", b"Hello"])
        it.window.connect_to("ws://127.0.0.1:9")
        await until(lambda: it.window.banner.notice is not None)
        await until(lambda: it.window.table.empty.accessibleName() == "No frames on this connection.")
        assert it.window.table.empty.button.isHidden()

    with_window(scenario)
