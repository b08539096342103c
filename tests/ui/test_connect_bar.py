"""The connect bar: where to, with what, and the one button that follows the state."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication

from inspector.session.events import State
from inspector.session.options import ConnectOptions, Reconnect, SocketIoOptions, TlsOptions
from inspector.ui.connect_bar import ConnectBar
from inspector.ui.history import UrlHistory
from inspector.ui.options.draft import OptionsDraft
from inspector.ui.options.store import OptionsStore
from inspector.ui.theme import current_theme
from inspector.ui.url_field import UrlField, cross_area
from tests.ui.option_drafts import draft_for

# Qt's offscreen platform says this of every window it shows.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

URL = "wss://host/path"
CONTROL = Qt.KeyboardModifier.ControlModifier


def url_problem(options):
    return "" if options.url.startswith(("ws://", "wss://")) else "A URL begins with ws:// or wss://."


@pytest.fixture
def settings(tmp_path, qapp):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def history(settings):
    return UrlHistory(settings)


@pytest.fixture
def store(settings):
    return OptionsStore(settings)


@pytest.fixture
def bar(qtbot, history, store):
    widget = ConnectBar(history, store, url_problem)
    qtbot.addWidget(widget)
    widget.resize(900, 60)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def type_url(qtbot, bar, url):
    bar.focus_url()
    qtbot.keyClicks(bar.url.line, url)


def test_enter_connects_and_remembers_the_url(bar, qtbot, history):
    type_url(qtbot, bar, URL)
    with qtbot.waitSignal(bar.connectRequested) as signal:
        qtbot.keyClick(bar.url.line, Qt.Key.Key_Return)
    assert signal.args == [ConnectOptions(URL)]
    assert history.urls() == [URL]
    assert bar.url.currentText() == URL


def test_enter_in_the_completion_connects_once(bar, qtbot, history):
    history.add(URL)
    asked = []
    bar.connectRequested.connect(asked.append)
    type_url(qtbot, bar, "host")
    popup = bar.url.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(asked))
    QApplication.processEvents()
    assert [options.url for options in asked] == [URL]
    assert not popup.isVisible()


@pytest.mark.parametrize(("downs", "text"), [(0, "host"), (1, "wss://host/b"), (2, "wss://host/a")])
def test_enter_submits_once_and_with_what_was_chosen(history, qtbot, downs, text):
    history.add("wss://host/a")
    history.add("wss://host/b")
    field = UrlField(history)
    qtbot.addWidget(field)
    with qtbot.waitExposed(field):
        field.show()
    field.setFocus()
    seen = []
    field.submitted.connect(lambda: seen.append(field.currentText()))
    qtbot.keyClicks(field.line, "host")
    popup = field.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    for _ in range(downs):
        qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(seen))
    QApplication.processEvents()
    assert seen == [text]


def test_a_wrong_url_is_explained_below_the_field_until_it_is_right(bar, qtbot):
    type_url(qtbot, bar, "http")
    assert not bar.problem.isVisible()
    with qtbot.assertNotEmitted(bar.connectRequested):
        qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    assert bar.problem.isVisible()
    assert bar.problem.text() == "A URL begins with ws:// or wss://."
    assert bar.url.accessibleDescription() == bar.problem.text()
    bar.url.line.clear()
    qtbot.keyClicks(bar.url.line, URL)
    assert not bar.problem.isVisible()


def test_an_empty_url_is_asked_for(bar, qtbot):
    with qtbot.assertNotEmitted(bar.connectRequested):
        qtbot.keyClick(bar.url.line, Qt.Key.Key_Return)
        qtbot.waitUntil(bar.problem.isVisible)
    assert "Type a URL" in bar.problem.text()


def test_white_space_around_a_url_does_not_count(bar, qtbot):
    bar.set_url(f"  {URL}\n")
    with qtbot.waitSignal(bar.connectRequested) as signal:
        bar.press()
    assert signal.args[0].url == URL


@pytest.mark.parametrize(
    ("state", "text", "signal"),
    [
        (State.CLOSED, "Connect", "connectRequested"),
        (State.CONNECTING, "Cancel", "cancelRequested"),
        (State.OPEN, "Disconnect", "disconnectRequested"),
        (State.CLOSING, "Abort", "cancelRequested"),
    ],
)
def test_the_button_follows_the_state(bar, qtbot, state, text, signal):
    bar.set_url(URL)
    bar.set_state(state)
    assert bar.button.text() == text
    assert bar.connect_action.text().startswith(text)
    with qtbot.waitSignal(getattr(bar, signal)):
        qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)


def test_the_button_keeps_its_width(bar):
    widths = set()
    for state in State:
        bar.set_state(state)
        bar.layout().activate()
        widths.add(bar.button.width())
    assert len(widths) == 1


def test_enter_while_open_says_what_to_do(bar, qtbot):
    bar.set_url(URL)
    bar.set_state(State.OPEN)
    with qtbot.assertNotEmitted(bar.connectRequested):
        qtbot.keyClick(bar.url.line, Qt.Key.Key_Return)
        qtbot.waitUntil(bar.problem.isVisible)
    assert bar.problem.text() == "This connection is still OPEN: disconnect first."
    bar.set_state(State.CLOSED)
    assert not bar.problem.isVisible()


def test_a_countdown_can_be_cancelled(bar, qtbot):
    bar.set_url(URL)
    bar.show_countdown(2, 3.2)
    assert bar.countdown.isVisible()
    assert bar.countdown.text() == "Attempt 2 in 3 s"
    assert bar.button.text() == "Cancel"
    with qtbot.waitSignal(bar.cancelRequested):
        bar.press()
    bar.set_state(State.CONNECTING)
    assert not bar.countdown.isVisible()


def test_ctrl_l_selects_the_url(bar, qtbot):
    bar.set_url(URL)
    bar.button.setFocus()
    qtbot.keyClick(bar, Qt.Key.Key_L, CONTROL)
    assert bar.url.line.hasFocus()
    assert bar.url.line.selectedText() == URL


def test_the_text_survives_changes_of_the_history(bar, qtbot, history):
    history.add("ws://a/")
    history.add("ws://b/")
    type_url(qtbot, bar, "ws://half")
    history.remove("ws://a/")
    assert bar.url.currentText() == "ws://half"
    history.clear()
    assert bar.url.currentText() == "ws://half"


def test_delete_forgets_an_entry_of_the_list(bar, qtbot, history):
    history.add("ws://a/")
    history.add("ws://b/")
    bar.url.showPopup()
    view = bar.url.view()
    view.setCurrentIndex(view.model().index(1, 0))
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert history.urls() == ["ws://b/"]
    bar.url.hidePopup()


def test_the_cross_forgets_an_entry_and_the_rest_of_the_row_picks_it(bar, qtbot, history):
    history.add("ws://a/")
    history.add("ws://b/")
    bar.url.showPopup()
    view = bar.url.view()
    row = view.visualRect(view.model().index(0, 0))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=cross_area(row).center())
    assert history.urls() == ["ws://a/"]
    assert bar.url.currentText() == ""
    bar.url.hidePopup()


def test_the_options_of_a_url_come_back_with_it(bar, store):
    options = ConnectOptions(URL, subprotocols=("chat",), tls=TlsOptions(verify=False))
    store.remember(draft_for(options))
    bar.set_url(URL)
    assert bar.draft.options == options
    assert bar.options_button.count == 2
    assert "Subprotocols, TLS" in bar.options_button.toolTip()
    bar.set_url("wss://elsewhere/")
    assert bar.options_button.count == 0


def test_tls_that_is_not_verified_is_always_said(bar, store, qtbot):
    store.remember(draft_for(ConnectOptions(URL, tls=TlsOptions(verify=False))))
    assert not bar.unverified.isVisible()
    bar.set_url(URL)
    for state in State:
        bar.set_state(state)
        assert bar.unverified.isVisible()
    qtbot.mouseClick(bar.unverified, Qt.MouseButton.LeftButton)
    assert bar._dialog.tls.isVisible()
    bar._dialog.reject()


def test_options_from_the_dialog_go_with_the_connection(bar, qtbot):
    bar.set_url(URL)
    qtbot.mouseClick(bar.options_button, Qt.MouseButton.LeftButton)
    dialog = bar._dialog
    assert dialog.isVisible()
    assert not dialog.isModal()
    dialog.handshake.origin.setText("https://me.example")
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert bar.options_button.count == 1
    with qtbot.waitSignal(bar.connectRequested) as signal:
        bar.press()
    assert signal.args == [ConnectOptions(URL, origin="https://me.example")]


def test_there_is_one_dialog_and_it_can_be_opened_again(bar, qtbot):
    bar.open_options()
    first = bar._dialog
    bar.open_options()
    assert bar._dialog is first
    qtbot.mouseClick(first.cancel, Qt.MouseButton.LeftButton)
    assert bar._dialog is None
    bar.open_options("proxy")
    assert bar._dialog.network.isVisible()
    bar._dialog.reject()


def test_a_file_that_has_gone_is_said_before_connecting(bar, qtbot, store):
    store.remember(draft_for(ConnectOptions(URL, tls=TlsOptions(ca_file="/nowhere/ca.pem"))))
    bar.set_url(URL)
    with qtbot.assertNotEmitted(bar.connectRequested):
        bar.press()
    assert bar.problem.text() == "Options: There is no file at this path; choose it again."


def test_options_chosen_before_the_url_belong_to_the_url_typed_then(bar, qtbot, store):
    store.remember(draft_for(ConnectOptions("", bearer_token="t0ken")))
    type_url(qtbot, bar, URL)
    assert bar.draft.options.bearer_token == "t0ken"
    bar.press()
    bar.set_state(State.CLOSED)
    bar.set_url("wss://elsewhere/")
    assert bar.draft.options.bearer_token is None
    bar.set_url(URL)
    assert bar.draft.options.bearer_token == "t0ken"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("wss://host/other?x=1", True),
        ("wss://HOST/other", True),
        ("wss://host:444/path", False),
        ("ws://host/path", False),
        ("wss://host.evil/path", False),
    ],
)
def test_a_token_stays_with_its_server(store, other, same):
    store.remember(draft_for(ConnectOptions(URL, bearer_token="t0ken")))
    assert (store.draft(other).options.bearer_token == "t0ken") is same
    assert store.draft(other).options.url == other


def test_secrets_are_not_written_unless_asked_for(settings, store):
    options = ConnectOptions(
        "wss://me:urlsecret@host/",
        headers=(("Authorization", "hdrsecret"), ("X-Plain", "1")),
        basic_auth=("me", "pwsecret"),
        proxy="http://p:proxysecret@proxy:3128",
        reconnect=Reconnect(enabled=True, max_attempts=3),
        ping_timeout=None,
        max_message_size=None,
    )
    store.remember(draft_for(options))
    settings.sync()
    written = Path(settings.fileName()).read_text()
    assert "X-Plain" in written
    assert not [word for word in ("urlsecret", "hdrsecret", "pwsecret", "proxysecret") if word in written]
    found = OptionsStore(settings).draft("wss://me@host/")
    assert found.options.basic_auth == ("me", "")
    assert found.options.headers == (("X-Plain", "1"),)
    assert [(row.enabled, row.name) for row in found.headers] == [(False, "Authorization"), (True, "X-Plain")]
    assert found.options.proxy == "http://p@proxy:3128"
    assert found.options.reconnect == options.reconnect
    assert found.options.ping_timeout is None
    assert found.options.max_message_size is None


def test_secrets_are_written_when_asked_for(settings, store):
    draft = replace(draft_for(ConnectOptions(URL, bearer_token="t0ken", basic_auth=None)), keep_secrets=True)
    store.remember(draft)
    assert OptionsStore(settings).draft(URL) == draft


@pytest.mark.parametrize(
    "stored", ["nonsense", "[1]", '[["ws://a/", {}]]', '{"a": 1}', '[["u", {"header_rows": 3}]]']
)
def test_settings_written_by_another_hand_give_the_defaults(settings, stored):
    settings.setValue("options/remembered", stored)
    assert OptionsStore(settings).draft(URL) == OptionsDraft(ConnectOptions(URL))


@pytest.fixture
def themed(qapp):
    """The program's own look, which takes more room than Qt's."""
    current_theme().apply()
    yield
    qapp.setStyleSheet("")


def test_everything_fits_into_900_pixels(themed, bar, store):
    store.remember(draft_for(ConnectOptions(URL, tls=TlsOptions(verify=False))))
    bar.set_url(URL)
    bar.show_countdown(12, 59)
    bar.layout().activate()
    assert bar.minimumSizeHint().width() <= 900
    for widget in (bar.options_button, bar.unverified, bar.button):
        assert widget.width() >= widget.sizeHint().width()
    assert bar.rect().contains(bar.button.mapTo(bar, QPoint(bar.button.width() - 1, 0)))


def test_the_kind_of_server_is_chosen_and_remembered_with_the_url(qtbot, bar, store):
    type_url(qtbot, bar, URL)
    qtbot.mouseClick(bar.kind.buttons[1], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(bar.connectRequested) as asked:
        bar.press()
    assert asked.args[0].socketio == SocketIoOptions()
    bar.url.line.selectAll()
    qtbot.keyClicks(bar.url.line, "ws://other/")
    assert bar.kind.current == 0
    bar.set_url(URL)
    assert bar.kind.current == 1
    qtbot.mouseClick(bar.kind.buttons[0], Qt.MouseButton.LeftButton)
    assert bar.draft.options.socketio is None
    assert store.draft(URL).options.socketio is None


def test_a_kind_that_was_chosen_stays_while_the_url_is_typed(qtbot, bar):
    type_url(qtbot, bar, "ws://127.0.0.1:34")
    qtbot.mouseClick(bar.kind.buttons[1], Qt.MouseButton.LeftButton)
    qtbot.keyClicks(bar.url.line, "56")
    assert (bar.kind.current, bar.draft.options.socketio) == (1, SocketIoOptions())


def test_another_http_url_is_of_the_kind_used_last(qtbot, bar):
    type_url(qtbot, bar, URL)
    qtbot.mouseClick(bar.kind.buttons[1], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(bar.connectRequested):
        bar.press()
    type_url(qtbot, bar, "http://two:2")
    assert (bar.kind.current, bar.draft.options.socketio) == (1, SocketIoOptions())
    type_url(qtbot, bar, "ws://three:3")
    assert bar.kind.current == 0


def test_of_a_long_url_the_host_is_shown(bar):
    bar.set_url("wss://host.example/" + "x" * 500)
    assert bar.url.line.cursorPosition() == 0
