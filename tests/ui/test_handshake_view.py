"""The handshake view tells a connection from its request head to its close, whatever is in it."""

from __future__ import annotations

import datetime
import json

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from inspector.capture.records import ConnectionRecord, NoteRecord
from inspector.ui.certificates import read_certificate, read_tls
from inspector.ui.handshake_view import HandshakeView
from inspector.ui.head_pane import head_text
from inspector.ui.timing_bars import PhaseTime, milliseconds_text, read_timings

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")
REQUEST = (
    b"GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
RESPONSE = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
)


def record(**columns):
    return ConnectionRecord(1, "wss://a/chat", 10**18, **columns)


@pytest.fixture
def view(qtbot):
    widget = HandshakeView()
    qtbot.addWidget(widget)
    widget.resize(420, 700)
    widget.show()
    return widget


@pytest.fixture(scope="module")
def pem():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name.from_rfc4514_string("CN=echo.example")
    names = x509.SubjectAlternativeName([x509.DNSName("echo.example"), x509.DNSName("*.echo.example")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).add_extension(names, critical=False)
    builder = builder.not_valid_before(datetime.datetime(2025, 1, 1))
    signed = builder.not_valid_after(datetime.datetime(2026, 1, 1)).sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode()


def test_a_correct_handshake_passes_every_check(view):
    view.show_connection(record(request_head=REQUEST, response_head=RESPONSE), [])
    checks = view.facts("checks")
    assert len(checks) > 8
    assert {name for name, _ in checks} == {"passed"}


def test_a_wrong_accept_fails_with_its_section(view):
    wrong = RESPONSE.replace(b"s3pP", b"AAAA")
    view.show_connection(record(request_head=REQUEST, response_head=wrong), [])
    failed = [text for name, text in view.facts("checks") if name == "failed"]
    assert len(failed) == 1
    assert failed[0].startswith("Sec-WebSocket-Accept · RFC 6455 §4.2.2\n")


def test_a_connection_of_which_nothing_is_known_is_shown(view):
    view.show_connection(record(), [])
    assert view.facts("checks") == []
    assert view.facts("closing") == []
    assert not view.request.copy_button.isEnabled()
    assert not view._sections["tls"].isVisible()
    assert not view._timing_section.isVisible()


def test_line_ends_are_shown_when_asked_for(view):
    view.show_connection(record(request_head=REQUEST), [])
    assert view.request.edit.toPlainText().startswith("GET /chat HTTP/1.1\nHost: a\n")
    view.line_ends.setChecked(True)
    assert view.request.edit.toPlainText().startswith("GET /chat HTTP/1.1⟨CR⟩⟨LF⟩\nHost: a⟨CR⟩⟨LF⟩\n")


def test_copy_takes_the_head_as_it_was(view, qtbot):
    view.show_connection(record(request_head=REQUEST), [])
    qtbot.mouseClick(view.request.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().encode() == REQUEST


def test_a_lone_line_feed_and_a_nul_are_seen():
    assert head_text(b"A: b\nC: \0\xe9\r\n\r\n", False) == "A: b⟨LF⟩C: ⟨NUL⟩é"


@pytest.mark.parametrize(
    "head",
    [
        bytes(range(256)) * 40,
        b"GET / HTTP/1.1\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"\0",
        b"\r\n\r\n",
        b"<b>x</b>\r\n\xff\xfe: \x1b[31m\r\n",
    ],
    ids=["binary", "long", "nul", "blank", "markup"],
)
def test_hostile_heads_are_shown(view, qapp, head):
    view.show_connection(record(request_head=head, response_head=head), [])
    qapp.processEvents()
    assert view.request.edit.toPlainText() or head == b"\r\n\r\n"
    assert any(name == "failed" for name, _ in view.facts("checks"))
    assert view.widget().width() <= view.viewport().width()
    assert not view.grab().isNull()


@pytest.mark.parametrize("text", ["{", "[]", "3", '"x"', "null", "[" * 100_000])
def test_a_broken_tls_record_says_so(view, text):
    view.show_connection(record(tls=text), [])
    assert view.facts("tls")[0][0] == "Problem"


def test_tls_of_wrong_types_is_not_verified(view):
    view.show_connection(
        record(tls='{"version": 3, "verified": "yes", "chain": [1, null], "cipher": []}'), []
    )
    facts = dict(view.facts("tls"))
    assert facts["Version"] == "not recorded"
    assert facts["Certificate"].startswith("NOT VERIFIED")
    assert read_tls('{"verified": true}').verified


def test_certificates_are_read_when_asked_for(view, pem):
    chain = [pem, "junk", pem.replace("M", "\0")]
    view.show_connection(record(tls=json.dumps({"verified": True, "chain": chain})), [])
    assert view.facts("chain") == []
    view._chain_button.setChecked(True)
    facts = view.facts("chain")
    assert ("Certificate 1", "CN=echo.example") in facts
    assert ("Valid", "2025-01-01 00:00 UTC – 2026-01-01 00:00 UTC") in facts
    assert ("Names", "echo.example, *.echo.example") in facts
    assert sum("cannot be read" in value for _, value in facts) == 2


def test_a_long_chain_is_cut(view):
    view.show_connection(record(tls=json.dumps({"chain": ["x"] * 500})), [])
    view._chain_button.setChecked(True)
    assert view.facts("chain")[-1] == ("Certificates", "490 more certificates")


def test_half_a_surrogate_in_a_certificate_is_a_problem():
    assert read_certificate("\ud800").problem


def test_a_close_is_told_with_code_meaning_reason_and_who(view):
    view.show_connection(
        record(close_code=1001, close_reason="bye\u202e", closed_by="remote", error="Lost."), []
    )
    facts = dict(view.facts("closing"))
    assert facts["Error"] == "Lost."
    assert facts["Close code"] == "1001 going away"
    assert facts["Meaning"].startswith("The endpoint leaves")
    assert facts["Reason"] == "bye⟨U+202E⟩"
    assert facts["Closed first by"] == "the other endpoint"


def test_compression_is_told_in_words(view):
    view.show_connection(record(extensions="permessage-deflate; server_no_context_takeover"), [])
    client, server = dict(view.facts("agreed"))["Compression"].splitlines()
    assert client.endswith("with context takeover.")
    assert server.endswith("(no context takeover).")


def test_times_keep_their_order_and_leave_out_nonsense():
    text = '{"upgrade": 2, "dns": 1.5, "tcp": "x", "tls": -1, "proxy": NaN, "else": 1}'
    assert read_timings(text) == [PhaseTime("dns", 1.5), PhaseTime("upgrade", 2.0)]
    assert read_timings("[") == read_timings("3") == read_timings(None) == []
    assert read_timings('{"dns": 1e999, "tcp": true}') == []
    assert milliseconds_text(123.4).endswith("123 ms")


def test_phases_of_no_time_can_be_painted(view, qapp):
    view.show_connection(record(timings='{"dns": 0, "tcp": 0}'), [])
    assert view._timing_section.isVisible()
    qapp.processEvents()
    assert not view._timings.grab().isNull()


def test_notes_and_markup_are_plain_text(view):
    note = NoteRecord(1, 10**18, "state", "<i>late</i>", "RFC 6455 §7.1.1", 1)
    view.show_connection(record(subprotocol="<b>x</b>"), [note])
    assert view.facts("notes") == [("Note", "<i>late</i> (RFC 6455 §7.1.1)")]
    labels = [label for label in view.findChildren(QLabel) if "<" in label.text()]
    assert labels
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)


def test_values_of_any_length_fit_the_width(view, qapp):
    long = "x" * 5000
    shown = ConnectionRecord(
        1, f"wss://a/{long}", 10**18, close_code=4000, close_reason="a b " * 5000, error=long
    )
    view.show_connection(shown, [NoteRecord(1, 10**18, "state", long, "", 1)])
    qapp.processEvents()
    assert view.widget().width() == view.viewport().width()
    assert view.widget().height() < 3000


def test_the_buttons_ask_for_commands(view, qtbot):
    view.show_connection(record(), [])
    with qtbot.waitSignal(view.copyCurlRequested):
        qtbot.mouseClick(view.curl_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(view.copyWebsocatRequested):
        qtbot.mouseClick(view.websocat_button, Qt.MouseButton.LeftButton)


def test_clear_shows_the_empty_state(view):
    view.show_connection(record(request_head=REQUEST), [])
    assert not view._empty.isVisible()
    view.clear()
    assert view._empty.isVisible()
    assert view.request.edit.toPlainText() == ""
