"""A person uses Socket.IO from the window, against a server of Node's socket.io."""

from __future__ import annotations

import asyncio
import json
import subprocess

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from websockets.asyncio.server import serve

from inspector.session.events import State
from inspector.session.options import ConnectOptions, SocketIoOptions
from inspector.session.socketio import joining
from inspector.ui.composer_modes import Mode
from inspector.ui.emit_argument import Argument, Kind
from inspector.ui.frame_columns import Column
from tests.peers.install import FOLDER, node_environment
from tests.ui.waiting import until

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def server():
    """A server of Socket.IO 4; gives its URL."""
    command = ["node", str(FOLDER / "socketio_server.cjs"), json.dumps({"version": 4})]
    process = subprocess.Popen(
        command, env=node_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.communicate()


async def connect(it, url):
    bar = it.window.bar
    bar.set_url(url)
    QTest.mouseClick(bar.kind.buttons[1], LEFT)
    QTest.mouseClick(bar.button, LEFT)
    pane = it.window.composer.emit_pane
    await until(lambda: pane.join_button.text() == "Leave")
    await until(lambda: "websocket" in it.window.status.detail.text())
    return pane


async def connect_with(it, url, options):
    it.window.bar.connectRequested.emit(ConnectOptions(url, socketio=options))
    pane = it.window.composer.emit_pane
    await until(lambda: pane.join_button.text() == "Leave")
    return pane


def previews(it):
    model = it.window.model
    return [model.index(row, Column.PREVIEW).data() for row in range(model.rowCount())]


def test_an_event_is_emitted_and_its_ack_is_shown(with_window, server):
    async def scenario(it):
        pane = await connect(it, server)
        assert it.window.composer.mode is Mode.EMIT
        pane.event_name.setEditText("echo")
        pane.rows[0].show_argument(Argument(Kind.JSON, '{"a":[1]}'))
        pane.add_argument(Argument(Kind.HEX, "de ad"))
        pane.ack.setChecked(True)
        QTest.mouseClick(it.window.composer.tools.send, LEFT)
        status = it.window.composer.status
        await until(lambda: status.text().startswith("Ack 0 of echo after "))
        assert status.text().endswith(' ms: {"a": [1]}, <2 bytes>')
        await until(lambda: any(text.startswith("BINARY_EVENT echo") for text in previews(it)))
        await until(lambda: any(text.startswith("BINARY_ACK 0") for text in previews(it)))
        assert previews(it)[0].startswith("GET")
        assert any("upgrade" in text for text in previews(it))

    with_window(scenario)


def test_an_ack_without_arguments(with_window, server):
    async def scenario(it):
        pane = await connect(it, server)
        pane._remove(pane.rows[0])
        pane.event_name.setEditText("echo")
        pane.ack.setChecked(True)
        QTest.mouseClick(it.window.composer.tools.send, LEFT)
        status = it.window.composer.status
        await until(lambda: status.text().endswith(" ms, without arguments"))

    with_window(scenario)


def test_an_ack_is_waited_for_as_long_as_the_pane_says(with_window, server):
    async def scenario(it):
        pane = await connect_with(it, server, SocketIoOptions(ack_timeout=0.05))
        assert pane.timeout.seconds() == 0.05
        pane.event_name.setEditText("mute")
        pane.rows[0].show_argument(Argument(Kind.NUMBER, "1"))
        pane.ack.setChecked(True)
        pane.timeout.set_seconds(None)
        QTest.mouseClick(it.window.composer.tools.send, LEFT)
        await asyncio.sleep(0.3)
        assert not it.window.banner.isVisible()
        pane.timeout.set_seconds(0.05)
        QTest.mouseClick(it.window.composer.tools.send, LEFT)
        await until(lambda: it.window.banner.isVisible())
        assert it.window.banner.notice.what == "No ack 1 for mute within 0.05 s."

    with_window(scenario)


def test_the_namespace_of_the_url_is_chosen(with_window, server):
    async def scenario(it):
        pane = await connect_with(it, server + "/admin", SocketIoOptions(auth='{"token": "secret"}'))
        assert pane.namespace.currentText() == "/admin"
        pane.event_name.setEditText("echo")
        assert not pane.event_name.isHidden()

    with_window(scenario)


def test_events_seen_are_listed_and_left_out_when_unticked(with_window, server):
    async def scenario(it):
        await connect(it, server)
        events = it.window.details.events
        await until(lambda: "welcome" in events.names)
        shown = len(previews(it))
        item = events._items["/", "welcome"]
        for section in (2, 3):
            assert events.tree.headerItem().textAlignment(section) == item.textAlignment(section)
        item.setCheckState(0, Qt.CheckState.Unchecked)
        await until(lambda: it.window.log.choice.counted().complete)
        await until(lambda: 0 < len(previews(it)) < shown)
        assert not any("welcome" in text for text in previews(it))
        QTest.mouseClick(events.all_button, LEFT)
        await until(lambda: len(previews(it)) >= shown)

    with_window(scenario)


def test_a_namespace_is_refused_joined_and_left(with_window, server):
    async def scenario(it):
        pane = await connect(it, server)
        pane.namespace.setEditText("/admin")
        assert not pane.auth.isHidden()
        QTest.mouseClick(pane.join_button, LEFT)
        await until(lambda: it.window.banner.isVisible())
        notice = it.window.banner.notice
        assert "refuses the namespace /admin: not authorized" in notice.what
        assert notice.hint == '{"data": {"code": 7}}'
        QTest.keyClicks(pane.auth, '{"token": "secret"}')
        QTest.mouseClick(pane.join_button, LEFT)
        await until(lambda: pane.join_button.text() == "Leave")
        assert pane.auth.isHidden()
        QTest.mouseClick(pane.join_button, LEFT)
        await until(lambda: pane.join_button.text() == "Join")

    with_window(scenario)


def test_a_namespace_that_is_never_answered_is_told(with_window, monkeypatch):
    """The server is made by hand: it answers CONNECT to the main namespace only."""
    monkeypatch.setattr(joining, "ANSWER_WITHIN_S", 0.2)

    async def answer(connection):
        await connection.send('0{"sid":"s1","upgrades":[],"pingInterval":25000,"pingTimeout":20000}')
        async for packet in connection:
            if packet == "40":
                await connection.send('40{"sid":"n1"}')

    async def scenario(it):
        async with serve(answer, "127.0.0.1", 0, compression=None) as mute:
            url = f"ws://127.0.0.1:{mute.sockets[0].getsockname()[1]}"
            pane = await connect_with(it, url, SocketIoOptions(transports="websocket"))
            pane.namespace.setEditText("/mute")
            QTest.mouseClick(pane.join_button, LEFT)
            await until(lambda: pane.join_button.text() == "Give up")
            await until(lambda: it.window.banner.isVisible())
            notice = it.window.banner.notice
            assert notice.what == "The server has not answered CONNECT to /mute within 0.2 s."
            assert notice.hint.startswith("Join it again")
            assert pane.join_button.text() == "Join"

    with_window(scenario)


def test_the_server_gets_the_ack_that_it_waits_for(with_window, server):
    async def scenario(it):
        pane = await connect(it, server)
        it.bench.current.emit("ask")
        await until(lambda: not pane.asked.isHidden())
        assert pane.asked.label.text() == "The server waits for ack 0 of question"
        pane.rows[0].show_argument(Argument(Kind.JSON, '"because"'))
        QTest.mouseClick(pane.asked.button, LEFT)
        await until(lambda: any("answered" in text and "because" in text for text in previews(it)))
        await until(lambda: it.bench.current.asked == [])
        assert pane.asked.isHidden()

    with_window(scenario)


def test_raw_packets_go_out_as_they_are(with_window, server):
    async def scenario(it):
        await connect(it, server)
        composer = it.window.composer
        composer.choose(Mode.TEXT)
        composer.pane.set_draft('42["echo","raw"]')
        QTest.mouseClick(composer.tools.send, LEFT)
        await until(lambda: sum('EVENT echo ["raw"]' in text for text in previews(it)) == 2)

    with_window(scenario)


def test_the_other_kind_of_connection_has_no_events(with_window, server):
    async def scenario(it):
        await connect(it, server)
        QTest.mouseClick(it.window.bar.button, LEFT)
        await until(lambda: it.bench.state is State.CLOSED)
        it.window.try_echo()
        await until(lambda: it.bench.state is State.OPEN)
        assert it.window.composer.mode is Mode.TEXT
        assert not it.window.composer.tabs.isTabVisible(0)

    with_window(scenario)


def test_the_event_column_gives_way_to_the_preview_in_a_narrow_table(with_window, server):
    async def scenario(it):
        columns = it.window.table.columns
        it.window.resize(1440, 860)
        await connect(it, server)
        assert not columns.isSectionHidden(Column.EVENT)
        it.window.resize(900, 600)
        await until(lambda: columns.isSectionHidden(Column.EVENT))
        assert columns.sectionSize(Column.PREVIEW) > columns.width() // 3
        it.window.resize(1440, 860)
        await until(lambda: not columns.isSectionHidden(Column.EVENT))
        assert columns.isSectionHidden(Column.NAMESPACE)

    with_window(scenario)


def test_columns_are_remembered_for_each_kind(with_window, server):
    async def scenario(it):
        columns = it.window.table.columns
        it.window.resize(1440, 860)
        assert columns.isSectionHidden(Column.EVENT)
        await connect(it, server)
        assert not columns.isSectionHidden(Column.EVENT)
        columns.column_actions[Column.FLAGS].trigger()
        shown = columns.isSectionHidden(Column.FLAGS)
        QTest.mouseClick(it.window.bar.button, LEFT)
        await until(lambda: it.bench.state is State.CLOSED)
        it.window.try_echo()
        await until(lambda: it.bench.state is State.OPEN)
        assert columns.isSectionHidden(Column.EVENT)
        QTest.mouseClick(it.window.bar.button, LEFT)
        await until(lambda: it.bench.state is State.CLOSED)
        await connect(it, server)
        assert not columns.isSectionHidden(Column.EVENT)
        assert columns.isSectionHidden(Column.FLAGS) == shown

    with_window(scenario)
