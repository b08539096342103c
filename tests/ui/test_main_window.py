"""The window with a real capture, a real local server and real connections."""

from __future__ import annotations

import socket

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest

from inspector.capture.store import Capture
from inspector.session.events import State
from inspector.ui.composer_modes import Mode
from inspector.ui.theme import ThemeMode, current_theme
from tests.ui.waiting import until

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def with_window(with_window, tmp_path):
    """Have the capture in a file."""
    return lambda scenario, path=tmp_path / "window.wscap": with_window(scenario, path)


async def open_echo(it, path="/echo"):
    it.bench.start_server(0)
    await until(lambda: it.bench.server is not None and it.bench.server.running)
    it.window.connect_to(it.bench.server.url + path)
    await until(lambda: any(record.response_head for record in it.capture.connections()))
    await until(lambda: it.bench.state in (State.OPEN, State.CLOSED))


def shown(it):
    """Give direction and text of the client's rows."""
    it.window.model.refresh()
    ids = {record.id for record in it.capture.connections() if record.role == "client"}
    rows = (it.window.model.summary(row) for row in range(it.window.model.rowCount()))
    return [(row.direction, row.preview) for row in rows if row is not None and row.connection_id in ids]


def actions(it):
    """Give the window's own actions by their text."""
    found = it.window.findChildren(QAction, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return {action.text(): action for action in found}


def sent_text(it, text):
    QTest.keyClicks(it.window.focusWidget(), text)
    QTest.keyClick(it.window.focusWidget(), Qt.Key.Key_Return, CTRL)


def test_from_the_empty_window_to_an_echo(with_window):
    async def scenario(it):
        window = it.window
        assert window.table.empty.isVisible()
        QTest.mouseClick(window.table.empty.button, Qt.MouseButton.LeftButton)
        await until(lambda: it.bench.state is State.OPEN)
        assert window.bar.url.currentText() == it.bench.server.url + "/echo"
        assert window.bar.button.text() == "Disconnect"
        sent_text(it, "hello")
        await until(lambda: len(shown(it)) == 2)
        assert shown(it) == [(0, b"hello"), (1, b"hello")]
        assert not window.table.empty.isVisible()
        QTest.mouseClick(window.bar.button, Qt.MouseButton.LeftButton)
        await until(lambda: it.bench.state is State.CLOSED)
        assert window.status.detail.text() == "1000 normal closure · closed by this side"

    with_window(scenario)


def test_a_selected_row_fills_the_tabs(with_window):
    async def scenario(it):
        await open_echo(it)
        sent_text(it, "seen")
        await until(lambda: len(shown(it)) == 2)
        it.window.table.setFocus()
        QTest.keyClick(it.window.table, Qt.Key.Key_Home)
        details = it.window.details
        QTest.keyClick(it.window, Qt.Key.Key_F5)
        await until(lambda: "seen" in details.payload.text.toPlainText())
        QTest.keyClick(it.window, Qt.Key.Key_F6)
        assert details.currentWidget() is details.frame
        QTest.keyClick(it.window, Qt.Key.Key_F7)
        assert details.currentWidget() is details.handshake
        assert ("This program", "is the client") in details.handshake.facts("agreed")

    with_window(scenario)


def test_a_connection_chosen_in_the_list_filters(with_window):
    async def scenario(it):
        await open_echo(it)
        it.window.connections.choose(None)
        sent_text(it, "hello")
        await until(lambda: it.window.model.rowCount() == 4)
        client = it.bench.current.connection_id
        await until(lambda: len(it.window.connections._rows._connections) == 2)
        it.window.connections.choose(client)
        await until(lambda: it.window.model.rowCount() == 2)
        it.window.connections.choose(None)
        await until(lambda: it.window.model.rowCount() == 4)

    with_window(scenario)


def test_a_failure_is_not_shown_beside_a_url_that_cannot_be_tried(with_window):
    async def scenario(it):
        it.window.connect_to("ws://127.0.0.1:9")
        await until(lambda: it.window.banner.notice is not None)
        it.window.connect_to("ws://")
        assert it.window.bar.problem.isVisible()
        assert it.window.banner.isHidden()

    with_window(scenario)


def test_a_ping_is_timed(with_window):
    async def scenario(it):
        await open_echo(it)
        await until(lambda: it.bench.state is State.OPEN)
        assert it.window.status.round_trip.text() == "RTT –"
        QTest.keyClick(it.window, Qt.Key.Key_P, CTRL)
        await until(lambda: it.window.status.round_trip.text().endswith(" ms"))

    with_window(scenario)


def test_a_close_with_code_and_reason_is_told(with_window):
    async def scenario(it):
        await open_echo(it)
        await until(lambda: it.bench.state is State.OPEN)
        composer = it.window.composer
        composer.choose(Mode.CLOSE)
        composer.pane.code.setEditText("4001")
        composer.pane.reason.setFocus()
        QTest.keyClicks(composer.pane.reason, "enough")
        QTest.keyClick(composer.pane.reason, Qt.Key.Key_Return, CTRL)
        await until(lambda: it.bench.state is State.CLOSED)
        told = it.window.status.detail.text()
        assert told.startswith("4001 ")
        assert "enough" in told
        assert told.endswith("closed by this side")

    with_window(scenario)


def test_a_violation_is_flagged_noted_and_told(with_window):
    async def scenario(it):
        await open_echo(it, "/bad?what=rsv")
        await until(lambda: it.window.banner.notice is not None)
        assert it.window.banner.notice.step == "Open connection"
        assert "1002" in it.window.banner.notice.what
        await until(lambda: it.window.details.tabText(4) == "Notes (1)")
        client = it.bench.current.connection_id

        def flagged():
            it.window.model.refresh()
            rows = [it.window.model.summary(row) for row in range(it.window.model.rowCount())]
            return [row.flagged for row in rows if row.connection_id == client and row.head & 0x30]

        await until(lambda: flagged() == [True])

    with_window(scenario)


def test_a_note_that_comes_after_the_end_is_counted(with_window):
    async def scenario(it):
        await open_echo(it, "/close?code=3000")
        await until(lambda: it.bench.state is State.CLOSED)
        record = it.bench.current.connection_id
        await until(lambda: it.window.details.connection == it.capture.connection(record))
        assert it.window.details.tabText(4) == "Notes"
        it.capture.add_note("error", "Something came late.", connection_id=record)
        await until(lambda: it.window.details.tabText(4) == "Notes (1)")

    with_window(scenario)


def test_a_refused_connection_names_step_and_hint(with_window, unused_port):
    async def scenario(it):
        it.window.bar.focus_url()
        QTest.keyClicks(it.window.focusWidget(), f"ws://127.0.0.1:{unused_port}/")
        QTest.keyClick(it.window.focusWidget(), Qt.Key.Key_Return)
        await until(lambda: it.window.banner.notice is not None)
        assert it.window.banner.notice.step == "TCP connection"
        assert it.window.banner.notice.hint
        assert it.window.status.detail.text() == "not opened · failed at: TCP connection"
        assert it.window.bar.button.text() == "Connect"

    with_window(scenario)


def test_connecting_that_was_given_up_is_told_as_that(with_window):
    async def scenario(it):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            it.window.connect_to(f"ws://127.0.0.1:{silent.getsockname()[1]}/")
            await until(lambda: it.bench.state is State.CONNECTING)
            assert it.window.bar.button.text() == "Cancel"
            QTest.mouseClick(it.window.bar.button, Qt.MouseButton.LeftButton)
            await until(lambda: it.bench.state is State.CLOSED)
            assert it.window.status.detail.text() == "not opened · given up"

    with_window(scenario)


@pytest.fixture
def unused_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def test_a_port_that_is_taken_gives_way_to_a_free_one(with_window):
    async def scenario(it):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            it.window.server.port = port = taken.getsockname()[1]
            it.window.menus.server_action.trigger()
            await until(lambda: it.window.banner.notice is not None)
            assert it.window.banner.notice.action.startswith("Use port ")
            assert str(port) in it.window.banner.notice.what
            QTest.mouseClick(it.window.banner._action, Qt.MouseButton.LeftButton)
            await until(lambda: it.window.connections._server.running)
            assert it.bench.server.port != port

    with_window(scenario)


def test_one_click_connects_to_the_echo_also_where_the_usual_port_is_taken(with_window):
    async def scenario(it):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            it.window.server.port = port = taken.getsockname()[1]
            QTest.mouseClick(it.window.table.empty.button, Qt.MouseButton.LeftButton)
            await until(lambda: it.bench.state is State.OPEN)
            assert it.window.banner.notice is None
            assert it.bench.server.port != port

    with_window(scenario)


def test_the_server_asked_for_twice_is_started_once(with_window):
    async def scenario(it):
        it.window.try_echo()
        it.window.try_echo()
        await until(lambda: len(it.bench.states()) == 2)
        assert it.window.banner.notice is None

    with_window(scenario)


def test_another_connection_beside_an_open_one(with_window):
    async def scenario(it):
        await open_echo(it)
        await until(lambda: it.bench.state is State.OPEN)
        first = it.bench.current
        QTest.keyClick(it.window, Qt.Key.Key_N, CTRL)
        assert it.window.bar.button.text() == "Connect"
        assert it.window.focusWidget() in (it.window.bar.url, it.window.bar.url.line)
        QTest.keyClicks(it.window.focusWidget(), it.bench.server.url + "/silent")
        it.window.bar.url.completer().popup().hide()  # a person's Enter would go to it first
        QTest.keyClick(it.window.focusWidget(), Qt.Key.Key_Return)
        await until(lambda: it.bench.current not in (None, first) and it.bench.state is State.OPEN)
        await until(lambda: len(it.window.connections._rows._connections) == 4)
        it.window.connections.choose(first.connection_id)
        assert it.bench.current is first
        assert it.window.bar.url.currentText() == it.bench.server.url + "/echo"
        it.window.composer.pane.setFocus()
        QTest.keyClicks(it.window.focusWidget(), "to the first")
        it.window.composer.commands.send.trigger()
        await until(lambda: len(shown(it)) == 2)
        QTest.mouseClick(it.window.bar.button, Qt.MouseButton.LeftButton)
        await until(lambda: first.state is State.CLOSED)
        assert list(it.bench.states().values()) == [State.OPEN]

    with_window(scenario)


def test_a_theme_is_chosen_and_remembered(with_window, settings):
    async def scenario(it):
        try:
            actions(it)["Dark"].trigger()
            assert current_theme().mode is ThemeMode.DARK
            assert settings.value("theme") == "dark"
            actions(it)["Light"].trigger()
            assert current_theme().mode is ThemeMode.LIGHT
        finally:
            current_theme().set_mode(ThemeMode.SYSTEM)

    with_window(scenario)


def test_sizes_and_folded_panels_are_remembered(with_window, tmp_path):
    async def change(it):
        it.window.resize(900, 700)
        it.window.menus.below_action.trigger()
        it.window.panels.setSizes([300, 700, 100])
        change.panels = it.window.panels.sizes()
        asked = []
        it.window.closing.connect(lambda: asked.append(True))
        it.window.close()
        it.window.close()
        assert asked == [True]
        assert it.window.isVisible()

    async def look(it):
        assert (it.window.width(), it.window.height()) == (900, 700)
        assert it.window.menus.below_action.isChecked()
        assert it.window.middle.indexOf(it.window.detail_panel) == 1
        assert it.window.panels.sizes() == change.panels

    with_window(change)
    with_window(look)


def test_a_panel_is_folded_and_unfolded(with_window):
    async def scenario(it):
        details = actions(it)["Details"]
        assert it.window.details.isVisible()
        details.trigger()
        assert not it.window.details.isVisible()
        details.trigger()
        assert it.window.details.isVisible()

    with_window(scenario)


def test_the_table_stays_put_when_scrolled_up_in_a_flood(with_window):
    async def scenario(it):
        await open_echo(it, "/flood?count=200000&size=16")
        table, bar = it.window.table, it.window.table.verticalScrollBar()
        await until(lambda: bar.maximum() > 5000)
        assert bar.value() == bar.maximum()
        bar.setValue(1000)
        assert not table.following
        top, most = bar.value(), bar.maximum()
        await until(lambda: bar.maximum() > most + 5000)
        assert bar.value() == top
        table.setFocus()
        QTest.keyClick(table, Qt.Key.Key_End)
        assert table.following
        await until(lambda: it.bench.state is State.CLOSED, 30)
        await until(lambda: it.window.model.rowCount() == 200_002, 30)
        assert bar.value() == bar.maximum()

    with_window(scenario)


def test_the_handshake_is_copied_as_a_curl_command(with_window):
    async def scenario(it):
        await open_echo(it)
        await until(lambda: it.bench.state is State.OPEN)
        it.window.details.handshake.copyCurlRequested.emit()
        copied = QGuiApplication.clipboard().text()
        assert copied.startswith("curl ")
        assert f"{it.bench.server.http_url.rstrip('/')}/echo" in copied

    with_window(scenario)


def test_a_capture_that_was_not_closed_cleanly_says_so(with_window, tmp_path):
    path = tmp_path / "unclean.wscap"
    capture = Capture.create(path)
    capture.open_connection("ws://localhost/")
    capture.flush()
    copy = tmp_path / "copy.wscap"
    for suffix in ("", "-wal"):
        source = path.with_name(path.name + suffix)
        if source.exists():
            copy.with_name(copy.name + suffix).write_bytes(source.read_bytes())
    capture.close()

    async def scenario(it):
        assert "not closed cleanly" in it.window.banner.notice.what

    with_window(scenario, copy)


def test_the_log_of_the_local_server_is_shown(with_window):
    async def scenario(it):
        it.window.server.start()
        await until(lambda: it.bench.server is not None and it.bench.server.running)
        it.window.bar.set_url(it.bench.server.url)
        it.window.bar.set_socketio(True)
        it.window.bar.press()
        log = it.window.server.log
        await until(lambda: any("A user connected" in line for line in log.lines()))
        it.window.server.show_log()
        assert log.isVisible()
        it.bench.disconnect_current()
        await until(lambda: any("A user disconnected" in line for line in log.lines()))
        log.clear_button.click()
        assert list(log.lines()) == []
        log.close()

    with_window(scenario)


def test_all_panels_have_room_in_the_smallest_window(with_window):
    async def scenario(it):
        window = it.window
        it.capture.append(it.capture.open_connection("ws://h/x"), [(1, 1, 0x81, None, 3, b"abc")])
        it.capture.flush()
        window.resize(900, 600)
        window.tools.timeline_action.trigger()
        window.log.pinned.action.trigger()
        await until(lambda: window.log.pinned.where.isVisible())
        log = window.log
        await until(lambda: window.tools.timeline.plot is not None)
        assert log.height() >= log.minimumSizeHint().height()
        assert log.pinned.payload.geometry().top() >= log.pinned.field.geometry().bottom()

    with_window(scenario)


def test_a_removed_column_comes_back(with_window):
    async def scenario(it):
        for path in ("$.a", "$.b"):
            it.window.log.fields._submitted(path)
        it.window.table.columns.field_actions[0].trigger()
        assert it.window.model.fields == ("$.b",)
        assert it.window.banner.notice.what == "The column of $.a was removed."
        it.window.banner.actionRequested.emit()
        assert it.window.model.fields == ("$.a", "$.b")
        assert it.window.banner.notice is None

    with_window(scenario)


def test_commands_are_found_by_what_they_are_about(with_window):
    async def scenario(it):
        palette = it.window.menus.palette
        palette.open()
        for word, name in (("theme", "Theme: Dark"), ("column ack", "Column: Socket.IO ack id")):
            palette.search.setText(word)
            assert any(text.endswith(name) for text in palette.shown_texts())
        palette.hide()

    with_window(scenario)
