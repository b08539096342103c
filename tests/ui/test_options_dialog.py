"""The options dialog shows every option, says what is wrong where it is wrong, and gives all of it back."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QWidget

from inspector.session.options import Compression, ConnectOptions, Reconnect, SocketIoOptions, TlsOptions
from inspector.ui.options.check import check_options
from inspector.ui.options.dialog import OptionsDialog
from inspector.ui.options.draft import HeaderRow, OptionsDraft, draft_from_json, draft_to_json
from inspector.ui.options.header_block import parse_header_block
from inspector.ui.options.summary import changed_options
from inspector.ui.theme import current_theme
from tests.ui.option_drafts import draft_for

# Qt's offscreen platform says this of every window it shows.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

URL = "wss://host/path"
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def unusual(tmp_path):
    """Options of which none is at its default."""
    pem = tmp_path / "a.pem"
    pem.write_text("pem")
    return ConnectOptions(
        URL,
        headers=(("X-One", "1"), ("X-Two", "a: b")),
        subprotocols=("superchat", "chat"),
        origin="https://me.example",
        basic_auth=("me", "pass word"),
        compression=Compression(True, 10, 12, True, True),
        max_message_size=1500,
        open_timeout=2.5,
        close_timeout=None,
        ping_interval=20.0,
        ping_timeout=None,
        auto_pong=False,
        tls=TlsOptions(False, str(pem), str(pem), str(pem)),
        proxy="socks5://localhost:1080",
        follow_redirects=True,
        reconnect=Reconnect(True, 0.5, 1.5, 30.0, 7),
    )


@pytest.fixture
def open_dialog(qtbot):
    window = QWidget()
    qtbot.addWidget(window)

    def opened(options=None):
        dialog = OptionsDialog(draft_for(options or ConnectOptions(URL)), window)
        with qtbot.waitExposed(dialog):
            dialog.show()
        return dialog

    return opened


def test_every_field_survives_the_dialog(open_dialog, unusual):
    default = ConnectOptions(URL)
    untouched = {
        one.name for one in fields(unusual) if getattr(unusual, one.name) == getattr(default, one.name)
    }
    assert untouched == {"url", "bearer_token", "socketio"}
    assert open_dialog(unusual).draft().options == unusual


def test_the_options_of_socket_io_survive_where_that_is_chosen(open_dialog):
    socketio = SocketIoOptions(
        eio=3,
        path="/my/io/",
        namespaces=("/", "/admin"),
        auth='{"token": 1}',
        auth_of=(("/admin", "{}"),),
        query=(("a", "1"), ("b", "x y")),
        transports="websocket",
        ack_timeout=None,
    )
    options = ConnectOptions(URL, socketio=socketio)
    assert open_dialog(options).draft().options == options
    draft = OptionsDraft(options, keep_secrets=True)
    assert draft_from_json(json.loads(json.dumps(draft_to_json(draft))), URL) == draft
    kept = draft_to_json(OptionsDraft(options))
    assert (kept["socketio"]["auth"], list(kept["socketio"]["auth_of"])) == ("", [])


def test_a_socket_io_field_that_is_wrong_says_so(open_dialog, qtbot):
    dialog = open_dialog(ConnectOptions(URL, socketio=SocketIoOptions()))
    dialog.socketio.auth.setPlainText("{token")
    dialog.socketio.path.setText("io")
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.navigation.currentItem().text() == "Socket.IO"
    assert dialog.socketio.fields["socketio.path"].note_label.text() == "Begin the path with a slash."
    assert dialog.socketio.fields["socketio.auth"].note_label.text().startswith("Not JSON")


def test_the_bearer_token_survives_too(open_dialog):
    options = ConnectOptions(URL, bearer_token="abc.def")
    assert open_dialog(options).draft().options == options


def test_the_defaults_survive(open_dialog):
    assert open_dialog().draft() == OptionsDraft(ConnectOptions(URL))


@pytest.mark.parametrize("size", [None, 1, 1023, 1024, 1536 * 1024, 3 * 1024**3, 2**31 - 1])
def test_every_size_survives(open_dialog, size):
    options = ConnectOptions(URL, max_message_size=size)
    assert open_dialog(options).draft().options.max_message_size == size


def test_reset_shows_the_defaults_and_keeps_nothing_before_ok(open_dialog, unusual, qtbot):
    dialog = open_dialog(unusual)
    with qtbot.assertNotEmitted(dialog.draftAccepted):
        qtbot.mouseClick(dialog.reset, Qt.MouseButton.LeftButton)
    assert dialog.draft() == OptionsDraft(ConnectOptions(URL))


def test_ok_gives_the_draft_and_cancel_gives_nothing(open_dialog, qtbot):
    dialog = open_dialog()
    with qtbot.waitSignal(dialog.draftAccepted) as signal:
        qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert signal.args == [OptionsDraft(ConnectOptions(URL))]
    dialog = open_dialog()
    with qtbot.assertNotEmitted(dialog.draftAccepted):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_it_does_not_block(open_dialog):
    assert not open_dialog().isModal()


def test_what_is_wrong_is_said_below_its_field(open_dialog, qtbot):
    dialog = open_dialog()
    qtbot.keyClicks(dialog.handshake.subprotocols, "chat, two words")
    note = dialog.handshake.fields["subprotocols"].note_label
    assert "“two words” is no subprotocol" in note.text()
    assert note.property("role") == "error"
    assert dialog.handshake.subprotocols.accessibleDescription() == note.text()
    dialog.handshake.subprotocols.setText("chat")
    assert note.property("role") == "hint"
    assert not dialog.problem.isVisible()


def test_ok_goes_to_what_is_wrong(open_dialog, qtbot):
    dialog = open_dialog()
    dialog.show_page("proxy")
    qtbot.keyClicks(dialog.network.proxy, "localhost:3128")
    dialog.show_page("tls")
    assert dialog.problem.isVisible()
    assert dialog.problem.text().startswith("Proxy and reconnect: ")
    with qtbot.assertNotEmitted(dialog.draftAccepted):
        qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert dialog.network.isVisible()
    assert dialog.network.proxy.hasFocus()
    assert not dialog.problem.isVisible()


def test_ctrl_enter_accepts_from_a_field(open_dialog, qtbot):
    dialog = open_dialog()
    with qtbot.waitSignal(dialog.draftAccepted):
        qtbot.keyClick(dialog.handshake.origin, Qt.Key.Key_Return, CONTROL)


def test_pages_are_reached_by_keyboard(open_dialog, qtbot):
    dialog = open_dialog()
    dialog.navigation.setFocus()
    for page in dialog.pages[1:]:
        qtbot.keyClick(dialog.navigation, Qt.Key.Key_Down)
        assert page.isVisible()


def test_passwords_are_dots_until_asked_for(open_dialog):
    page = open_dialog(ConnectOptions(URL, basic_auth=("me", "secret"))).authentication
    assert page.password.echoMode() is QLineEdit.EchoMode.Password
    page.password.reveal.trigger()
    assert page.password.echoMode() is QLineEdit.EchoMode.Normal
    assert page.password.text() == "secret"
    assert page.token.echoMode() is QLineEdit.EchoMode.Password


def test_only_the_fields_of_the_chosen_method_can_be_filled(open_dialog):
    page = open_dialog().authentication
    enabled = []
    for index in range(3):
        page.kind.setCurrentIndex(index)
        enabled.append((page.user.isEnabled(), page.password.isEnabled(), page.token.isEnabled()))
    assert enabled == [(False, False, False), (True, True, False), (False, False, True)]


def test_files_are_chosen_without_blocking(open_dialog, qtbot, tmp_path):
    page = open_dialog().tls
    qtbot.mouseClick(page.ca_file.browse, Qt.MouseButton.LeftButton)
    chooser = page.ca_file.dialog
    assert chooser.isVisible()
    chooser.fileSelected.emit(str(tmp_path / "ca.pem"))
    chooser.reject()
    assert page.ca_file.path() == str(tmp_path / "ca.pem")
    assert "There is no file" in page.fields["tls.ca_file"].note_label.text()
    assert page.ca_file.dialog is None


def test_tls_that_is_not_verified_is_a_warning(open_dialog, qtbot):
    page = open_dialog().tls
    page.verify.setChecked(False)
    note = page.fields["tls"].note_label
    assert note.property("role") == "warning"
    assert note.text().startswith("Not verified")


def test_a_header_is_typed_into_the_last_row(open_dialog, qtbot):
    dialog = open_dialog()
    editor = dialog.handshake.headers
    qtbot.mouseClick(editor.add_button, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(QApplication.focusWidget(), "X-Test")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClicks(QApplication.focusWidget(), "value")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor.rows() == (HeaderRow(True, "X-Test", "value"),))
    assert editor.table.rowCount() == 2
    assert dialog.isVisible()


def test_a_header_that_is_off_is_kept_and_not_sent(open_dialog):
    dialog = open_dialog(ConnectOptions(URL, headers=(("A", "1"), ("B", "2"))))
    dialog.handshake.headers.table.item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    draft = dialog.draft()
    assert draft.options.headers == (("B", "2"),)
    assert draft.headers == (HeaderRow(False, "A", "1"), HeaderRow(True, "B", "2"))


def test_a_block_is_pasted_and_rows_are_deleted(open_dialog, qtbot):
    dialog = open_dialog()
    editor = dialog.handshake.headers
    QGuiApplication.clipboard().setText(
        "GET / HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nno colon\r\nX-B: http://y\r\n"
    )
    editor.table.setFocus()
    qtbot.keyClick(editor.table, Qt.Key.Key_V, CONTROL)
    assert editor.rows() == (
        HeaderRow(False, "Host", "x"),
        HeaderRow(True, "X-A", "1"),
        HeaderRow(True, "X-B", "http://y"),
    )
    assert editor.note.text() == "Lines without a name and a colon left out: 1."
    editor.table.selectRow(0)
    qtbot.keyClick(editor.table, Qt.Key.Key_Delete)
    assert [row.name for row in editor.rows()] == ["X-A", "X-B"]
    QGuiApplication.clipboard().setText("nothing here")
    qtbot.mouseClick(editor.paste_button, Qt.MouseButton.LeftButton)
    assert "no “Name: value” lines" in editor.note.text()


def test_a_bad_header_is_said(open_dialog):
    dialog = open_dialog(ConnectOptions(URL, headers=(("Bad name", "1"),)))
    assert "“Bad name” is no header name" in dialog.handshake.fields["headers"].note_label.text()


def test_a_block_leaves_out_pseudo_headers_and_folded_lines():
    block = parse_header_block(":authority: x\nX-A:1\n folded: 2\nHTTP/1.1 101 Switching Protocols\n")
    assert block.rows == [HeaderRow(True, "X-A", "1")]
    assert block.left_out == 2


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"headers": (("X", "a\r\nEvil: 1"),)}, "headers", "line break"),
        ({"headers": (("X\r\nEvil", "1"),)}, "headers", "no header name"),
        ({"headers": (("", "1"),)}, "headers", "needs a name"),
        ({"headers": (("X", "é"),)}, "headers", "outside ASCII"),
        ({"headers": (("X", " a"),)}, "headers", "space"),
        ({"origin": "a\nb"}, "origin", "line break"),
        ({"subprotocols": ("a", "a")}, "subprotocols", "offered twice"),
        ({"subprotocols": ("a/b",)}, "subprotocols", "is no subprotocol"),
        ({"basic_auth": ("a:b", "c")}, "basic_auth", "colon"),
        ({"basic_auth": ("a", "c\n")}, "basic_auth", "line breaks"),
        ({"bearer_token": ""}, "bearer_token", "Paste the token"),
        ({"bearer_token": "a b"}, "bearer_token", "no spaces"),
        ({"tls": TlsOptions(client_key=__file__)}, "tls.client_certificate", "needs its certificate"),
        ({"tls": TlsOptions(ca_file="/nowhere")}, "tls.ca_file", "no file"),
        ({"tls": TlsOptions(ca_file="a\0b")}, "tls.ca_file", "file"),
        ({"proxy": "ftp://a"}, "proxy", "Begin the proxy with"),
        ({"proxy": "http://"}, "proxy", "http://host:port"),
        ({"proxy": "http://a:99999"}, "proxy", "port"),
        ({"proxy": "http://a:0"}, "proxy", "port"),
        ({"proxy": "http://a b"}, "proxy", "http://host:port"),
        ({"proxy": "socks4a://a:1"}, "proxy", "Begin the proxy with"),
    ],
)
def test_what_cannot_work_is_found(change, field, words):
    problems = check_options(replace(ConnectOptions(URL), **change))
    assert [problem.field for problem in problems] == [field]
    assert words in problems[0].sentence


def test_nothing_is_wrong_with_unusual_options(unusual):
    assert check_options(unusual) == []
    assert len(changed_options(unusual)) == 15


def test_everything_has_an_accessible_name(open_dialog):
    dialog = open_dialog()
    for kind in (QLineEdit, QCheckBox):
        for widget in dialog.findChildren(kind):
            internal = widget.objectName().startswith("qt_")
            assert internal or widget.accessibleName() or widget.text(), widget


@pytest.fixture
def themed(qapp):
    """The program's own look, which takes more room than Qt's."""
    current_theme().apply()
    yield
    qapp.setStyleSheet("")


def test_it_fits_into_the_smallest_window(themed, open_dialog):
    hint = open_dialog().minimumSizeHint()
    assert hint.width() <= 900
    assert hint.height() <= 600
