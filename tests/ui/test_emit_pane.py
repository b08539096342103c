"""A person makes a Socket.IO event in the composer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette

from inspector.session.events import State
from inspector.session.socketio.asked import Ask
from inspector.ui.composer import Composer
from inspector.ui.composer_modes import Mode
from inspector.ui.emit_argument import Argument, Kind
from inspector.ui.history import SentHistory
from inspector.ui.intentions import AnswerAck, Emit, JoinNamespace, LeaveNamespace
from inspector.ui.theme import current_theme

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def composer(qtbot, settings):
    widget = Composer(SentHistory(settings))
    qtbot.addWidget(widget)
    widget.resize(700, 220)
    widget.set_state(State.OPEN)
    widget.set_socketio(True)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


@pytest.fixture
def pane(composer):
    return composer.emit_pane


def choose(row, kind):
    row.kind.setCurrentIndex(row.kind.findData(kind))


def test_events_are_offered_on_socket_io_connections_only(composer):
    assert composer.mode is Mode.EMIT
    assert composer.tabs.isTabVisible(0)
    composer.set_socketio(False)
    assert composer.mode is Mode.TEXT
    assert not composer.tabs.isTabVisible(0)


def test_an_event_with_arguments_of_each_kind(composer, pane, qtbot, tmp_path):
    file = tmp_path / "blob"
    file.write_bytes(b"\x00\x01")
    pane.event_name.setEditText("chat")
    qtbot.keyClicks(pane.rows[0].json, '{"a": [1]}')
    for kind, text in ((Kind.TEXT, "hi"), (Kind.NUMBER, "1.5"), (Kind.HEX, "de ad"), (Kind.FILE, str(file))):
        qtbot.mouseClick(pane.add_button, LEFT)
        row = pane.rows[-1]
        choose(row, kind)
        qtbot.keyClicks(row.file.line if kind is Kind.FILE else row.line, text)
    pane.ack.setChecked(True)
    with qtbot.waitSignal(composer.intended) as asked:
        qtbot.mouseClick(composer.tools.send, LEFT)
    emit = asked.args[0]
    assert (emit.event, emit.namespace, emit.ack, emit.ack_timeout) == ("chat", "/", True, 10.0)
    assert [one.value() for one in emit.arguments] == [{"a": [1]}, "hi", 1.5, b"\xde\xad", b"\x00\x01"]


def test_an_event_without_arguments(composer, pane, qtbot):
    qtbot.mouseClick(pane.rows[0].remove_button, LEFT)
    with qtbot.waitSignal(composer.intended) as asked:
        qtbot.keyClick(pane.event_name, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked.args[0] == Emit("message", (), "/", False, 10.0)


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        (Kind.JSON, "", "Argument 1: Type a JSON value, or take the argument away."),
        (Kind.JSON, "{a", "Argument 1: The argument is not JSON"),
        (Kind.NUMBER, "true", "Argument 1: Type a number"),
        (Kind.NUMBER, "NaN", "Argument 1: The argument is not JSON"),
        (Kind.HEX, "abc", "Argument 1: "),
        (Kind.FILE, "", "Argument 1: Choose a file."),
        (Kind.FILE, "/no/such/file", "Argument 1: There is no file"),
    ],
)
def test_what_cannot_be_sent_is_said(composer, pane, qtbot, kind, text, told):
    pane.rows[0].show_argument(Argument(kind, text))
    assert composer.status.text().startswith(told)
    assert not composer.tools.send.isEnabled()
    pane.rows[0].show_argument(Argument(Kind.TEXT, ""))
    assert composer.tools.send.isEnabled()


def test_what_was_not_begun_is_not_told_as_an_error(composer, pane):
    assert composer.status.property("role") == "hint"
    pane.rows[0].show_argument(Argument(Kind.JSON, "{a"))
    assert composer.status.property("role") == "error"


def test_an_event_needs_a_name(composer, pane):
    pane.rows[0].show_argument(Argument(Kind.TEXT, ""))
    pane.event_name.setEditText("")
    assert composer.status.text() == "Type the event's name."


@pytest.mark.parametrize("text", ["", '{"a": 1}', "x" * 250, "[\n1\n]"])
def test_an_argument_is_as_high_as_what_is_typed(pane, qapp, text):
    (argument,) = pane.rows
    argument.show_argument(Argument(Kind.JSON, text))
    qapp.processEvents()
    bar = argument.json.verticalScrollBar()
    assert (bar.isVisible(), bar.maximum()) == (False, 0)
    argument.show_argument(Argument(Kind.JSON, "\n" * 20))
    qapp.processEvents()
    assert bar.isVisible()


def test_a_namespace_is_joined_and_left(composer, pane, qtbot):
    pane.set_namespaces(["/", "/chat"])
    pane.namespace.setEditText("admin")
    assert pane.join_button.text() == "Join"
    assert composer.status.text().startswith("Join /admin first.")
    with qtbot.waitSignal(composer.intended) as asked:
        qtbot.mouseClick(pane.join_button, LEFT)
    assert asked.args[0] == JoinNamespace("/admin")
    pane.namespace.setEditText("/chat")
    with qtbot.waitSignal(composer.intended) as asked:
        qtbot.mouseClick(pane.join_button, LEFT)
    assert asked.args[0] == LeaveNamespace("/chat")


def test_a_namespace_is_read_whole_in_a_narrow_window(composer, pane, qapp):
    current_theme().apply()
    try:
        composer.resize(410, 220)
        pane.set_namespaces(["/", "/admin"])
        qapp.processEvents()
        assert composer.width() == 410
        for field, text in ((pane.namespace, "/admin"), (pane.event_name, "message")):
            line = field.lineEdit()
            assert line.fontMetrics().horizontalAdvance(text) < line.contentsRect().width()
    finally:
        qapp.setStyleSheet("")
        qapp.setPalette(QPalette())


def test_a_namespace_that_is_not_answered_can_be_given_up(composer, pane, qtbot):
    pane.set_namespaces(["/"], ["/mute"])
    pane.namespace.setEditText("/mute")
    assert (pane.join_button.text(), pane.auth.isHidden()) == ("Give up", True)
    assert composer.status.text().startswith("The server has not answered CONNECT to /mute yet.")
    with qtbot.waitSignal(composer.intended) as asked:
        qtbot.mouseClick(pane.join_button, LEFT)
    assert asked.args[0] == LeaveNamespace("/mute")
    pane.set_namespaces(["/"])
    assert pane.join_button.text() == "Join"


def test_what_the_server_asks_for_is_answered_with_the_arguments(composer, pane, qtbot):
    pane.set_namespaces(["/", "/chat"])
    assert pane.asked.isHidden()
    pane.asked.set_asked([Ask("/chat", 7, "elsewhere"), Ask("/", 3, "question"), Ask("/", 4, "again")])
    assert pane.asked.label.text() == "The server waits for ack 3 of question, and for 1 more"
    assert not pane.asked.button.isEnabled()
    qtbot.keyClicks(pane.rows[0].json, '{"yes": 1}')
    with qtbot.waitSignal(composer.intended) as asked:
        qtbot.mouseClick(pane.asked.button, LEFT)
    assert asked.args[0] == AnswerAck("/", 3, (Argument(Kind.JSON, '{"yes": 1}'),))
    assert pane.asked.label.text() == "The server waits for ack 4 of again"
    pane.namespace.setEditText("/chat")
    assert pane.asked.label.text() == "The server waits for ack 7 of elsewhere"
    pane.asked.set_asked([])
    assert pane.asked.isHidden()


def test_socketio_2_has_a_query_where_the_others_have_auth(composer, pane, qtbot):
    pane.auth.setText('{"token": "of another server"}')
    pane.begin(has_auth=False, timeout=None)
    pane.set_namespaces(["/"])
    assert (pane.auth.isEnabled(), pane.auth.text(), pane.timeout.seconds()) == (False, "", None)
    pane.namespace.setEditText("/admin?token=x")
    with qtbot.waitSignal(composer.intended) as asked:
        qtbot.mouseClick(pane.join_button, LEFT)
    assert asked.args[0] == JoinNamespace("/admin?token=x")
    pane.set_namespaces(["/", "/admin"])
    assert pane.join_button.text() == "Leave"
    assert pane.intention().namespace == "/admin"


def test_the_namespace_that_was_left_stays_chosen(pane):
    pane.set_namespaces(["/admin"])
    assert pane.namespace.currentText() == "/admin"
    pane.set_namespaces([])
    pane.set_namespaces(["/"])
    assert pane.namespace.currentText() == "/admin"
    pane.begin(has_auth=True, timeout=10.0)
    pane.set_namespaces(["/", "/chat"])
    assert pane.namespace.currentText() == "/"


def test_how_long_to_wait_is_recalled(pane):
    pane.timeout.set_seconds(None)
    draft = pane.draft()
    pane.timeout.set_seconds(3.0)
    pane.set_draft(draft)
    assert pane.timeout.seconds() is None


def test_what_was_emitted_can_be_recalled(composer, pane, qtbot):
    pane.event_name.setEditText("first")
    pane.rows[0].show_argument(Argument(Kind.TEXT, "one"))
    composer.commands.send.trigger()
    pane.event_name.setEditText("second")
    pane.rows[0].show_argument(Argument(Kind.NUMBER, "2"))
    composer.commands.older.trigger()
    assert (pane.event_name.currentText(), pane.rows[0].argument) == ("first", Argument(Kind.TEXT, "one"))
    composer.commands.newer.trigger()
    assert (pane.event_name.currentText(), pane.rows[0].argument) == ("second", Argument(Kind.NUMBER, "2"))


def test_events_seen_are_offered_and_what_is_typed_stays(pane):
    pane.event_name.setEditText("mine")
    pane.set_events(["chat", "tick"])
    assert [pane.event_name.itemText(index) for index in range(pane.event_name.count())] == ["chat", "tick"]
    assert pane.event_name.currentText() == "mine"
