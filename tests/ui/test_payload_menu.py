"""The context menu over a payload."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from inspector.ui.payload_actions import PayloadMode
from inspector.ui.payload_source import source_of
from inspector.ui.payload_view import PayloadView
from inspector.wire.records import Opcode

# Qt's offscreen platform says this of every window it shows.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


@pytest.fixture
def view(qtbot, settings):
    widget = PayloadView(settings)
    qtbot.addWidget(widget)
    widget.resize(400, 500)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def show(qtbot, view, payload):
    view.show_payload(source_of(payload, Opcode.TEXT, "frame-1"))
    qtbot.waitUntil(lambda: not view.loader.busy and not view.text.busy)


def open_over(widget):
    at = QPoint(5, 5)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)
    menu = QApplication.activePopupWidget()
    return menu if isinstance(menu, QMenu) else None


def named(menu):
    return {action.text(): action for action in menu.actions() if action.text()}


def test_over_text_all_of_it_is_selected_and_copied(qtbot, view):
    show(qtbot, view, b"two words")
    menu = open_over(view.text.viewport())
    assert not named(menu)["Copy what is selected"].isEnabled()
    named(menu)["Select all"].trigger()
    menu.close()
    menu = open_over(view.text.viewport())
    named(menu)["Copy what is selected"].trigger()
    menu.close()
    assert QGuiApplication.clipboard().text() == "two words"


def test_over_bytes_the_payload_is_copied_in_every_form(qtbot, view):
    show(qtbot, view, b"Hi")
    view.set_mode(PayloadMode.HEX)
    qtbot.waitUntil(lambda: view.hex.isVisible())
    menu = open_over(view.hex.viewport())
    assert "Select all" not in named(menu)
    named(menu)["Copy the payload as base64"].trigger()
    menu.close()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "SGk=")


def test_there_is_no_menu_where_there_is_no_payload(view):
    view.clear()
    assert open_over(view) is None
