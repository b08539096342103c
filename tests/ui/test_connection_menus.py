"""What the context menus of the connection list offer, and that it is done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from inspector.session.events import State
from tests.ui.waiting import until


def opened_menu(it, signal, *of):
    """Ask for a menu as the list does, and give its actions by their text."""
    signal.emit(*of, it.window.connections.mapToGlobal(QPoint(5, 5)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu, {action.text(): action for action in menu.actions() if action.text()}


async def echo(it):
    it.window.try_echo()
    await until(lambda: it.bench.state is State.OPEN)
    await until(lambda: it.window.connections.chosen is not None)
    return it.bench.current.connection_id


def test_a_connection_is_shown_copied_closed_and_opened_again(with_window):
    async def scenario(it):
        first = await echo(it)
        asked = it.window.connections.connectionMenuRequested
        menu, actions = opened_menu(it, asked, None)
        actions["Show the frames of all connections"].trigger()
        assert it.window.connections.chosen is None
        menu.close()
        menu, actions = opened_menu(it, asked, first)
        actions["Show its frames only"].trigger()
        assert it.window.connections.chosen == first
        actions["Copy its URL"].trigger()
        assert QGuiApplication.clipboard().text() == it.bench.server.url + "/echo"
        actions["Disconnect"].trigger()
        menu.close()
        await until(lambda: it.bench.state is State.CLOSED)
        menu, actions = opened_menu(it, asked, first)
        assert not actions["Disconnect"].isEnabled()
        actions["Connect again"].trigger()
        menu.close()
        await until(lambda: it.bench.state is State.OPEN)
        assert it.bench.current.connection_id != first

    with_window(scenario)


def test_what_this_window_did_not_open_is_not_opened_again(with_window):
    async def scenario(it):
        first = await echo(it)
        served = next(record.id for record in it.capture.connections() if record.id != first)
        menu, actions = opened_menu(it, it.window.connections.connectionMenuRequested, served)
        assert not actions["Connect again"].isEnabled()
        assert not actions["Disconnect"].isEnabled()
        menu.close()

    with_window(scenario)


def test_the_server_has_the_actions_of_its_menu(with_window):
    async def scenario(it):
        menu, actions = opened_menu(it, it.window.connections.serverMenuRequested)
        assert not actions["Copy its URL"].isEnabled()
        actions["Start the local server"].trigger()
        menu.close()
        await until(lambda: it.bench.server is not None and it.bench.server.running)

    with_window(scenario)


def test_a_capture_is_opened_beside_or_its_path_copied(with_window, tmp_path, monkeypatch):
    async def scenario(it):
        opened = []
        monkeypatch.setattr(it.window.captures, "open_in_new_window", opened.append)
        asked = it.window.connections.captureMenuRequested
        menu, actions = opened_menu(it, asked, "/captures/other.wscap")
        actions["Open in a window of its own"].trigger()
        actions["Copy its path"].trigger()
        menu.close()
        assert opened == ["/captures/other.wscap"]
        assert QGuiApplication.clipboard().text() == str(Path("/captures/other.wscap"))
        menu, actions = opened_menu(it, asked, str(it.capture.path))
        assert not actions["Open in a window of its own"].isEnabled()
        menu.close()

    with_window(scenario, tmp_path / "own.wscap")
