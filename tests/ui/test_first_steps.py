"""From the empty window to a first message, with nothing read before."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector.session.events import State
from inspector.ui.carrying_out import speaks_socketio
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
        await until(lambda: previews(it).count(b"Hello") >= 2)
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
