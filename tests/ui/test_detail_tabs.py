"""The tabs of what is selected."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt

from inspector.capture.records import ConnectionRecord, NoteRecord, StoredFrame
from inspector.ui.detail_tabs import DetailTabs, ShownFrame
from inspector.wire.records import WireFrame


@pytest.fixture
def tabs(qtbot, settings):
    made = DetailTabs(settings)
    qtbot.addWidget(made)
    made.show()
    return made


def frame(payload=b"hello", length=None, read=None):
    length = len(payload) if length is None else length
    stored = StoredFrame(7, 1, WireFrame(1, 1, 0x81, None, length, payload))
    return ShownFrame(stored, length, [], read)


def connection(url="ws://localhost/", **columns):
    return ConnectionRecord(1, url, 1, **columns)


def note(number, frame_id=7):
    return NoteRecord(number, 1, "violation", "A rule was broken.", "RFC 6455 §5.2", 1, frame_id)


def test_a_payload_is_shown_and_cleared(tabs, qtbot):
    tabs.show_frame(frame())
    qtbot.waitUntil(lambda: tabs.payload.text.toPlainText() == "hello")
    tabs.clear_all()
    assert tabs.payload.text.toPlainText() == ""


def test_a_large_payload_is_read_in_parts(tabs, qtbot):
    whole = b"x" * 1_000_000
    asked = []

    def read(offset, length):
        asked.append((offset, length))
        return whole[offset : offset + length]

    tabs.show_frame(frame(whole[:256], len(whole), read))
    qtbot.waitUntil(lambda: len(tabs.payload.text.toPlainText()) > 256)
    assert 0 < max(offset + length for offset, length in asked) < len(whole)


def test_the_notes_are_counted_in_their_title(tabs):
    tabs.show_connection(connection(), [note(1), note(2)])
    assert tabs.tabText(4) == "Notes (2)"
    assert tabs.last_note_id == 2
    tabs.clear_connection()
    assert tabs.tabText(4) == "Notes"
    assert tabs.last_note_id == 0


def test_the_handshake_is_filled_when_it_is_looked_at(tabs):
    tabs.show_connection(connection(close_code=4001, close_reason="enough"), [])
    assert tabs.handshake.facts("closing") == []
    tabs.setCurrentWidget(tabs.handshake)
    assert ("Reason", "enough") in tabs.handshake.facts("closing")


def test_a_note_leads_to_its_frame(tabs, qtbot):
    tabs.show_connection(connection(), [note(1, frame_id=42)])
    tabs.setCurrentWidget(tabs.notes)
    tabs.notes.setCurrentRow(0)
    with qtbot.waitSignal(tabs.frameRequested) as asked:
        qtbot.keyClick(tabs.notes, Qt.Key.Key_Return)
    assert asked.args == [42]


def test_the_tab_is_remembered(tabs, settings, qtbot):
    tabs.setCurrentWidget(tabs.handshake)
    other = DetailTabs(settings)
    qtbot.addWidget(other)
    assert other.currentWidget() is other.handshake


@pytest.mark.parametrize(
    ("verified", "words"),
    [
        (True, "verified"),
        (False, "NOT VERIFIED: anyone could have answered"),
        (None, "no client certificate was asked for"),
    ],
)
def test_whether_the_other_endpoint_was_verified(tabs, verified, words):
    tls = json.dumps({"version": "TLSv1.3", "cipher": "x", "verified": verified})
    tabs.setCurrentWidget(tabs.handshake)
    tabs.show_connection(connection(url="wss://localhost/", tls=tls), [])
    assert ("Certificate", words) in tabs.handshake.facts("tls")
